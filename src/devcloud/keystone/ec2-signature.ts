/** Signatures of EC2-style requests, versions 2 and 4, as CloudFormation clients make them. */
import { createHash, createHmac } from 'node:crypto';
import { type Fields, strings, text } from '../http/fields.ts';

const hmac = (key: string | Buffer, data: string, algorithm = 'sha256'): Buffer =>
  createHmac(algorithm, key).update(data).digest();
const quote = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature that a request described by `credentials` (verb, host, path, params, headers, body_hash) ought to have.
 * Nothing when its kind is not known.
 */
export function signRequest(secret: string, credentials: Fields): string | undefined {
  const params = strings(credentials.params);
  const headers = Object.fromEntries(
    Object.entries(strings(credentials.headers)).map(([k, v]) => [k.toLowerCase(), v]),
  );
  const authorization = headers.authorization ?? '';
  if (params.SignatureVersion === '2') return version2(secret, credentials, params);
  if (params.SignatureVersion === '0') {
    return hmac(secret, `${params.Action ?? ''}${params.Timestamp ?? ''}`, 'sha1').toString('base64');
  }
  if (params.SignatureVersion === '1') {
    const names = Object.keys(params).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    return hmac(secret, names.map((name) => `${name}${params[name]}`).join(''), 'sha1').toString('base64');
  }
  if (params['X-Amz-Algorithm'] === 'AWS4-HMAC-SHA256' || authorization.startsWith('AWS4-HMAC-SHA256')) {
    return version4(secret, credentials, params, headers);
  }
  return undefined;
}

/** Parameters sorted by byte order and percent-encoded, the signature itself left out. */
function canonicalQuery(params: Record<string, string>, skip: readonly string[]): string {
  return Object.keys(params)
    .filter((name) => !skip.includes(name))
    .sort()
    .map((name) => `${quote(name)}=${quote(params[name] ?? '')}`)
    .join('&');
}

function version2(secret: string, credentials: Fields, params: Record<string, string>): string {
  const algorithm = params.SignatureMethod === 'HmacSHA1' ? 'sha1' : 'sha256';
  const toSign = [
    text(credentials.verb),
    text(credentials.host).toLowerCase(),
    text(credentials.path),
    canonicalQuery(params, ['Signature']),
  ].join('\n');
  return hmac(secret, toSign, algorithm).toString('base64');
}

function version4(
  secret: string,
  credentials: Fields,
  params: Record<string, string>,
  headers: Record<string, string>,
): string {
  const authorization = headers.authorization ?? '';
  const part = (name: string): string => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  const credential = params['X-Amz-Credential'] ?? part('Credential');
  const [, date = '', region = '', service = ''] = credential.split('/');
  const signedNames = (params['X-Amz-SignedHeaders'] ?? part('SignedHeaders')).split(';');
  const stamp = params['X-Amz-Date'] ?? headers['x-amz-date'] ?? headers.date ?? '';
  const all: Record<string, string> = { host: text(credentials.host), ...headers };
  const canonicalHeaders = signedNames
    .filter((name) => all[name] !== undefined)
    .map((name) => `${name}:${(all[name] ?? '').trim()}\n`);
  // As Keystone has it: the parameters of a POST are in its body, which the digest covers; the path is taken as it came.
  const verb = text(credentials.verb).toUpperCase();
  const query = verb === 'POST' ? '' : canonicalQuery(params, ['X-Amz-Signature']);
  const bodyHash = text(credentials.body_hash);
  const request = [
    verb,
    text(credentials.path),
    query,
    canonicalHeaders.join(''),
    signedNames.join(';'),
    bodyHash,
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const digest = createHash('sha256').update(request).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, digest].join('\n');
  const key = [region, service, 'aws4_request'].reduce((k, item) => hmac(k, item), hmac(`AWS4${secret}`, date));
  return hmac(key, toSign).toString('hex');
}
