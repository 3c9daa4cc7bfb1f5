/**
 * What a signed request says of itself, in Amazon's ways of signing: version 2 in the parameters, version 4 in the `Authorization` header or,
 * presigned, in the query. Only Keystone knows the secrets, so the request is described to it as `POST /v3/ec2tokens` wants, and it says whose
 * it is.
 *
 * What Hearth judges itself is which part of a request was signed at all, since only that counts, and for how long.
 *
 *     version        what is signed                                          it is good
 *     2              all parameters, of query and form                       a quarter of an hour around Timestamp, or until Expires
 *     4, header      the query, or of a POST its body                        a quarter of an hour around X-Amz-Date
 *     4, presigned   the query, and not of a POST                            X-Amz-Expires seconds from X-Amz-Date
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './faults.ts';
import { Parameters } from './parameters.ts';

export interface ReceivedRequest {
  method: string;
  /** As it was signed: unquoted, without the query. */
  path: string;
  /** Undecoded, without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  /** The body is a form whose fields are parameters. */
  isForm: boolean;
}

/** Body of `POST /v3/ec2tokens`. */
export interface Ec2Credentials {
  access: string;
  signature: string;
  host: string;
  verb: string;
  path: string;
  params: Record<string, string>;
  headers: Record<string, string>;
  body_hash: string;
}

export interface SignedRequest {
  credentials: Ec2Credentials;
  /** Those that are signed; there are no others. */
  parameters: Parameters;
  /** When it ends, in milliseconds since the epoch; null where nothing in it says so. */
  until: number | null;
}

export interface Judgement {
  /** Milliseconds since the epoch. */
  now: number;
  /** `2`, `4`; the elder `0` and `1` only where somebody wants them. */
  versions: readonly string[];
}

const MINUTE = 60_000;
const SKEW = 15 * MINUTE;
/** What is signed beforehand is good for a week at most, as with Amazon. */
export const LONGEST_LIFE = 7 * 24 * 60 * MINUTE;

/** @throws IncompleteSignature, MissingAuthenticationToken, RequestExpired */
export function readSigned(request: ReceivedRequest, judgement: Judgement): SignedRequest {
  const authorization = one(request.headers.authorization);
  const inQuery = new Parameters(request.query, null);
  const everywhere = new Parameters(request.query, formOf(request));
  const ways = [
    authorization.startsWith(ALGORITHM),
    inQuery.has('X-Amz-Signature') || inQuery.has('X-Amz-Algorithm'),
    everywhere.has('Signature') || everywhere.has('SignatureVersion'),
  ];
  if (ways.filter(Boolean).length > 1) throw new AwsError('IncompleteSignature', 'it is signed in two ways');
  const [byHeader, presigned] = ways;
  if (byHeader) return readHeader(request, authorization, judgement);
  if (presigned) return readPresigned(request, inQuery, judgement);
  return readParameters(request, everywhere, judgement);
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function readHeader(request: ReceivedRequest, authorization: string, judgement: Judgement): SignedRequest {
  needVersion('4', judgement);
  const parts = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((part): [string, string] => {
        const equals = part.indexOf('=');
        return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
      }),
  );
  const signature = parts.get('Signature');
  if (!signature) throw new AwsError('IncompleteSignature');
  const isPost = request.method === 'POST';
  if (isPost && request.query !== '') throw new AwsError('IncompleteSignature', 'the query of a POST is not signed');
  const parameters = new Parameters(isPost ? '' : request.query, isPost ? formOf(request) : null);
  const date = one(request.headers['x-amz-date']);
  const access = readScope(parts.get('Credential') ?? '', parts.get('SignedHeaders') ?? '', date);
  const from = readTime(date);
  if (Math.abs(from - judgement.now) > SKEW) throw new AwsError('RequestExpired');
  return { parameters, until: from + SKEW, credentials: described(request, { access, signature, parameters }) };
}

