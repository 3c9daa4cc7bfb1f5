/**
 * Heat's classes of errors, one by one: those that can come to stand in the reason of a stack or a resource, where clients and people match on
 * class and text, and those that cannot, with why.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ResourceFailure } from '../src/engine/resource/failure.ts';
import { ERRORS, type ErrorCode, HeatError } from '../src/errors.ts';
import { CloudError } from '../src/openstack/cloud.ts';
import { inError, unknownStatus } from '../src/resources/status.ts';

const heat = (
  JSON.parse(readFileSync(new URL('data/heat-errors.json', import.meta.url), 'utf8')) as {
    exceptions: Record<string, { status: number; cfn?: string }>;
  }
).exceptions;

/** Words that stand in the file, as Heat's clients know them. */
type Reason = { in: string; words: string };
/** Refused before there is a stack or an operation that could have it for a reason; told in the answer. */
type Answer = { answeredBy: string };
type Never = { never: string };

const PYTHON = 'of the mechanics of Heat in Python: its objects, its message bus, its processes';
const OTHER_TYPES = 'of resource types that are not in the catalogue';

const CLASSES: Record<string, Reason | Answer | Never> = {
  ActionInProgress: { answeredBy: 'src/engine/orchestrator/refusals.ts' },
  ActionNotComplete: { never: 'of the migration to convergence, which nothing here has to go through' },
  AuthorizationFailure: { never: "Keystone's own refusal is told, as Unauthorized" },
  CircularDependencyException: { answeredBy: 'src/template/dependencies/graph.ts' },
  ClientNotAvailable: { in: 'src/openstack/client.ts', words: 'The cloud offers no ' },
  ConcurrentTransaction: { never: PYTHON },
  ConflictingMergeStrategyForParam: { answeredBy: 'src/template/environment/merge.ts' },
  DownloadLimitExceeded: { in: 'src/resources/cfn/template-fetch.ts', words: 'exceeds the maximum allowed size' },
  EgressRuleNotAllowed: { never: OTHER_TYPES },
  EntityNotFound: { in: 'src/resources/questions/lookup.ts', words: 'could not be found' },
  Error: { in: 'src/resources/nova/server-update.ts', words: 'Rebuilding server failed, status' },
  EventSendFailed: { never: PYTHON },
  Forbidden: { answeredBy: 'src/engine/orchestrator/offered.ts' },
  HTTPExceptionDisguise: { never: PYTHON },
  HeatException: { never: 'base of the others; what is thrown by itself is called Error' },
  HeatExceptionWithPath: { never: 'base of others' },
  ImmutableParameterModified: { answeredBy: 'src/template/parameters/values.ts' },
  IncompatibleObjectVersion: { never: PYTHON },
  InterfaceAttachFailed: { in: 'src/resources/nova/server-exchange.ts', words: 'Failed to attach interface (' },
  InterfaceDetachFailed: { in: 'src/resources/nova/server-exchange.ts', words: 'Failed to detach interface (' },
  Invalid: { answeredBy: 'src/engine/views/types.ts' },
  InvalidBreakPointHook: { answeredBy: 'src/engine/orchestrator/resources.ts' },
  InvalidContentType: { never: PYTHON },
  InvalidEncryptionKey: { answeredBy: 'src/store/keyring.ts' },
  InvalidExternalResourceDependency: { answeredBy: 'src/template/dependencies/graph.ts' },
  InvalidGlobalResource: { never: 'types of the installation are read at the start, which they fail' },
  InvalidMergeStrategyForParam: { answeredBy: 'src/template/environment/merge.ts' },
  InvalidRestrictedAction: { answeredBy: 'src/template/environment/registry.ts' },
  InvalidSchemaError: { answeredBy: 'src/template/parameters/schema.ts' },
  InvalidServiceVersion: { never: 'the service itself refuses a version that it does not have, with NotAcceptable' },
  InvalidTemplateAttribute: { in: 'src/engine/run/references.ts', words: 'The Referenced Attribute (' },
  InvalidTemplateReference: { in: 'src/template/expression/evaluate.ts', words: 'The specified reference' },
  InvalidTemplateSection: {
    never: 'a section that is not one is refused as StackValidationFailed, as through the API',
  },
  InvalidTemplateVersion: { answeredBy: 'src/template/template.ts' },
  InvalidTemplateVersions: { never: PYTHON },
  InvalidTenant: { never: 'a stack of another project is not found' },
  KeystoneServiceNameConflict: { never: OTHER_TYPES },
  MissingCredentialError: { answeredBy: 'src/identity/deferred-credentials.ts' },
  NotAuthenticated: { never: 'the middleware answers 401 itself' },
  NotAuthorized: { never: 'Heat throws it nowhere' },
  NotFound: { in: 'src/resources/rest.ts', words: 'could not be found' },
  NotSupported: { in: 'src/plan/decide.ts', words: 'NotSupported' },
  ObjectActionError: { never: PYTHON },
  ObjectFieldInvalid: { never: PYTHON },
  OrphanedObjectError: { never: PYTHON },
  PhysicalResourceExists: { never: 'a deletion is waited for until the object has gone, not tried a few times' },
  PhysicalResourceIDAmbiguity: { answeredBy: 'src/engine/views/resources.ts' },
  PhysicalResourceNameAmbiguity: {
    in: 'src/resources/neutron/security-group-ids.ts',
    words: 'Multiple physical resources were found with name (',
  },
  PropertyUnspecifiedError: { answeredBy: 'src/resources/exclusive.ts' },
  ReadOnlyFieldError: { never: PYTHON },
  RequestLimitExceeded: { in: 'src/engine/nested/handle.ts', words: 'Request limit exceeded: ' },
  ResourceActionNotSupported: { in: 'src/resources/swift/container.ts', words: 'is not supported for resource.' },
  ResourceActionRestricted: { in: 'src/plan/decide.ts', words: 'is restricted for resource.' },
  ResourceFailure: { never: 'the frame around a cause, whose class it names' },
  ResourceInError: { in: 'src/resources/status.ts', words: 'Went to status ' },
  ResourceNotAvailable: { answeredBy: 'src/engine/orchestrator/resources.ts' },
  ResourceNotFound: { answeredBy: 'src/engine/orchestrator/resources.ts' },
  ResourcePropertyConflict: { answeredBy: 'src/resources/exclusive.ts' },
  ResourcePropertyDependency: { answeredBy: 'src/resources/neutron/floating-ip.ts' },
  ResourcePropertyValueDependency: { never: OTHER_TYPES },
  ResourceTypeUnavailable: { answeredBy: 'src/resources/availability.ts' },
  ResourceUnknownStatus: { in: 'src/resources/status.ts', words: ' - Unknown status ' },
  SIGHUPInterrupt: { never: PYTHON },
  SnapshotNotFound: { answeredBy: 'src/engine/orchestrator/snapshots.ts' },
  StackExists: { answeredBy: 'src/engine/orchestrator/create.ts' },
  StackResourceLimitExceeded: { never: 'Heat throws it nowhere: RequestLimitExceeded says it' },
  StackValidationFailed: { in: 'src/template/properties/problem.ts', words: 'Property error: ' },
  StopActionFailed: { never: PYTHON },
  TemplateOutputError: { in: 'src/engine/nested/handle.ts', words: 'Error in ' },
  UnableToAutoAllocateNetwork: {
    in: 'src/resources/nova/server-networks.ts',
    words: 'automatically allocate a network: ',
  },
  UnknownUserParameter: { answeredBy: 'src/template/parameters/values.ts' },
  UnsupportedObjectError: { never: PYTHON },
  UpdateInProgress: { never: PYTHON },
  UpdateReplace: { never: 'leads to a replacement' },
  UserParameterMissing: { in: 'src/template/functions/parameters.ts', words: 'UserParameterMissing' },
  // Not in Heat's table, but of its wait conditions.
  WaitConditionFailure: { in: 'src/resources/heat/condition.ts', words: "join(';')" },
  WaitConditionTimeout: { in: 'src/resources/heat/condition.ts', words: ' received' },
};

