/**
 * Signed requests that changed something are served once: whoever saw one pass can send it again as it was, as long as its date is good. What is
 * kept is a digest, no longer than the request itself would be taken, and where all processes look.
 */
import { createHash } from 'node:crypto';
import type { SeenRequest } from '../../store/seen-requests.ts';
import type { Store } from '../../store/store.ts';
import { AwsError, awsErrorOf } from './faults.ts';
import type { Ec2Credentials } from './signature.ts';

/** Where it is kept what was seen. */
export type Memory = Pick<Store, 'claimRequest' | 'forgetRequest'>;

/** @throws AccessDenied for one that was here, RequestLimitExceeded for too many of a key */
export async function once<T>(
  memory: Memory,
  { access, signature }: Ec2Credentials,
  until: number,
  serve: () => Promise<T>,
): Promise<T> {
  const request: SeenRequest = { digest: digestOf(access, signature), signer: digestOf(access), until };
  const claimed = await memory.claimRequest(request);
  if (claimed === 'seen') throw new AwsError('AccessDenied', 'This very request was served before; sign it anew.');
  if (claimed === 'too many') throw new AwsError('RequestLimitExceeded', 'too many changes signed with this key');
  try {
    return await serve();
  } catch (error) {
    // Nothing was done, for no fault of the client's: its next try may be signed within the same second.
    if (awsErrorOf(error).status >= 500) await memory.forgetRequest(request.digest);
    throw error;
  }
}

function digestOf(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64');
}
