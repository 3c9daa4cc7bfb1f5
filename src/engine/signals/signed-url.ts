/**
 * URLs that carry their own permission: signed as Amazon's second version of signatures wants, with an EC2 key of the user who may. There is
 * no date in them, because they have to be good for as long as somebody waits; they end with their user.
 */
import { createHmac } from 'node:crypto';

/** Percent-encoding of everything that Amazon does not call unreserved. */
function quote(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Signature of a request by the second version, in base64. `path` is unquoted. */
export function signature(
  secret: string,
  request: { method: string; host: string; path: string; parameters: Readonly<Record<string, string>> },
): string {
  const query = Object.keys(request.parameters)
    .sort()
    .map((name) => `${quote(name)}=${quote(request.parameters[name] ?? '')}`)
    .join('&');
  const text = [request.method, request.host.toLowerCase(), request.path, query].join('\n');
  return createHmac('sha256', secret).update(text).digest('base64');
}

/** The URL, which has to be quoted, with the signature for requests of one method in its query. */
export function signedUrl(url: string, method: string, keypair: { access: string; secret: string }): string {
  const target = new URL(url);
  const parameters: Record<string, string> = {
    AWSAccessKeyId: keypair.access,
    SignatureMethod: 'HmacSHA256',
    SignatureVersion: '2',
  };
  const path = decodeURIComponent(target.pathname);
  const signed = signature(keypair.secret, { method, host: target.host, path, parameters });
  target.search = new URLSearchParams({ ...parameters, Signature: signed }).toString();
  return target.href;
}
