/**
 * The {@link Cloud} over HTTP. Made by:
 *
 *     const cloud = await cloudFromCredentials(authFromSurroundings());
 *     const theirs = await cloudFromToken(token, authUrl, { region });
 *     const deferred = await cloudFromCredentials({ ...serviceUser, trustId });
 */
import type { Dispatcher } from 'undici';
import { HeatError } from '../errors.ts';
import { MOST_BYTES } from '../outgoing/bounds.ts';
import { stringify } from '../template/value.ts';
import { readAnswer } from './answers.ts';
import type { AuthOptions } from './auth-options.ts';
import { chooseEndpoint, withVersion } from './catalogue.ts';
import { type Cloud, CloudError, type CloudRequest, type CloudResponse, type Collection, type Trust } from './cloud.ts';
import { Observer } from './observing.ts';
import { checkPath } from './path.ts';
import type { RetryPolicy } from './retry.ts';
import { send } from './sending.ts';
import { profileOf, type ServiceType } from './services.ts';
import { isOwnLogin, Session, sharedSession, type TokenInfo } from './session.ts';

export interface CloudSettings {
  region?: string;
  interface?: AuthOptions['interface'];
  retries?: RetryPolicy;
  /** For tests: a MockAgent. The session is then not shared. */
  dispatcher?: Dispatcher;
  endpointOverrides?: Record<string, string>;
}

/** Logs in at once. Throws CloudError (401 for wrong credentials). */
export async function cloudFromCredentials(auth: AuthOptions, settings: CloudSettings = {}): Promise<Cloud> {
  const session =
    settings.dispatcher === undefined ? sharedSession(auth) : new Session(auth, { dispatcher: settings.dispatcher });
  const info = await session.login();
  return cached(session, info, {
    ...settings,
    region: settings.region ?? auth.region,
    interface: settings.interface ?? auth.interface,
    endpointOverrides: settings.endpointOverrides ?? auth.endpointOverrides,
  });
}

/**
 * The cloud as the owner of a token sees it, until the token ends. Who already validated the token passes what is known of
 * it and saves a call.
 */
export async function cloudFromToken(
  token: string,
  authUrl: string,
  settings: CloudSettings & Pick<AuthOptions, 'cacert' | 'cert' | 'key' | 'verify'> & { known?: TokenInfo } = {},
): Promise<Cloud> {
  const { known, cacert, cert, key, verify, ...rest } = settings;
  const auth: AuthOptions = { authUrl, token, cacert, cert, key, verify };
  const session =
    rest.dispatcher === undefined
      ? sharedSession(auth, known)
      : new Session(auth, { dispatcher: rest.dispatcher, ...(known === undefined ? {} : { known }) });
  return cached(session, await session.login(), rest);
}

/** One cloud per session and region, so that the questions of all its users gather in one place. */
const clouds = new WeakMap<Session, Map<string, HttpCloud>>();

function cached(session: Session, info: TokenInfo, settings: CloudSettings): HttpCloud {
  let ofSession = clouds.get(session);
  if (ofSession === undefined) {
    ofSession = new Map();
    clouds.set(session, ofSession);
  }
  const key = JSON.stringify([settings.region, settings.interface, settings.endpointOverrides, settings.retries]);
  let cloud = ofSession.get(key);
  if (cloud === undefined) {
    cloud = new HttpCloud(session, info, settings);
    ofSession.set(key, cloud);
  }
  return cloud;
}

class HttpCloud implements Cloud {
  readonly #session: Session;
  readonly #settings: CloudSettings;
  readonly #observer: Observer;
  readonly projectId: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly trust: Trust | undefined;
  readonly isOwnLogin: boolean;
  /** Addresses of the present token's catalogue. */
  #endpoints = new Map<ServiceType, string | undefined>();
  #catalogue: TokenInfo['catalogue'];

  constructor(session: Session, info: TokenInfo, settings: CloudSettings) {
    this.#session = session;
    this.#settings = settings;
    this.#observer = new Observer(this);
    this.projectId = info.projectId;
    this.userId = info.userId;
    this.roles = info.roles;
    this.trust = info.trust;
    this.isOwnLogin = isOwnLogin(info);
    this.#catalogue = info.catalogue;
  }