function readPresigned(request: ReceivedRequest, parameters: Parameters, judgement: Judgement): SignedRequest {
  needVersion('4', judgement);
  const signature = parameters.get('X-Amz-Signature');
  if (!signature) throw new AwsError('IncompleteSignature');
  if (request.method === 'POST') throw new AwsError('IncompleteSignature', 'the query of a POST is not signed');
  const [algorithm, date, seconds] = ['X-Amz-Algorithm', 'X-Amz-Date', 'X-Amz-Expires'].map(
    (name) => parameters.get(name) ?? '',
  ) as [string, string, string];
  if (algorithm !== ALGORITHM) throw new AwsError('IncompleteSignature', `X-Amz-Algorithm: ${algorithm.slice(0, 40)}`);
  const [credential, names] = [parameters.get('X-Amz-Credential') ?? '', parameters.get('X-Amz-SignedHeaders') ?? ''];
  const access = readScope(credential, names, date);
  if (!/^\d{1,9}$/.test(seconds)) throw new AwsError('IncompleteSignature', 'X-Amz-Expires is no number of seconds');
  const [from, life] = [readTime(date), Number(seconds) * 1000];
  if (life > LONGEST_LIFE) throw new AwsError('IncompleteSignature', `X-Amz-Expires is ${LONGEST_LIFE / 1000} at most`);
  const until = from + life;
  if (from > judgement.now + SKEW || judgement.now > until) throw new AwsError('RequestExpired');
  return { parameters, until, credentials: described(request, { access, signature, parameters }) };
}

/** Versions 2, and 1 and 0 before it. */
function readParameters(request: ReceivedRequest, parameters: Parameters, judgement: Judgement): SignedRequest {
  const signature = parameters.get('Signature');
  if (!signature) throw new AwsError('IncompleteSignature');
  const access = parameters.get('AWSAccessKeyId');
  if (!access) throw new AwsError('MissingAuthenticationToken');
  const version = parameters.get('SignatureVersion') ?? '';
  needVersion(version, judgement);
  const [expires, dated] = [parameters.get('Expires'), parameters.get('Timestamp')];
  let until: number | null = null;
  // Version 0 signs no more than the action and its time.
  if (expires !== undefined && version !== '0') {
    until = /^\d{1,12}$/.test(expires) ? Number(expires) * 1000 : readTime(expires);
    if (judgement.now > until) throw new AwsError('RequestExpired');
  } else if (dated !== undefined) {
    const from = readTime(dated);
    if (Math.abs(from - judgement.now) > SKEW) throw new AwsError('RequestExpired');
    until = from + SKEW;
  }
  return { parameters, until, credentials: described(request, { access, signature, parameters }) };
}

function needVersion(version: string, { versions }: Judgement): void {
  if (versions.includes(version)) return;
  const shown = version === '' ? 'no SignatureVersion' : `version ${version.slice(0, 40)}`;
  throw new AwsError('IncompleteSignature', `${shown}; taken are signatures of version ${versions.join(', ')}`);
}

/** The access key of `key/20260102/region/service/aws4_request`, whose day has to be the date's. */
function readScope(credential: string, signedHeaders: string, date: string): string {
  const [access, day, ...rest] = credential.split('/');
  if (!access) throw new AwsError('MissingAuthenticationToken');
  if (rest.length !== 3 || !/^\d{8}$/.test(day ?? ''))
    throw new AwsError('IncompleteSignature', 'Credential is no scope');
  if (!/^\d{8}T\d{6}Z$/.test(date)) throw new AwsError('IncompleteSignature', 'X-Amz-Date is missing or no time');
  if (!date.startsWith(day as string))
    throw new AwsError('IncompleteSignature', 'X-Amz-Date is not of the day of the scope');
  if (!signedHeaders.toLowerCase().split(';').includes('host')) {
    throw new AwsError('IncompleteSignature', 'the header host has to be signed');
  }
  return access;
}

function described(
  { method, path, headers, body }: ReceivedRequest,
  { access, signature, parameters }: { access: string; signature: string; parameters: Parameters },
): Ec2Credentials {
  const { Signature: _two, 'X-Amz-Signature': _four, ...params } = parameters.all();
  return {
    access,
    signature,
    host: one(headers.host),
    verb: method,
    path,
    params,
    headers: headersOf(headers),
    body_hash: createHash('sha256').update(body).digest('hex'),
  };
}

function formOf({ method, isForm, body }: ReceivedRequest): string | null {
  return method === 'POST' && isForm ? Buffer.from(body).toString('utf8') : null;
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** In the spelling that Keystone looks for: `X-Amz-Date`. */
function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const spelt: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'x-auth-token') continue;
    const title = name.replace(/(^|-)([a-z])/g, (_all, dash: string, letter: string) => dash + letter.toUpperCase());
    spelt[title] = one(value);
  }
  return spelt;
}

/** `20150830T123600Z`, `2026-01-02T03:04:05Z` with or without zone, or the date of HTTP. */
function readTime(text: string): number {
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  let iso = basic === null ? text : `${basic.slice(1, 4).join('-')}T${basic.slice(4).join(':')}Z`;
  // Without a zone it is UTC.
  if (/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(iso)) iso += 'Z';
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new AwsError('IncompleteSignature', `not a time: ${text.slice(0, 40)}`);
  return time;
}
