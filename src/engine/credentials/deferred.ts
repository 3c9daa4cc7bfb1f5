/**
 * How the engine goes on acting for a user whose request is long over. With a service user, the user's own token makes a trust: the service
 * user may act for this user, in this project, with these roles, until the stack is gone. Without one, whatever the configuration
 * allows.
 */
import { HeatError } from '../../errors.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import type { Credentials, CredentialsRow } from '../../store/rows.ts';
import type { Caller } from '../orchestrator.ts';
import type { DeferredCredentials } from '../wiring.ts';

export interface DeferredOptions {
  /** `trusts`: needs `serviceUserId`; `password`: the user's own, sent with each request; `token`; `configured`. */
  method: 'trusts' | 'password' | 'token' | 'configured';
  /** Who is trusted. */
  serviceUserId?: () => Promise<string>;
  /** Names of the roles that are delegated; empty: all that the user has. */
  roles?: readonly string[];
  userDomainId?: string;
  region?: string;
  /** The cloud as these credentials see it, for giving a trust back. */
  cloudFor(credentials: CredentialsRow, projectId: string): Cloud;
}

export function deferredCredentials(options: DeferredOptions): DeferredCredentials {
  const region = options.region === undefined ? {} : { region: options.region };

  async function trust(caller: Caller): Promise<Credentials> {
    if (options.serviceUserId === undefined) throw missing('a service user');
    const delegated = options.roles ?? [];
    const roles = (delegated.length > 0 ? delegated : caller.roles).map((name) => ({ name }));
    const absent = delegated.filter((name) => !caller.roles.includes(name));
    if (absent.length > 0) throw missing(`roles ${absent.join(', ')}`);
    const { body } = await caller.cloud.request<{ trust: { id: string } }>('identity', {
      method: 'POST',
      path: '/OS-TRUST/trusts',
      body: {
        trust: {
          trustor_user_id: caller.userId,
          trustee_user_id: await options.serviceUserId(),
          project_id: caller.projectId,
          impersonation: true,
          allow_redelegation: false,
          roles,
        },
      },
    });
    return { kind: 'trust', trustId: body.trust.id, trustorUserId: caller.userId, ...region };
  }

  function password(caller: Caller): Credentials {
    if (caller.username === undefined) throw missing('X-Auth-User');
    if (caller.password === undefined) throw missing('X-Auth-Key');
    const { username, password: secret } = caller;
    return { kind: 'password', username, password: secret, userDomainId: options.userDomainId ?? 'default', ...region };
  }

  function token(caller: Caller): Credentials {
    if (caller.token === undefined) throw missing('X-Auth-Token');
    return { kind: 'token', token: caller.token, ...region };
  }

  const METHODS: Record<DeferredOptions['method'], (caller: Caller) => Promise<Credentials> | Credentials> = {
    trusts: trust,
    password,
    token,
    configured: () => ({ kind: 'configured' }),
  };

  return {
    acquire: async (caller) => METHODS[options.method](caller),
    async release(row) {
      if (row.content.kind !== 'trust') return;
      const { trustId } = row.content;
      try {
        const cloud = options.cloudFor(row, row.projectId);
        await cloud.request('identity', { method: 'DELETE', path: `/OS-TRUST/trusts/${encodeURIComponent(trustId)}` });
      } catch (error) {
        // Gone already, by this hand or another.
        if (!(error instanceof CloudError) || !error.notFound) throw error;
      }
    },
  };
}

function missing(what: string): HeatError {
  return new HeatError('MissingCredentialError', `Missing required credential: ${what}`);
}
