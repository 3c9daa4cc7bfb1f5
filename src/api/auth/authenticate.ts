/**
 * From a request's headers to who asks: `X-Auth-Token`, or `X-Auth-User` with `X-Auth-Key` where logging in by password is
 * offered. Anything else, and anything Keystone refuses, is a 401 that says where tokens are to be had.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { HeatError } from '../../errors.ts';
import type { Identity, IdentityService } from './identity.ts';
import type { TokenCache } from './token-cache.ts';

/** No valid credentials; answered as Keystone's own middleware does. */
export class Unauthorized extends Error {}

export async function authenticate(
  request: { headers: IncomingHttpHeaders; id: string; projectInPath: string | undefined },
  service: IdentityService,
  tokens: TokenCache,
): Promise<Identity> {
  const token = header(request.headers, 'x-auth-token') ?? header(request.headers, 'x-storage-token');
  const username = header(request.headers, 'x-auth-user');
  const password = header(request.headers, 'x-auth-key');
  try {
    let identity: Identity | null = null;
    if (token !== undefined) identity = await tokens.validate(token, request.id);
    else if (username !== undefined && password !== undefined && request.projectInPath && service.login) {
      const userDomainId = header(request.headers, 'x-user-domain-id') ?? 'default';
      const login = { username, password, userDomainId, projectId: request.projectInPath };
      identity = await service.login(login, request.id);
    }
    if (identity !== null) return identity;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HeatError('HTTPServiceUnavailable', `Keystone could not be asked about the token: ${why}`, {
      cause: error,
    });
  }
  throw new Unauthorized('The request you have made requires authentication.');
}

export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
