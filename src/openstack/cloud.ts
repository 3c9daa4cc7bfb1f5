/**
 * A cloud as one project's user sees it: what the catalogue and the engine ask of OpenStack.
 *
 * A `Cloud` is bound to credentials (a user's token, a trust, an application credential …) and a region. It renews its
 * token, bounds the number of requests under way per service, gives every request a timeout, repeats what may be
 * repeated with backoff, and passes the request id on.
 */
import type { AnswerKind } from '../outgoing/bounds.ts';
import type { Kind } from './profiles/profile.ts';
import type { ServiceType } from './services.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface CloudRequest {
  /** Path below the service's endpoint for the project, e.g. `/servers/detail`. */
  path: string;
  method?: Method;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  /** A plain object is sent as JSON; text and bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Compute, volume, placement …: API microversion, e.g. `2.73`. */
  microversion?: string;
  /** May be sent again after an answer was lost. Default: GET, HEAD, PUT, DELETE yes, POST and PATCH no. */
  repeatable?: boolean;
  /** Milliseconds for one try; default by service. */
  timeout?: number;
  signal?: AbortSignal;
  /** What is asked for, which bounds how much of the answer is read. Default: a list for GET, one object for all others. */
  answer?: AnswerKind;
  /** The bound itself, in bytes, for who knows better. */
  most?: number;
}

export interface CloudResponse<T = unknown> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** JSON decoded; text or bytes otherwise; null where there is none. */
  body: T;
}

/** Objects of one kind in a service. */
export interface Collection extends Kind {
  service: ServiceType;
}

/** What a token stands under that was given to somebody else than its user. */
export interface Trust {
  id: string;
  trusteeUserId: string;
}

export interface Cloud {
  readonly projectId: string;
  readonly userId: string;
  readonly region: string | undefined;
  readonly roles: readonly string[];
  /** Undefined for a token that is its user's own. */
  readonly trust?: Trust | undefined;
  /**
   * The token comes from a login of its user's, and Keystone lets it do what it lets the user do. Not so under a trust, an application credential
   * or a key, which may have been given for less.
   */
  readonly isOwnLogin?: boolean;

  request<T = unknown>(service: ServiceType, request: CloudRequest): Promise<CloudResponse<T>>;
  /** Endpoint of a service from the catalogue; undefined where the cloud does not offer it. */
  endpoint(service: ServiceType): Promise<string | undefined>;
  /** A valid token of this user. */
  token(): Promise<string>;
  /**
   * The present state of an object, or null when it is gone. Calls of the same moment share their work: a few become
   * single reads, many become one list call. The answer is never older than the call.
   */
  observe(collection: Collection, id: string): Promise<Record<string, unknown> | null>;
  /** The same user's view of another region. */
  inRegion(region: string): Cloud;
}

/** A request that failed. */
export class CloudError extends Error {
  readonly service: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /**
   * `refused`: the service did nothing. `unknown`: it may have acted (timeout, connection lost after sending, 500/502/503/504
   * to a request that is not repeatable): look before doing it again.
   */
  readonly outcome: 'refused' | 'unknown';
  /** No answer came in time, neither from the service nor from what stands before it: it may act even now. */
  readonly underWay: boolean;
  readonly requestId: string | undefined;
  /** What the service itself calls it, where it does: Neutron's `OverQuota`, `IpAddressInUse` … */
  readonly fault: string | undefined;

  constructor(
    message: string,
    about: {
      service: string;
      status: number;
      outcome: 'refused' | 'unknown';
      underWay?: boolean;
      requestId?: string;
      fault?: string;
      cause?: unknown;
    },
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = 'CloudError';
    this.service = about.service;
    this.status = about.status;
    this.outcome = about.outcome;
    this.underWay = about.underWay ?? false;
    this.requestId = about.requestId;
    this.fault = about.fault;
  }

  /** Class of the error, as OpenStack's own clients name it: `NotFound`, `Conflict`, `OverLimit` … */
  get kind(): string {
    return (
      KINDS[this.status] ??
      (this.status === 0 ? 'ConnectFailure' : this.status >= 500 ? 'ClientException' : 'HttpError')
    );
  }
  get notFound(): boolean {
    return this.status === 404;
  }
  get conflict(): boolean {
    return this.status === 409;
  }
  /** 413 and 403 with a quota's message, as the services spell it. */
  get overLimit(): boolean {
    return this.status === 413 || (this.status === 403 && /quota|limit/i.test(this.message));
  }
}

const KINDS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  413: 'OverLimit',
  429: 'RateLimit',
};
