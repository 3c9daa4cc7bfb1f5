/**
 * The stacks' own users in Keystone: made by the administrator of the domain that is set apart for them, who may do nothing
 * elsewhere.
 */
import { randomBytes } from 'node:crypto';
import type { Keypair, StackUserOwner, StackUserRequest, StackUsers } from '../engine/signals/stack-users.ts';
import { HeatError } from '../errors.ts';
import type { AuthOptions } from '../openstack/auth-options.ts';
import { cloudFromCredentials } from '../openstack/client.ts';
import { type Cloud, CloudError, type CloudRequest } from '../openstack/cloud.ts';
import { at } from '../openstack/path.ts';
import { identityUrl } from '../openstack/session.ts';
import type { Config } from '../options.ts';

interface Named {
  id: string;
  name: string;
}

/** How a user's description tells whose it is; only the domain's administrator can write it. */
const OWNER = /^Stack user of ([^/]+)\/(.+)$/s;

/** Rules about passwords of people do not hold for users whom nobody can tell to change theirs. */
const UNATTENDED = {
  ignore_change_password_upon_first_use: true,
  ignore_password_expiry: true,
  ignore_lockout_failure_attempts: true,
};

export class StackDomain implements StackUsers {
  readonly #service: AuthOptions;
  readonly #config: Config;
  #domainId: Promise<string> | undefined;
  #roleId: Promise<string> | undefined;
  readonly authUrl: string;

  constructor(service: AuthOptions, config: Config) {
    this.#service = service;
    this.#config = config;
    this.authUrl = config.www_authenticate_uri ?? identityUrl(service.authUrl);
  }

