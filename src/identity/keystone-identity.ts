/** The API's view of Keystone ({@link IdentityService}) by the cloud client: tokens are validated by the service user. */
import type { Identity, IdentityService, PasswordLogin } from '../api/auth/identity.ts';
import type { Ec2Credentials } from '../api/cfn/signature.ts';
import type { Ec2Identity } from '../api/cfn/signed-identity.ts';
import type { AuthOptions } from '../openstack/auth-options.ts';
import { cloudFromCredentials, cloudFromToken } from '../openstack/client.ts';
import { type Cloud, CloudError } from '../openstack/cloud.ts';
import { identityUrl, readToken, type TokenInfo } from '../openstack/session.ts';
import { validateToken } from '../openstack/token-validation.ts';
import type { Config } from '../options.ts';
import { StackDomain } from './stack-domain.ts';
import { StackUserOwners } from './stack-user-owners.ts';

export class KeystoneIdentity implements IdentityService, Ec2Identity {
  readonly #service: AuthOptions;
  readonly #config: Config;
  readonly #owners: StackUserOwners;
  /** What Keystone said about a token saves asking again when its owner's cloud is opened. */
  readonly #infos = new WeakMap<Identity, TokenInfo>();
  readonly publicUrl: string;
  readonly login?: IdentityService['login'];

  constructor(service: AuthOptions, config: Config) {
    this.#service = service;
    this.#config = config;
    this.#owners = new StackUserOwners(new StackDomain(service, config), config);
    this.publicUrl = config.www_authenticate_uri ?? identityUrl(service.authUrl);
    if (config.password_auth) this.login = (login) => this.#login(login);
  }

  async validate(token: string): Promise<Identity | null> {
    const info = await validateToken(this.#service, token);
    return info === null ? null : this.#identity(info);
  }

  async #login({ username, password, userDomainId, projectId }: PasswordLogin): Promise<Identity | null> {
    const { authUrl, cacert, cert, key, verify } = this.#service;
    try {
      const cloud = await cloudFromCredentials({
        authUrl,
        cacert,
        cert,
        key,
        verify,
        username,
        password,
        userDomainId,
        projectId,
      });
      return await this.validate(await cloud.token());
    } catch (error) {
      if (error instanceof CloudError && [401, 403, 404].includes(error.status)) return null;
      throw error;
    }
  }

  stackUser(identity: Identity): Promise<{ stackId: string; resourceName: string } | null> {
    return this.#owners.of(identity);
  }

  /**
   * Keystone judges the signature; only a service may ask it to. The service's token is not given up for the 401 that a wrong signature
   * gets: it is renewed only if it turns out that it was the token which was refused.
   */
  async ec2(credentials: Ec2Credentials): Promise<Identity | { refused: string }> {
    const cloud = await cloudFromCredentials(this.#service);
    const token = await cloud.token();
    try {
      return await this.#judged(credentials, token);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      // A key that nobody has. Without these words it would be the way to ask that is not there.
      if (error.notFound && /credential/i.test(error.message)) return { refused: error.message };
      if (error.status === 400) return { refused: error.message };
      if (error.status !== 401) throw error;
      if ((await validateToken(cloud, token)) !== null) return { refused: error.message };
    }
    try {
      return await this.#judged(credentials, await cloud.token());
    } catch (error) {
      if (error instanceof CloudError && error.status === 401) return { refused: error.message };
      throw error;
    }
  }

  async #judged(credentials: Ec2Credentials, token: string): Promise<Identity> {
    const { authUrl, cacert, cert, key, verify } = this.#service;
    const keystone = await cloudFromToken(token, authUrl, { cacert, cert, key, verify });
    const { body, headers } = await keystone.request('identity', {
      method: 'POST',
      path: '/ec2tokens',
      body: { ec2Credentials: credentials },
      repeatable: true,
    });
    return this.#identity(readToken(String(headers['x-subject-token'] ?? ''), body));
  }

  #identity(info: TokenInfo): Identity {
    const { token, userId, userName, userDomainId, expiresAt } = info;
    const scoped = info.projectId !== '';
    const identity: Identity = {
      token,
      userId,
      userName,
      userDomainId,
      expiresAt,
      projectId: scoped ? info.projectId : null,
      projectName: scoped ? info.projectName : null,
      projectDomainId: scoped ? info.projectDomainId : null,
      roles: [...info.roles],
      isAdminProject: info.isAdminProject,
      systemScope: info.isSystemScoped ? 'all' : null,
    };
    this.#infos.set(identity, info);
    return identity;
  }

  cloud(identity: Identity): Promise<Cloud> {
    const { authUrl, cacert, cert, key, verify, region } = this.#service;
    return cloudFromToken(identity.token, authUrl, {
      known: this.#infos.get(identity),
      cacert,
      cert,
      key,
      verify,
      region: this.#config.region_name_for_services ?? region,
      interface: this.#config.endpoint_type,
    });
  }
}
