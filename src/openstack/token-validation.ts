/** What a token that came with a request says; asked of Keystone by the service user. */
import type { AuthOptions } from './auth-options.ts';
import { cloudFromCredentials } from './client.ts';
import { type Cloud, CloudError } from './cloud.ts';
import { readToken, type TokenInfo } from './session.ts';

/** Null when Keystone does not know the token, or knows that it ended. Throws CloudError when Keystone cannot be asked. */
export async function validateToken(service: AuthOptions | Cloud, token: string): Promise<TokenInfo | null> {
  const cloud = 'request' in service ? service : await cloudFromCredentials(service);
  try {
    const { body } = await cloud.request('identity', { path: '/auth/tokens', headers: { 'x-subject-token': token } });
    return readToken(token, body);
  } catch (error) {
    if (error instanceof CloudError && (error.notFound || error.status === 400)) return null;
    throw error;
  }
}
