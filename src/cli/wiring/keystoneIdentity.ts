/** The API's view of Keystone ({@link IdentityService}) by the cloud client: tokens are validated by the service user. */
import type { Identity, IdentityService, PasswordLogin } from '../../api/auth/identity.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import { cloudFromCredentials, cloudFromToken } from '../../openstack/client.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { identityUrl, type TokenInfo } from '../../openstack/session.ts';
import { validateToken } from '../../openstack/token-validation.ts';
import type { Config } from '../config/options.ts';

export class KeystoneIdentity implements IdentityService {
  readonly #service: AuthOptions;
  readonly #config: Config;
  /** What Keystone said about a token saves asking again when its owner's cloud is opened. */
  readonly #infos = new WeakMap<Identity, TokenInfo>();
  readonly publicUrl: string;
  readonly login?: IdentityService['login'];

  constructor(service: AuthOptions, config: Config) {
    this.#service = service;
    this.#config = config;
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
      isAdminProject: true,
      systemScope: null,
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
