/**
 * Who signed a request: asked of Keystone, and believed for some seconds for exactly the same request (a signed URL that is used again and
 * again), kept by a digest of it. Requests of the same moment share one question.
 */
import { createHash } from 'node:crypto';
import type { Identity } from '../auth/identity.ts';
import { type AwsCode, AwsError } from './faults.ts';
import type { Ec2Credentials } from './signature.ts';

/** Keystone's side, as a port. */
export interface Ec2Identity {
  /** The owner of the access key, or why Keystone refused. Throws when Keystone cannot be asked. */
  ec2(credentials: Ec2Credentials, requestId: string): Promise<Identity | { refused: string }>;
}

/** By words in Keystone's refusal. */
const REFUSALS: readonly (readonly [RegExp, AwsCode])[] = [
  [/access key not found|could not find credential/i, 'InvalidClientTokenId'],
  [/signature/i, 'SignatureDoesNotMatch'],
];

const LIFETIME = 30_000;
const SIZE = 2_000;

export class SignedIdentity {
  readonly #keystone: Ec2Identity;
  readonly #now: () => number;
  readonly #known = new Map<string, { answer: Promise<Identity>; until: number }>();

  constructor(keystone: Ec2Identity, now: () => number = Date.now) {
    this.#keystone = keystone;
    this.#now = now;
  }

  /** @throws AccessDenied, InvalidClientTokenId, SignatureDoesNotMatch, ServiceUnavailable */
  of(credentials: Ec2Credentials, requestId: string): Promise<Identity> {
    const { headers, ...signed } = credentials;
    const key = createHash('sha256')
      .update(JSON.stringify([signed, headers.Authorization, headers['X-Amz-Date']]))
      .digest('base64');
    const known = this.#known.get(key);
    if (known !== undefined && known.until > this.#now()) return known.answer;
    const entry = { answer: this.#ask(credentials, requestId), until: this.#now() + LIFETIME };
    this.#known.delete(key);
    this.#known.set(key, entry);
    entry.answer.then(
      (identity) => {
        entry.until = Math.min(entry.until, identity.expiresAt);
      },
      () => this.#known.delete(key),
    );
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= SIZE) break;
      this.#known.delete(oldest);
    }
    return entry.answer;
  }

  async #ask(credentials: Ec2Credentials, requestId: string): Promise<Identity> {
    let answer: Identity | { refused: string };
    try {
      answer = await this.#keystone.ec2(credentials, requestId);
    } catch (cause) {
      throw new AwsError('ServiceUnavailable', 'Keystone could not be asked about the signature.', { cause });
    }
    if (!('refused' in answer)) return answer;
    const { refused } = answer;
    throw new AwsError(REFUSALS.find(([words]) => words.test(refused))?.[1] ?? 'AccessDenied');
  }
}
