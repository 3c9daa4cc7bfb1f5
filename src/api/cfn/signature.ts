/**
 * What a signed request says of itself, in Amazon's ways of signing: version 2 (and its elders) in the parameters, version 4 in the
 * parameters (presigned) or in the `Authorization` header. Only Keystone knows the secrets, so the request is described to it as
 * `POST /v3/ec2tokens` wants, and it says whose it is. What Hearth can judge itself is the clock.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './faults.ts';

export interface SignedRequest {
  method: string;
  /** As it was signed: unquoted, without the query. */
  path: string;
  headers: IncomingHttpHeaders;
  parameters: Readonly<Record<string, string>>;
  body: Uint8Array;
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

/** @throws IncompleteSignature, MissingAuthenticationToken */
export function readCredentials(request: SignedRequest): Ec2Credentials {
  const { parameters } = request;
  const authorization = one(request.headers.authorization);
  const signature = parameters.Signature || parameters['X-Amz-Signature'] || part(authorization, 'Signature');
  if (!signature) throw new AwsError('IncompleteSignature');
  const scope = parameters['X-Amz-Credential'] || part(authorization, 'Credential');
  const access = parameters.AWSAccessKeyId || scope.split('/')[0];
  if (!access) throw new AwsError('MissingAuthenticationToken');
  const { Signature: _signature, ...params } = parameters;
  return {
    access,
    signature,
    host: one(request.headers.host),
    verb: request.method,
    path: request.path,
    params,
    headers: headersOf(request.headers),
    body_hash: createHash('sha256').update(request.body).digest('hex'),
  };
}

function part(authorization: string, name: string): string {
  return new RegExp(`${name}=([^,\\s]*)`).exec(authorization)?.[1] ?? '';
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

const MINUTE = 60_000;
const SKEW = 15 * MINUTE;

/**
 * Refuses what was signed for another time: past its `Expires`, past `X-Amz-Expires` seconds of a presigned URL, or dated more
 * than a quarter of an hour off. A signature without any date does not grow old (Keystone's rule; URLs for signals are such).
 * @throws RequestExpired, IncompleteSignature for a date that is none
 */
export function checkClock({ parameters, headers }: SignedRequest, now: number): void {
  const expires = parameters.Expires;
  if (expires !== undefined) {
    const end = /^\d+$/.test(expires) ? Number(expires) * 1000 : readTime(expires);
    if (now > end) throw new AwsError('RequestExpired');
    return;
  }
  const presigned = parameters['X-Amz-Date'];
  const lifetime = parameters['X-Amz-Expires'];
  if (presigned !== undefined && lifetime !== undefined) {
    const from = readTime(presigned);
    if (!/^\d+$/.test(lifetime)) throw new AwsError('IncompleteSignature', `X-Amz-Expires is no number: ${lifetime}`);
    const tooEarly = from > now + SKEW;
    if (tooEarly || now > from + Number(lifetime) * 1000) throw new AwsError('RequestExpired');
    return;
  }
  const dated = parameters.Timestamp ?? presigned ?? (one(headers['x-amz-date']) || undefined);
  if (dated !== undefined && Math.abs(readTime(dated) - now) > SKEW) throw new AwsError('RequestExpired');
}

/** `20150830T123600Z`, `2026-01-02T03:04:05Z` with or without zone, or the date of HTTP. */
function readTime(text: string): number {
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  let iso = basic === null ? text : `${basic.slice(1, 4).join('-')}T${basic.slice(4).join(':')}Z`;
  // Without a zone it is UTC.
  if (/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(iso)) iso += 'Z';
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new AwsError('IncompleteSignature', `not a time: ${text}`);
  return time;
}
