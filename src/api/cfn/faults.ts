/**
 * Failures in Amazon's form: `<ErrorResponse><Error><Type/><Code/><Message/></Error></ErrorResponse>`. The codes are one table; errors of the
 * engine are led to them by the `cfn` member of the table of errors.
 */
import { ERRORS, HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { withWhereabouts } from '../../template/diagnostics/whereabouts.ts';

interface Kind {
  status: number;
  /** The sentence that stands before the detail. */
  says: string;
  /** Whose fault it is. */
  type?: 'Server';
}

export const KINDS = {
  AccessDenied: { status: 403, says: 'User is not authorized to perform action' },
  AlreadyExists: { status: 400, says: 'Resource with the name requested already exists' },
  IncompleteSignature: { status: 400, says: 'The request signature does not conform to AWS standards' },
  InternalFailure: { status: 500, says: 'The request processing has failed due to an internal error', type: 'Server' },
  InvalidAction: { status: 400, says: 'The action or operation requested is invalid' },
  InvalidClientTokenId: { status: 403, says: 'The certificate or AWS Key ID provided does not exist' },
  InvalidParameterCombination: { status: 400, says: 'Incompatible parameters were used together' },
  InvalidParameterValue: { status: 400, says: 'A bad or out-of-range value was supplied' },
  MalformedQueryString: { status: 404, says: 'The query string is malformed' },
  MissingAuthenticationToken: { status: 403, says: 'Does not contain a valid AWS Access Key or certificate' },
  MissingParameter: { status: 400, says: 'A mandatory input parameter is missing' },
  RequestExpired: { status: 400, says: 'Request expired or more than 15mins in the future' },
  RequestLimitExceeded: { status: 400, says: 'Payload exceeds maximum allowed size' },
  ServiceUnavailable: { status: 503, says: 'Service temporarily unavailable', type: 'Server' },
  SignatureDoesNotMatch: {
    status: 403,
    says: 'The request signature we calculated does not match the signature you provided',
  },
  Throttling: { status: 429, says: 'Rate exceeded' },
} as const satisfies Record<string, Kind>;

export type AwsCode = keyof typeof KINDS;

const IN_PROGRESS = 'Cannot perform action on stack while other actions are in progress';

export class AwsError extends Error {
  readonly code: AwsCode;
  readonly status: number;
  readonly type: 'Sender' | 'Server';

  constructor(code: AwsCode, detail?: string, extra: { says?: string; cause?: unknown } = {}) {
    const kind: Kind = KINDS[code];
    const says = extra.says ?? kind.says;
    super(detail ? `${says}:${detail}` : says, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = code;
    this.code = code;
    this.status = kind.status;
    this.type = kind.type ?? 'Sender';
  }
}

/** What a failure is to a client of this API. Faults of Hearth's own making say nothing of their inside. */
export function awsErrorOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const cause = { cause: error };
  if (error instanceof CloudError) {
    const unreachable = error.status === 0 || error.status >= 500;
    if (unreachable) return new AwsError('ServiceUnavailable', error.message, cause);
    return new AwsError(error.status === 403 ? 'AccessDenied' : 'InvalidParameterValue', error.message, cause);
  }
  if (!(error instanceof HeatError)) return new AwsError('InternalFailure', undefined, cause);
  const kind: { status: number; cfn?: string } = ERRORS[error.code];
  if (error.code === 'ActionInProgress')
    return new AwsError('InvalidAction', error.message, { says: IN_PROGRESS, ...cause });
  if (error.status === 429) return new AwsError('Throttling', error.message, cause);
  const code = kind.cfn !== undefined && Object.hasOwn(KINDS, kind.cfn) ? (kind.cfn as AwsCode) : 'InternalFailure';
  return new AwsError(code, withWhereabouts(error.message, error.diagnostics), cause);
}
