/**
 * Signed requests that changed something are served once: whoever saw one pass can send it again as it was, as long as its date is good. What is
 * kept is a digest, no longer than the request itself would be taken. Each process keeps its own.
 */
import { createHash } from 'node:crypto';
import { AwsError, awsErrorOf } from './faults.ts';
import type { Ec2Credentials } from './signature.ts';

/** For each key, so that nobody can push out what is kept for others. */
const MOST_OF_A_KEY = 5_000;

export class Replays {
  /** By access key; digests by when they end, in the order in which they came. */
  readonly #seen = new Map<string, Map<string, number>>();
  readonly #now: () => number;
  #sweptAt = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @throws AccessDenied for one that was here, RequestLimitExceeded for too many of a key */
  async once<T>({ access, signature }: Ec2Credentials, until: number, serve: () => Promise<T>): Promise<T> {
    this.#sweep();
    const digest = createHash('sha256').update(signature).digest('base64');
    let ofKey = this.#seen.get(access);
    if (ofKey === undefined) {
      ofKey = new Map();
      this.#seen.set(access, ofKey);
    }
    if (ofKey.has(digest)) throw new AwsError('AccessDenied', 'This very request was served before; sign it anew.');
    if (ofKey.size >= MOST_OF_A_KEY) {
      throw new AwsError(
        'RequestLimitExceeded',
        `${MOST_OF_A_KEY} changes are signed with this key and good at this time.`,
      );
    }
    ofKey.set(digest, until);
    try {
      return await serve();
    } catch (error) {
      // Nothing was done, for no fault of the client's: its next try may be signed within the same second.
      if (awsErrorOf(error).status >= 500) ofKey.delete(digest);
      throw error;
    }
  }

  #sweep(): void {
    const now = this.#now();
    if (now < this.#sweptAt + 1_000) return;
    this.#sweptAt = now;
    for (const [access, ofKey] of this.#seen) {
      for (const [digest, until] of ofKey) if (until < now) ofKey.delete(digest);
      if (ofKey.size === 0) this.#seen.delete(access);
    }
  }
}
