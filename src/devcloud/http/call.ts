/** One request to one service, on its way through routing, faults, authentication and the handler. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AuthContext } from '../keystone/auth-context.ts';
import { badRequest, unauthorized } from './api-error.ts';
import { type Fields, isRecord } from './fields.ts';

/** What every request needs to know of the cloud. */
export interface Ground {
  /** `http://host:port` */
  readonly baseUrl: string;
  now(): number;
  /** Who a token speaks for, if it is good. */
  authenticate(token: string | undefined): AuthContext | undefined;
}

export interface CallParts {
  ground: Ground;
  service: string;
  method: string;
  path: string;
  /** The path below the service's prefix. */
  localPath: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  requestId: string;
}

/** How an asynchronous operation started by this call is to end, when a fault rule says so. */
export interface Fate {
  status: string;
  reason: string;
}

/**
 * Who asks, what, and when. `Cloud` is what the service that is asked may use of the cloud: its own objects, and what it
 * needs of its neighbours.
 */
export class Call<Cloud = unknown> {
  readonly cloud: Cloud;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly localPath: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly requestId: string;
  params: Record<string, string> = {};
  /** Path of the route that answers, its parameters in braces; none where the request was cut short. */
  route = '';
  fate: Fate | undefined;
  /** The minor version that it is answered in. */
  minor = 0;
  readonly #parts: CallParts;
  #auth: AuthContext | undefined;

  constructor(parts: CallParts, cloud: Cloud) {
    this.#parts = parts;
    this.cloud = cloud;
    this.service = parts.service;
    this.method = parts.method;
    this.path = parts.path;
    this.localPath = parts.localPath;
    this.query = parts.query;
    this.headers = parts.headers;
    this.body = parts.body;
    this.requestId = parts.requestId;
  }

  /** The same request with what another service may use. */
  within<Other>(cloud: Other): Call<Other> {
    const { params, route, fate, minor } = this;
    const other = Object.assign(new Call(this.#parts, cloud), { params, route, fate, minor });
    other.#auth = this.#auth;
    return other;
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }
  param(name: string): string {
    return this.params[name] ?? '';
  }
  /** The body as a JSON object. @throws 400 */
  json(): Fields {
    if (this.body.length === 0) return {};
    try {
      const value: unknown = JSON.parse(this.body.toString('utf8'));
      if (isRecord(value)) return value;
    } catch {
      // Said below.
    }
    throw badRequest(
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
    );
  }
  /** The object under a key of the JSON body, such as `server`. @throws 400 when it is missing */
  json1(key: string): Fields {
    const value = this.json()[key];
    if (!isRecord(value)) throw badRequest(`Invalid input for field/attribute ${key}. '${key}' is a required property`);
    return value;
  }

  /** Who calls. @throws 401 */
  get auth(): AuthContext {
    const auth = this.identify();
    if (!auth) throw unauthorized();
    return auth;
  }
  /** Who calls, if that can be said. */
  identify(): AuthContext | undefined {
    this.#auth ??= this.#parts.ground.authenticate(this.header('x-auth-token'));
    return this.#auth;
  }
  get projectId(): string {
    return this.auth.projectId ?? '';
  }
  get isAdmin(): boolean {
    return this.auth.isAdmin;
  }
  /** May the caller see an object of this project? */
  owns(item: { project_id: string }): boolean {
    return item.project_id === this.projectId || this.isAdmin;
  }
  now(): number {
    return this.#parts.ground.now();
  }
  get baseUrl(): string {
    return this.#parts.ground.baseUrl;
  }
}
