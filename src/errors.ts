/**
 * Every error that a user of Hearth can meet, in one table: the class name that Heat's clients know (`error.type`
 * in a fault body), the HTTP status, and the code of the CloudFormation API.
 *
 * Throw a {@link HeatError}; the API layers turn it into the fault of their protocol.
 */
import type { Diagnostic } from './template/diagnostics/diagnostic.ts';

interface ErrorKind {
  status: number;
  /** Code of the CloudFormation API; `InternalFailure` where Heat has none. */
  cfn?: string;
}

export const ERRORS = {
  ActionInProgress: { status: 409, cfn: 'InvalidAction' },
  ActionNotComplete: { status: 500 },
  AttributeError: { status: 400, cfn: 'InvalidParameterValue' },
  AuthorizationFailure: { status: 500 },
  CircularDependencyException: { status: 400 },
  ClientNotAvailable: { status: 500 },
  ConflictingMergeStrategyForParam: { status: 500 },
  DownloadLimitExceeded: { status: 400 },
  EgressRuleNotAllowed: { status: 500 },
  EntityNotFound: { status: 404, cfn: 'InvalidParameterValue' },
  EventSendFailed: { status: 500 },
  Forbidden: { status: 403, cfn: 'AccessDenied' },
  HeatException: { status: 500 },
  ImmutableParameterModified: { status: 400 },
  IncompatibleObjectVersion: { status: 400 },
  InterfaceAttachFailed: { status: 500 },
  InterfaceDetachFailed: { status: 500 },
  Invalid: { status: 400 },
  InvalidBreakPointHook: { status: 400, cfn: 'InvalidParameterValue' },
  InvalidContentType: { status: 500 },
  InvalidEncryptionKey: { status: 500 },
  InvalidExternalResourceDependency: { status: 500 },
  InvalidGlobalResource: { status: 500 },
  InvalidMergeStrategyForParam: { status: 500 },
  InvalidRestrictedAction: { status: 500 },
  InvalidSchemaError: { status: 400, cfn: 'InvalidParameterValue' },
  InvalidServiceVersion: { status: 500 },
  InvalidTemplateAttribute: { status: 500 },
  InvalidTemplateReference: { status: 400, cfn: 'InvalidParameterValue' },
  InvalidTemplateSection: { status: 400, cfn: 'InvalidParameterValue' },
  InvalidTemplateVersion: { status: 400, cfn: 'InvalidParameterValue' },
  InvalidTemplateVersions: { status: 500 },
  InvalidTenant: { status: 403, cfn: 'InvalidParameterValue' },
  KeystoneServiceNameConflict: { status: 500 },
  MissingCredentialError: { status: 400, cfn: 'InvalidParameterValue' },
  NotAuthenticated: { status: 500 },
  NotAuthorized: { status: 403, cfn: 'AccessDenied' },
  NotFound: { status: 404 },
  NotSupported: { status: 400, cfn: 'InvalidParameterValue' },
  ObjectActionError: { status: 400 },
  ObjectFieldInvalid: { status: 400 },
  OrphanedObjectError: { status: 400 },
  PhysicalResourceExists: { status: 500 },
  PhysicalResourceIDAmbiguity: { status: 400, cfn: 'InvalidParameterValue' },
  PhysicalResourceNameAmbiguity: { status: 400 },
  PropertyUnspecifiedError: { status: 400, cfn: 'InvalidParameterValue' },
  ReadOnlyFieldError: { status: 400 },
  RequestLimitExceeded: { status: 400, cfn: 'RequestLimitExceeded' },
  ResourceActionNotSupported: { status: 400, cfn: 'InvalidParameterValue' },
  ResourceActionRestricted: { status: 500 },
  ResourceFailure: { status: 500 },
  ResourceInError: { status: 500 },
  ResourceNotAvailable: { status: 404, cfn: 'InvalidParameterValue' },
  ResourceNotFound: { status: 404, cfn: 'InvalidParameterValue' },
  ResourcePropertyConflict: { status: 400, cfn: 'InvalidParameterValue' },
  ResourcePropertyDependency: { status: 500 },
  ResourcePropertyValueDependency: { status: 500 },
  ResourceTypeUnavailable: { status: 400 },
  ResourceUnknownStatus: { status: 500 },
  RevertFailed: { status: 500 },
  SIGHUPInterrupt: { status: 500 },
  ServerBuildFailed: { status: 500 },
  SnapshotNotFound: { status: 404 },
  StackExists: { status: 409, cfn: 'AlreadyExists' },
  StackResourceLimitExceeded: { status: 500 },
  StackValidationFailed: { status: 400, cfn: 'InvalidParameterValue' },
  StopActionFailed: { status: 500 },
  TemplateOutputError: { status: 500 },
  UnableToAutoAllocateNetwork: { status: 500 },
  UnknownUserParameter: { status: 400, cfn: 'InvalidParameterValue' },
  UnsupportedObjectError: { status: 400 },
  UpdateInProgress: { status: 500 },
  UpdateReplace: { status: 500 },
  UserParameterMissing: { status: 400, cfn: 'InvalidParameterValue' },
  WaitConditionFailure: { status: 500 },
  WaitConditionTimeout: { status: 500 },
  ValueError: { status: 400, cfn: 'InvalidParameterValue' },
  // What the API layers say themselves.
  HTTPBadRequest: { status: 400, cfn: 'InvalidParameterValue' },
  HTTPUnauthorized: { status: 401, cfn: 'InvalidClientTokenId' },
  HTTPForbidden: { status: 403, cfn: 'AccessDenied' },
  HTTPNotFound: { status: 404, cfn: 'InvalidParameterValue' },
  HTTPConflict: { status: 409, cfn: 'InvalidAction' },
  HTTPServiceUnavailable: { status: 503, cfn: 'ServiceUnavailable' },
  // How functions and conversions refuse their arguments (Heat's clients see Python's names).
  IndexError: { status: 500 },
  KeyError: { status: 500 },
  RecursionError: { status: 500 },
  RemoteError: { status: 500 },
  TypeError: { status: 500 },
  UnicodeDecodeError: { status: 400 },
  UnicodeEncodeError: { status: 400 },
  OverflowError: { status: 500 },
  ZeroDivisionError: { status: 500 },
  // How yaql expressions fail.
  AmbiguousFunctionException: { status: 500 },
  AmbiguousMethodException: { status: 500 },
  ArgumentException: { status: 500 },
  CollectionTooLargeException: { status: 500 },
  MappingTranslationException: { status: 500 },
  MemoryQuotaExceededException: { status: 500 },
  NoFunctionRegisteredException: { status: 500 },
  NoMatchingFunctionException: { status: 500 },
  NoMatchingMethodException: { status: 500 },
  NoMethodRegisteredException: { status: 500 },
  YaqlGrammarException: { status: 500 },
  YaqlLexicalException: { status: 500 },
  InternalError: { status: 500 },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export class HeatError extends Error {
  readonly code: ErrorCode;
  /** HTTP status; the table's, unless the thrower knows better. */
  readonly status: number;
  /** Where in which text, when the error comes from one. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    code: ErrorCode,
    message: string,
    extra: { status?: number; diagnostics?: Diagnostic[]; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = code;
    this.code = code;
    this.status = extra.status ?? ERRORS[code].status;
    this.diagnostics = extra.diagnostics ?? [];
  }
}
