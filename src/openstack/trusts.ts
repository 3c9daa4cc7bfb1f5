/**
 * Trusts: how a user lets the service user act for them later, without leaving a password behind.
 *
 *     const id = await createTrust(theirCloud, { trusteeUserId });
 *     const later = await cloudFromCredentials(underTrust(serviceUser, id));
 */
import type { AuthOptions } from './auth-options.ts';
import { type Cloud, CloudError } from './cloud.ts';
import { at } from './path.ts';

export interface TrustRequest {
  /** Id of the service user. */
  trusteeUserId: string;
  /** Names of the roles handed on; by default all that the user's token has. */
  roles?: readonly string[];
  /** The trustee may hand it on, as nested services need. */
  allowRedelegation?: boolean;
  /** A UUID by which {@link findTrust} finds the trust again. */
  marker: string;
}

/**
 * A trust has neither name nor description. The only member that is free to choose and shown again is the end of its life: a second far
 * off that follows from the marker. Keystone has at most one trust of the same parties that ends at the same moment, and refuses another with 409.
 */
export function expiryOf(marker: string): string {
  const digits = marker.replaceAll('-', '');
  // 52 bits that are random in every UUID.
  const random = Number.parseInt(digits.slice(-12) + digits[0], 16);
  const moment = new Date(FIRST + (random % SECONDS) * 1000);
  return `${moment.toISOString().slice(0, 19)}.000000Z`;
}

/** Keystone keeps whole seconds, in columns that end with the year 9999. */
const FIRST = Date.UTC(2200, 0, 1);
const SECONDS = (Date.UTC(9900, 0, 1) - FIRST) / 1000;

/**
 * As the user; returns the trust's id. Where the answer gets lost, the trust is looked for.
 * @throws CloudError: 403 where a role is not the user's to give, 409 where a trust has this marker already
 */
export async function createTrust(
  cloud: Cloud,
  { trusteeUserId, roles, allowRedelegation, marker }: TrustRequest,
): Promise<string> {
  const names = roles ?? cloud.roles;
  try {
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
          expires_at: expiryOf(marker),
          roles: names.map((name) => ({ name })),
        },
      },
    });
    return body.trust.id;
  } catch (error) {
    if (!(error instanceof CloudError) || error.outcome !== 'unknown') throw error;
    const found = await findTrust(cloud, marker, { trustor_user_id: cloud.userId });
    if (found === null) throw error;
    return found;
  }
}

/** Id of the trust with this marker; null where there is none. `party`: the cloud's own user, as either side. */
export async function findTrust(
  cloud: Cloud,
  marker: string,
  party: { trustor_user_id: string } | { trustee_user_id: string },
): Promise<string | null> {
  const { body } = await cloud.request<{ trusts: { id: string; expires_at: string | null }[] }>('identity', {
    path: '/OS-TRUST/trusts',
    query: party,
  });
  const expiry = expiryOf(marker);
  return body.trusts.find(({ expires_at }) => expires_at === expiry)?.id ?? null;
}

/** What a trust gives: who to whom, where, and which roles. */
export interface Granted {
  trustorUserId: string;
  trusteeUserId: string;
  projectId: string | null;
  /** Names in lower case and in order: Keystone tells no others apart. */
  roles: readonly string[];
  /** As the trustor, for any number of tokens, and not over yet. */
  lasting: boolean;
}

interface TrustBody {
  trustor_user_id: string;
  trustee_user_id: string;
  project_id: string | null;
  impersonation: boolean;
  expires_at: string | null;
  remaining_uses?: number | null;
  deleted_at?: string | null;
  roles?: { name: string }[];
}

/** As either side of it; null where it is gone, or not theirs to see. */
export async function readTrust(cloud: Cloud, trustId: string): Promise<Granted | null> {
  try {
    const { body } = await cloud.request<{ trust: TrustBody }>('identity', {
      path: at`/OS-TRUST/trusts/${trustId}`,
      answer: 'show',
    });
    return grantedBy(body.trust);
  } catch (error) {
    if (error instanceof CloudError && (error.notFound || error.status === 403)) return null;
    throw error;
  }
}

function grantedBy(trust: TrustBody): Granted {
  const { trustor_user_id: trustorUserId, trustee_user_id: trusteeUserId, project_id: projectId } = trust;
  const over = trust.expires_at !== null && !(Date.parse(trust.expires_at) > Date.now());
  const lasting = trust.impersonation && (trust.remaining_uses ?? null) === null && (trust.deleted_at ?? null) === null;
  const roles = sortedRoles((trust.roles ?? []).map(({ name }) => name));
  return { trustorUserId, trusteeUserId, projectId, roles, lasting: lasting && !over };
}

export function sortedRoles(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}

/** By the trustor (or under the trust, or by an administrator). A trust that is gone is no error. */
export async function deleteTrust(cloud: Cloud, trustId: string): Promise<void> {
  try {
    await cloud.request('identity', { method: 'DELETE', path: at`/OS-TRUST/trusts/${trustId}` });
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
