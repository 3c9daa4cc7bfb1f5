/**
 * How the engine acts for a stack's owner when the request is long over: under a trust to the service user, with the password that
 * came with the request (`deferred_auth_method = password`), or, for a solo user, simply as the one user there is.
 */
import { createHash } from 'node:crypto';
import type { Caller } from '../engine/orchestrator.ts';
import type { DeferredCredentials } from '../engine/wiring.ts';
import { HeatError } from '../errors.ts';
import type { AuthOptions } from '../openstack/auth-options.ts';
import { cloudFromCredentials, cloudFromToken } from '../openstack/client.ts';
import { type Cloud, CloudError } from '../openstack/cloud.ts';
import { createTrust, deleteTrust, findTrust, readTrust, sortedRoles, underTrust } from '../openstack/trusts.ts';
import type { Config } from '../options.ts';
import type { Credentials, CredentialsRow } from '../store/rows.ts';
import { LazyCloud } from './lazy-cloud.ts';

/** `service`: the service user, or the solo user. */
export interface CloudAccess {
  service: AuthOptions;
  solo: boolean;
  config: Config;
}

export class StackCredentials implements DeferredCredentials {
  readonly #access: CloudAccess;
  #serviceUserId: Promise<string> | undefined;
  /** One cloud for each set of credentials, so that waiting for a project's resources is done together. */
  readonly #clouds = new Map<string, Cloud>();

  constructor(access: CloudAccess) {
    this.#access = access;
  }