/** Heat's `Error` is what is thrown when there is no better class. */
const codeOf = (name: string) => (name === 'Error' ? 'HeatException' : name);

it('every class of Heat is accounted for', () => {
  const own = ['WaitConditionFailure', 'WaitConditionTimeout'];
  expect(Object.keys(CLASSES).sort()).toEqual([...Object.keys(heat), ...own].sort());
});

describe.each(Object.entries(CLASSES))('%s', (name, about) => {
  if ('never' in about) {
    it('is said to be thrown nowhere, and why', () => {
      expect(about.never).not.toBe('');
    });
    return;
  }
  it('is thrown, with the status that Heat answers with', () => {
    const file = 'in' in about ? about.in : about.answeredBy;
    expect(existsSync(file)).toBe(true);
    const text = readFileSync(file, 'utf8');
    const factory = { ResourceInError: 'inError', ResourceUnknownStatus: 'unknownStatus' }[name];
    expect(text).toContain(factory ?? `'${codeOf(name)}'`);
    if ('in' in about) expect(text).toContain(about.words);
    const known: { status: number; cfn?: string } = ERRORS[codeOf(name) as ErrorCode];
    const { status, cfn } = heat[name] ?? { status: 500 };
    expect(known).toMatchObject({ status, ...(cfn === undefined ? {} : { cfn }) });
  });
});

describe('a reason', () => {
  const reason = (error: unknown) => ResourceFailure.of(error, 'web').message;
  it.each([
    [new HeatError('WaitConditionTimeout', '0 of 1 received'), 'WaitConditionTimeout: resources.web: 0 of 1 received'],
    [new HeatError('WaitConditionFailure', 'disk full'), 'WaitConditionFailure: resources.web: disk full'],
    [new HeatError('HeatException', 'Volume in use'), 'Error: resources.web: Volume in use'],
    [inError('ERROR', 'No host'), 'ResourceInError: resources.web: Went to status ERROR due to "No host"'],
    [
      unknownStatus('Volume create failed', 'odd'),
      'ResourceUnknownStatus: resources.web: Volume create failed - Unknown status odd due to "Unknown"',
    ],
    [
      new CloudError('Quota exceeded', { service: 'compute', status: 403, outcome: 'refused' }),
      'Forbidden: resources.web: Quota exceeded',
    ],
    [
      new CloudError('Quota exceeded', { service: 'network', status: 409, outcome: 'refused', fault: 'OverQuota' }),
      'OverQuotaClient: resources.web: Quota exceeded',
    ],
    [
      new CloudError('in use', { service: 'network', status: 409, outcome: 'refused', fault: 'SubnetInUse' }),
      'Conflict: resources.web: in use',
    ],
    [new TypeError('odd'), 'TypeError: resources.web: odd'],
  ])('of %s names its class as Heat does', (error, said) => {
    expect(reason(error)).toBe(said);
  });
  it('keeps the class and the way through nested stacks', () => {
    const inner = 'Resource CREATE failed: WaitConditionTimeout: resources.ready: 0 of 1 received';
    expect(ResourceFailure.fromReason(inner, 'outer').message).toBe(
      'WaitConditionTimeout: resources.outer.resources.ready: 0 of 1 received',
    );
  });
});
