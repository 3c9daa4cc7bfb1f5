/**
 * How a failure reads: `ResourceInError: resources.web: Went to status ERROR due to "No valid host"`. The first word is the class
 * of the error, then the way to the resource, through nested stacks if need be and in HOT's words whatever the templates', then the cause.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { NotNow } from '../../resources/not-now.ts';

/** Names under which the clients of OpenStack's services report what was answered. */
const CLOUD_ERRORS: Record<number, string> = {
  0: 'ConnectFailure',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  413: 'OverLimit',
  429: 'RateLimit',
  500: 'InternalServerError',
  501: 'NotImplemented',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** What Neutron's client has classes for, by the service's own names. */
const NETWORK_FAULTS: ReadonlySet<string> = new Set([
  'ExternalIpAddressExhausted',
  'HostNotCompatibleWithFixedIps',
  'InvalidIpForNetwork',
  'InvalidIpForSubnet',
  'IpAddressAlreadyAllocated',
  'IpAddressGenerationFailure',
  'IpAddressInUse',
  'MacAddressInUse',
  'NetworkInUse',
  'NetworkNotFound',
  'OverQuota',
  'PortInUse',
  'PortNotFound',
  'StateInvalid',
]);

export function errorName(error: unknown): string {
  // Heat's general-purpose exception is called `Error`.
  if (error instanceof HeatError) return error.code === 'HeatException' ? 'Error' : error.code;
  if (error instanceof CloudError) {
    if (NETWORK_FAULTS.has(error.fault ?? '')) return `${error.fault}Client`;
    return CLOUD_ERRORS[error.status] ?? 'ClientException';
  }
  return error instanceof Error && error.name !== 'Error' ? error.name : 'Exception';
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong with one resource. */
export class ResourceFailure extends HeatError {
  /** Class of the cause; empty where it is not known. */
  readonly error: string;
  readonly path: readonly string[];
  readonly detail: string;
  /** The cause, where it happened in this process. */
  readonly origin: unknown;

  constructor(about: { error: string; path: readonly string[]; detail: string; origin?: unknown }) {
    const { error, path, detail } = about;
    super('ResourceFailure', `${error === '' ? '' : `${error}: `}${path.join('.')}: ${detail}`);
    this.error = error;
    this.path = path;
    this.detail = detail;
    this.origin = about.origin;
  }

  /** From anything that a verb throws. */
  static of(error: unknown, name: string): ResourceFailure {
    if (error instanceof NestedFailure) return ResourceFailure.fromReason(error.message, name);
    if (error instanceof ResourceFailure) return error;
    const cause = error instanceof NotNow ? error.failure : error;
    return new ResourceFailure({
      error: errorName(cause),
      path: ['resources', name],
      detail: errorMessage(cause),
      origin: error,
    });
  }

  /** From a nested stack's reason: `Resource CREATE failed: ResourceInError: resources.a: …` continues the path. */
  static fromReason(reason: string, name: string): ResourceFailure {
    const parts = reason.split(':').map((part) => part.trim());
    if (/^Resource [A-Z]+ failed$/.test(parts[0] ?? '') && parts.length >= 4) {
      const path = ['resources', name, ...(parts[2] ?? '').split('.')];
      return new ResourceFailure({ error: parts[1] ?? '', path, detail: parts.slice(3).join(': ') });
    }
    return new ResourceFailure({ error: '', path: ['resources', name], detail: reason });
  }
}

/** A failure of an action that the row's state does not show. */
export class ActionFailure extends ResourceFailure {
  readonly action: string;
  constructor(action: string, failure: ResourceFailure) {
    super({ error: failure.error, path: failure.path, detail: failure.detail, origin: failure.origin });
    this.action = action;
  }
}

/** The last operation of a nested stack failed; the message is its reason. */
export class NestedFailure extends HeatError {
  constructor(reason: string) {
    super('ResourceFailure', reason);
  }
}

/** Tells a passing trouble, after which a fresh try makes sense; after a "not now" that has lasted too long, none does. */
export function isPassing(error: unknown): boolean {
  if (error instanceof HeatError) return error.code === 'ResourceInError' || error.code === 'PhysicalResourceExists';
  return error instanceof CloudError && error.conflict;
}
