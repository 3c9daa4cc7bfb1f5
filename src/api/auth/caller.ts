/** From a Keystone identity to the {@link Caller} that the engine knows, and to the credentials that policies look at. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../../engine/orchestrator.ts';
import type { Credentials } from '../policy/check.ts';
import type { Enforcer } from '../policy/enforcer.ts';
import { header } from './authenticate.ts';
import type { Identity, IdentityService } from './identity.ts';

export function credentialsOf(identity: Identity): Credentials {
  return {
    user_id: identity.userId,
    user: identity.userId,
    user_domain_id: identity.userDomainId,
    project_id: identity.projectId,
    tenant: identity.projectId,
    project_domain_id: identity.projectDomainId,
    roles: identity.roles,
    is_admin_project: identity.isAdminProject,
    system_scope: identity.systemScope,
  };
}

/** Credentials with `is_admin` worked out by the rule that defines it. */
export function withAdmin(credentials: Credentials, enforcer: Enforcer): Credentials & { is_admin: boolean } {
  return { ...credentials, is_admin: enforcer.allows('context_is_admin', {}, credentials) };
}

export async function callerOf(
  identity: Identity,
  about: { isAdmin: boolean; requestId: string; headers: IncomingHttpHeaders; traceparent: string | undefined },
  service: IdentityService,
): Promise<Caller> {
  const { headers } = about;
  const stackUser = await service.stackUser?.(identity);
  const region = header(headers, 'x-region-name');
  const cloud = await service.cloud(identity, about.requestId);
  return {
    projectId: identity.projectId ?? '',
    userId: identity.userId,
    userName: identity.userName,
    roles: identity.roles,
    isAdmin: about.isAdmin,
    requestId: about.requestId,
    cloud: region === undefined ? cloud : cloud.inRegion(region),
    traceparent: about.traceparent,
    token: identity.token,
    username: header(headers, 'x-auth-user') ?? identity.userName,
    password: header(headers, 'x-auth-key'),
    ...(stackUser ? { stackUser } : {}),
  };
}