  intend(caller: Caller): Credentials {
    if (this.#access.solo) return { kind: 'configured' };
    const { config } = this.#access;
    const { region } = caller.cloud;
    if (config.deferred_auth_method === 'password') {
      if (caller.password === undefined || caller.username === undefined) {
        const missing = caller.username === undefined ? 'X-Auth-User' : 'X-Auth-Key';
        throw new HeatError('MissingCredentialError', `Missing required credential: ${missing}`);
      }
      return {
        kind: 'password',
        username: caller.username,
        password: caller.password,
        userDomainId: 'default',
        region,
      };
    }
    return { kind: 'trust', trustId: null, trustorUserId: caller.userId, region };
  }

  /**
   * Keystone lets a token that stands for less than its user (a trust, an application credential) make no trust, or one that ends with it: what such a
   * caller may have, Keystone has to say each time, and nobody else gets it. The rest is what a trust of the caller's would be bound to.
   */
  async sharing(caller: Caller): Promise<string | null> {
    const { cloud } = caller;
    if (this.intend(caller).kind !== 'trust' || cloud.isOwnLogin !== true) return null;
    if (cloud.userId !== caller.userId || cloud.projectId !== caller.projectId) return null;
    const roles = this.#delegated(cloud);
    const held = new Set(sortedRoles(cloud.roles));
    if (roles.length === 0 || !roles.every((role) => held.has(role))) return null;
    const bound = {
      trustor: cloud.userId,
      trustee: await this.#serviceUser(),
      project: cloud.projectId,
      roles,
      redelegation: this.#access.config.allow_trusts_redelegation,
      region: cloud.region ?? null,
    };
    return createHash('sha256').update(JSON.stringify(bound)).digest('base64url');
  }

  /** Keystone has it still, as it would be made now. That the trustor has the roles is known from the caller's token, who is the trustor. */
  async stillGranted({ cloud, projectId }: Caller, { content, projectId: home }: CredentialsRow): Promise<boolean> {
    if (content.kind !== 'trust' || content.trustId === null || content.borrowed) return false;
    if (content.trustorUserId !== cloud.userId || home !== projectId || content.region !== cloud.region) return false;
    const granted = await readTrust(await cloudFromCredentials(this.#access.service), content.trustId);
    return (
      granted !== null &&
      granted.lasting &&
      granted.trustorUserId === cloud.userId &&
      granted.trusteeUserId === (await this.#serviceUser()) &&
      granted.projectId === cloud.projectId &&
      granted.roles.join('\n') === this.#delegated(cloud).join('\n')
    );
  }

  /** The roles that a trust of this user's hands on. */
  #delegated({ roles }: Cloud): string[] {
    const { trusts_delegated_roles: named } = this.#access.config;
    return sortedRoles(named.length === 0 ? roles : named);
  }

  async acquire(caller: Caller, { id, content }: CredentialsRow): Promise<Credentials> {
    if (content.kind !== 'trust' || content.trustId !== null) return content;
    const { trust } = caller.cloud;
    // Keystone lets nobody make a trust under a trust; the one that the request came under does as well.
    if (trust !== undefined && trust.trusteeUserId === (await this.#serviceUser())) {
      return { ...content, trustId: trust.id, borrowed: true };
    }
    return { ...content, trustId: await this.#trust(caller, id) };
  }

  async #trust(caller: Caller, marker: string): Promise<string> {
    const { config } = this.#access;
    const roles = config.trusts_delegated_roles.length === 0 ? undefined : config.trusts_delegated_roles;
    const trusteeUserId = await this.#serviceUser();
    try {
      const allowRedelegation = config.allow_trusts_redelegation;
      return await createTrust(caller.cloud, { trusteeUserId, roles, allowRedelegation, marker });
    } catch (error) {
      if (error instanceof CloudError && (error.status === 403 || error.status === 404)) {
        const which = roles === undefined ? 'its roles' : `the roles ${roles.join(', ')}`;
        const message = `Missing required credential: a trust with ${which} (${error.message})`;
        throw new HeatError('MissingCredentialError', message, { cause: error });
      }
      throw error;
    }
  }

  async #serviceUser(): Promise<string> {
    this.#serviceUserId ??= cloudFromCredentials(this.#access.service).then(({ userId }) => userId);
    try {
      return await this.#serviceUserId;
    } catch (error) {
      this.#serviceUserId = undefined;
      throw error;
    }
  }

  /** A trust is deleted under itself: nobody else may, and the engine has nothing else of the owner. */
  async release(row: CredentialsRow): Promise<void> {
    this.#clouds.delete(keyOf(row, row.projectId));
    if (row.content.kind !== 'trust' || row.content.borrowed) return;
    const trustId = row.content.trustId ?? (await this.#intendedTrust(row.id));
    if (trustId === null) return;
    try {
      const cloud = await cloudFromCredentials(underTrust(this.#access.service, trustId));
      await deleteTrust(cloud, trustId);
    } catch (error) {
      // Gone already: Keystone lets nobody in under it.
      if (!(error instanceof CloudError && (error.notFound || error.status === 401 || error.status === 403)))
        throw error;
    }
  }

  /** The trust that a request may have made before it was cut short. */
  async #intendedTrust(marker: string): Promise<string | null> {
    const service = await cloudFromCredentials(this.#access.service);
    return findTrust(service, marker, { trustee_user_id: service.userId });
  }

  /** The cloud as these credentials see it. Null credentials stand for the configured user. */
  cloudFor(row: CredentialsRow | null, projectId: string): Cloud {
    const key = keyOf(row, projectId);
    const known = this.#clouds.get(key);
    if (known !== undefined) return known;
    const content: Credentials = row?.content ?? { kind: 'configured' };
    const region = ('region' in content ? content.region : undefined) ?? this.#region();
    const userId = content.kind === 'trust' ? content.trustorUserId : '';
    const cloud = new LazyCloud(() => this.#login(content, projectId, region), { projectId, userId, region });
    this.#clouds.set(key, cloud);
    return cloud;
  }

  #region(): string | undefined {
    return this.#access.config.region_name_for_services ?? this.#access.service.region;
  }

  #login(content: Credentials, projectId: string, region: string | undefined): Promise<Cloud> {
    const { service, config } = this.#access;
    const settings = { region, interface: config.endpoint_type };
    switch (content.kind) {
      case 'trust':
        if (content.trustId === null) throw new Error('A trust that was only intended gives no access.');
        return cloudFromCredentials(underTrust(service, content.trustId, region), settings);
      case 'configured':
        return cloudFromCredentials(service, settings);
      case 'password': {
        const { username, password, userDomainId } = content;
        const { authUrl, cacert, cert, key, verify } = service;
        const login: AuthOptions = { authUrl, cacert, cert, key, verify, username, password, userDomainId, projectId };
        return cloudFromCredentials(login, settings);
      }
      case 'token':
        return cloudFromToken(content.token, service.authUrl, settings);
    }
  }
}

/** Credentials of one trust are one, whoever borrows them. */
function keyOf(row: CredentialsRow | null, projectId: string): string {
  if (row === null) return `configured ${projectId}`;
  const { content } = row;
  return content.kind === 'trust' && content.trustId !== null
    ? `trust ${content.trustId} ${projectId} ${content.region ?? ''}`
    : row.id;
}