  get region(): string | undefined {
    return this.#settings.region;
  }

  async token(): Promise<string> {
    return (await this.#session.login()).token;
  }

  async endpoint(service: ServiceType): Promise<string | undefined> {
    return this.#endpoint(await this.#session.login(), service);
  }

  inRegion(region: string): Cloud {
    const info = this.#session.known;
    if (info === undefined)
      throw new CloudError('Not logged in.', { service: 'identity', status: 401, outcome: 'refused' });
    return cached(this.#session, info, { ...this.#settings, region });
  }

  observe(collection: Collection, id: string): Promise<Record<string, unknown> | null> {
    return this.#observer.observe(collection, id);
  }

  async request<T = unknown>(service: ServiceType, asked: CloudRequest): Promise<CloudResponse<T>> {
    const method = asked.method ?? (asked.body === undefined ? 'GET' : 'POST');
    const { body, contentType } = encode(asked.body);
    for (let round = 1; ; round++) {
      const info = await this.#session.login();
      const url = `${this.#require(info, service)}${checkPath(asked.path)}${queryText(asked.query)}`;
      try {
        const answer = await send({
          service,
          dispatcher: this.#session.dispatcher,
          url,
          method,
          headers: {
            'x-auth-token': info.token,
            ...(contentType === undefined ? {} : { 'content-type': contentType }),
            ...(asked.microversion === undefined ? {} : profileOf(service).microversion?.(asked.microversion)),
            ...asked.headers,
          },
          ...(body === undefined ? {} : { body }),
          repeatable: asked.repeatable ?? (method !== 'POST' && method !== 'PATCH'),
          tenant: this.projectId,
          most: asked.most ?? MOST_BYTES[asked.answer ?? (method === 'GET' ? 'list' : 'show')],
          namedByUser: this.#session.auth.namedByUser,
          ...(asked.timeout === undefined ? {} : { timeout: asked.timeout }),
          ...(asked.signal === undefined ? {} : { signal: asked.signal }),
          ...(this.#settings.retries === undefined ? {} : { retries: this.#settings.retries }),
        });
        return { status: answer.status, headers: answer.headers, body: readAnswer(service, answer) as T };
      } catch (error) {
        // The token ended early (revoked, Keystone's keys rotated): one more login.
        const stale = error instanceof CloudError && error.status === 401;
        if (!stale || round > 1 || !this.#session.refused(info.token)) throw error;
      }
    }
  }

  #endpoint(info: TokenInfo, service: ServiceType): string | undefined {
    if (info.catalogue !== this.#catalogue) {
      this.#catalogue = info.catalogue;
      this.#endpoints = new Map();
    }
    if (this.#endpoints.has(service)) return this.#endpoints.get(service);
    const override = this.#override(service);
    const choice = { region: this.region, interface: this.#settings.interface ?? 'public', projectId: this.projectId };
    let url =
      override === undefined
        ? chooseEndpoint(info.catalogue, service, choice)
        : withVersion(override, service, this.projectId);
    // Login proves that there is an identity service, even where the catalogue is empty.
    if (url === undefined && service === 'identity') url = this.#session.authUrl;
    this.#endpoints.set(service, url);
    return url;
  }

  #override(service: ServiceType): string | undefined {
    const overrides = this.#settings.endpointOverrides;
    if (overrides === undefined) return undefined;
    for (const type of [service, ...profileOf(service).types])
      if (overrides[type] !== undefined) return overrides[type];
    return undefined;
  }

  #require(info: TokenInfo, service: ServiceType): string {
    const url = this.#endpoint(info, service);
    if (url !== undefined) return url;
    const where = this.region === undefined ? '' : ` in region ${this.region}`;
    throw new HeatError('ClientNotAvailable', `The cloud offers no ${service} service${where}.`);
  }
}

function queryText(query: CloudRequest['query']): string {
  if (query === undefined) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function encode(body: unknown): { body?: string | Uint8Array; contentType?: string } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body, contentType: 'text/plain; charset=utf-8' };
  if (body instanceof Uint8Array) return { body, contentType: 'application/octet-stream' };
  return { body: stringify(body), contentType: 'application/json' };
}