  /** @throws HeatException where the configuration names no such domain or administrator */
  async #admin(): Promise<Cloud> {
    const { stack_user_domain_id: id, stack_user_domain_name: name, ...config } = this.#config;
    const { stack_domain_admin: username, stack_domain_admin_password: password } = config;
    if ((id === null && name === null) || username === null || password === null) {
      const options =
        'stack_user_domain_id (or stack_user_domain_name), stack_domain_admin, stack_domain_admin_password';
      throw new HeatError(
        'HeatException',
        `There is no domain for the users of stacks; it is configured by ${options}.`,
      );
    }
    const { authUrl, cacert, cert, key, verify, region } = this.#service;
    const domain =
      id !== null ? { domainId: id, userDomainId: id } : { domainName: name ?? '', userDomainName: name ?? '' };
    const login: AuthOptions = { authUrl, cacert, cert, key, verify, region, username, password, ...domain };
    return cloudFromCredentials(login, { interface: config.endpoint_type });
  }

  async #ask<T>(request: CloudRequest): Promise<T> {
    return (await (await this.#admin()).request<T>('identity', request)).body;
  }

  domainId(): Promise<string> {
    this.#domainId ??= this.#findDomain().catch((error: unknown) => {
      this.#domainId = undefined;
      throw error;
    });
    return this.#domainId;
  }

  /** The administrator is a user of the domain. */
  async #findDomain(): Promise<string> {
    const configured = this.#config.stack_user_domain_id;
    if (configured !== null) return configured;
    const { userId } = await this.#admin();
    const { user } = await this.#ask<{ user: { domain_id: string } }>({ path: at`/users/${userId}` });
    return user.domain_id;
  }

  async #find(plural: 'projects' | 'users', name: string): Promise<string | null> {
    const query = { name, domain_id: await this.domainId() };
    const body = await this.#ask<Record<string, Named[]>>({ path: at`/${plural}`, query });
    return body[plural]?.find((one) => one.name === name)?.id ?? null;
  }

  /** Makes it; where there is one of that name already, finds it. */
  async #ensure(
    singular: 'project' | 'user',
    body: Record<string, unknown> & { name: string },
  ): Promise<{ id: string; isNew: boolean }> {
    const plural = `${singular}s` as const;
    try {
      const path = at`/${plural}`;
      const made = await this.#ask<Record<string, Named>>({ method: 'POST', path, body: { [singular]: body } });
      const id = made[singular]?.id;
      if (id !== undefined) return { id, isNew: true };
    } catch (error) {
      const isTaken = error instanceof CloudError && (error.status === 409 || error.outcome === 'unknown');
      if (!isTaken) throw error;
      const found = await this.#find(plural, body.name);
      if (found !== null) return { id: found, isNew: false };
      throw error;
    }
    throw new HeatError('HeatException', `Keystone told no id of the ${singular} that it made.`);
  }

  async project(name: string): Promise<string> {
    const domain_id = await this.domainId();
    return (await this.#ensure('project', { name, domain_id, description: 'Users of a stack' })).id;
  }

  findProject(name: string): Promise<string | null> {
    return this.#find('projects', name);
  }

  async removeProject(id: string, name: string): Promise<void> {
    if ((await this.#find('projects', name)) === id) await this.#remove(at`/projects/${id}`);
  }

  async user({ name, projectId, password, owner }: StackUserRequest): Promise<string> {
    const description = `Stack user of ${owner.stackId}/${owner.resourceName}`;
    const about = { password, description, default_project_id: projectId, enabled: true, options: UNATTENDED };
    const { id, isNew } = await this.#ensure('user', { name, domain_id: await this.domainId(), ...about });
    if (!isNew) await this.#ask({ method: 'PATCH', path: at`/users/${id}`, body: { user: about }, repeatable: true });
    const role = await this.#role();
    await this.#ask({ method: 'PUT', path: at`/projects/${projectId}/users/${id}/roles/${role}` });
    return id;
  }

  /** Resolves to the domain's id where everything that stacks' users need is there. */
  async look(): Promise<string> {
    const [domain] = await Promise.all([this.domainId(), this.#role()]);
    return domain;
  }

  #role(): Promise<string> {
    this.#roleId ??= this.#findRole().catch((error: unknown) => {
      this.#roleId = undefined;
      throw error;
    });
    return this.#roleId;
  }

  async #findRole(): Promise<string> {
    const { heat_stack_user_role: name } = this.#config;
    const { roles } = await this.#ask<{ roles: Named[] }>({ path: '/roles', query: { name } });
    const role = roles.find((one) => one.name === name);
    if (role === undefined) throw new HeatError('HeatException', `Can't find role ${name}`);
    return role.id;
  }

  findUser(name: string): Promise<string | null> {
    return this.#find('users', name);
  }

  async removeUser(id: string, owner: StackUserOwner): Promise<void> {
    if (await this.#isOf(id, owner)) await this.#remove(at`/users/${id}`);
  }

  async #isOf(userId: string, { stackId, resourceName }: StackUserOwner): Promise<boolean> {
    const owner = await this.ownerOf(userId);
    return owner?.stackId === stackId && owner.resourceName === resourceName;
  }

  async setEnabled(id: string, enabled: boolean, owner: StackUserOwner): Promise<void> {
    if (!(await this.#isOf(id, owner))) return;
    await this.#ask({ method: 'PATCH', path: at`/users/${id}`, body: { user: { enabled } }, repeatable: true });
  }

  async keypair(userId: string, projectId: string): Promise<Keypair> {
    const [access, secret] = [randomBytes(16).toString('hex'), randomBytes(24).toString('base64url')];
    const blob = JSON.stringify({ access, secret });
    const credential = { type: 'ec2', blob, user_id: userId, project_id: projectId };
    const made = await this.#ask<{ credential: { id: string } }>({
      method: 'POST',
      path: '/credentials',
      body: { credential },
    });
    return { id: made.credential.id, access, secret };
  }

  async token({
    userId,
    password,
    projectId,
  }: {
    userId: string;
    password: string;
    projectId: string;
  }): Promise<string> {
    const { authUrl, cacert, cert, key, verify } = this.#service;
    return (await cloudFromCredentials({ authUrl, cacert, cert, key, verify, userId, password, projectId })).token();
  }

  /** The resource whose user this is; null for other users. */
  async ownerOf(userId: string): Promise<{ stackId: string; resourceName: string } | null> {
    try {
      const { user } = await this.#ask<{ user: { domain_id: string; description?: string } }>({
        path: at`/users/${userId}`,
      });
      if (user.domain_id !== (await this.domainId())) return null;
      const [, stackId, resourceName] = OWNER.exec(user.description ?? '') ?? [];
      return stackId === undefined || resourceName === undefined ? null : { stackId, resourceName };
    } catch (error) {
      if (error instanceof CloudError && (error.notFound || error.status === 403)) return null;
      throw error;
    }
  }

  async #remove(path: string): Promise<void> {
    try {
      await this.#ask({ method: 'DELETE', path });
    } catch (error) {
      if (!(error instanceof CloudError && error.notFound)) throw error;
    }
  }
}
