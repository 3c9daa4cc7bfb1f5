/**
 * Trusts: how a user lets the service user act for them later, without leaving a password behind.
 *
 *     const id = await createTrust(theirCloud, { trusteeUserId });
 *     const later = await cloudFromCredentials(underTrust(serviceUser, id));
 */
import type { AuthOptions } from './auth-options.ts';
import { type Cloud, CloudError } from './cloud.ts';

export interface TrustRequest {
  /** Id of the service user. */
  trusteeUserId: string;
  /** Names of the roles handed on; by default all that the user's token has. */
  roles?: readonly string[];
  /** The trustee may hand it on, as nested services need. */
  allowRedelegation?: boolean;
}

/** As the user; returns the trust's id. Throws CloudError (403 where a role is not the user's to give). */
export async function createTrust(
  cloud: Cloud,
  { trusteeUserId, roles, allowRedelegation }: TrustRequest,
): Promise<string> {
  const names = roles ?? cloud.roles;
  const { body } = await cloud.request<{ trust: { id: string } }>('identity', {
    method: 'POST',
    path: '/OS-TRUST/trusts',
    body: {
      trust: {
        trustor_user_id: cloud.userId,
        trustee_user_id: trusteeUserId,
        project_id: cloud.projectId,
        impersonation: true,
        allow_redelegation: allowRedelegation ?? false,
        roles: names.map((name) => ({ name })),
      },
    },
  });
  return body.trust.id;
}

/** By the trustor (or under the trust, or by an administrator). A trust that is gone is no error. */
export async function deleteTrust(cloud: Cloud, trustId: string): Promise<void> {
  try {
    await cloud.request('identity', { method: 'DELETE', path: `/OS-TRUST/trusts/${encodeURIComponent(trustId)}` });
  } catch (error) {
    if (!(error instanceof CloudError && error.notFound)) throw error;
  }
}

/** Options by which the service user acts for the trustor. */
export function underTrust(serviceUser: AuthOptions, trustId: string, region?: string): AuthOptions {
  const {
    projectId: _projectId,
    projectName: _projectName,
    projectDomainId: _projectDomainId,
    projectDomainName: _projectDomainName,
    domainId: _domainId,
    domainName: _domainName,
    ...user
  } = serviceUser;
  // The project's domain stood in for the user's where only that was given.
  const userDomainName =
    user.userDomainName ?? (user.userDomainId === undefined ? serviceUser.projectDomainName : undefined);
  return { ...user, userDomainName, trustId, region: region ?? serviceUser.region };
}
