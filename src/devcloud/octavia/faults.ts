/** Octavia's refusals (octavia/common/exceptions.py): status and message of each. `{name}` is replaced. */
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';

const FAULTS = {
  NotFound: [404, '{resource} {id} not found.'],
  PolicyForbidden: [403, 'Policy does not allow this request to be performed.'],
  InvalidOption: [400, '{value} is not a valid option for {option}'],
  InvalidFilterArgument: [400, 'One or more arguments are either duplicate or invalid'],
  DisabledOption: [400, 'The selected {option} is not allowed in this deployment: {value}'],
  L7RuleValidation: [400, 'Error parsing L7Rule: {error}'],
  DuplicateListenerEntry: [
    409,
    'Another Listener on this Load Balancer is already using protocol {protocol} and protocol_port {port}',
  ],
  DuplicateMemberEntry: [409, 'Another member on this pool is already using ip {ip} on protocol_port {port}'],
  DuplicateHealthMonitor: [409, 'This pool already has a health monitor'],
  DuplicatePoolEntry: [409, 'This listener already has a default pool'],
  PoolInUseByL7Policy: [409, 'Pool {id} is in use by L7 policy {policy}'],
  ImmutableObject: [409, '{resource} {id} is immutable and cannot be updated.'],
  LBPendingStateError: [409, 'Invalid state {state} of loadbalancer resource {id}'],
  TooManyL7RulesOnL7Policy: [409, 'Too many rules on L7 policy {id}'],
  RecordAlreadyExists: [409, 'A {field} of {name} already exists.'],
  InvalidL7PolicyAction: [400, 'Invalid L7 Policy action specified: {action}'],
  InvalidL7PolicyArgs: [400, 'Invalid L7 Policy arguments: {reason}'],
  QuotaException: [403, 'Quota has been met for resources: {resource}'],
  InvalidSubresource: [400, '{resource} {id} not found.'],
  ValidationException: [400, 'Validation failure: {detail}'],
  VIPValidationException: [400, 'Validation failure: VIP must contain one of: {objects}.'],
  ProviderNotEnabled: [400, "Provider '{provider}' is not enabled."],
  ProviderFlavorMismatchError: [400, "Flavor '{flavor}' is not compatible with provider '{provider}'"],
  ProviderUnsupportedOptionError: [501, "Provider '{provider}' does not support a requested option: {reason}"],
  ObjectInUse: [409, '{object} {id} is in use and cannot be modified.'],
  ListenerNoChildren: [400, 'Protocol {protocol} listeners cannot have child objects.'],
} as const satisfies Record<string, readonly [number, string]>;

export function fault(type: keyof typeof FAULTS, values: Record<string, unknown> = {}): ApiError {
  const [status, message] = FAULTS[type];
  return new ApiError(
    status,
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? 'None')),
    type,
  );
}

/** @throws 403 */
export function mustBeAdmin(call: Call): void {
  if (!call.isAdmin) throw fault('PolicyForbidden');
}

/** As Python writes a list of texts. */
export const pythonList = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;

export const invalid = (detail: string): ApiError => fault('ValidationException', { detail });
/** @throws 400 */
export function refuseIf(wrong: boolean, detail: string): void {
  if (wrong) throw invalid(detail);
}
