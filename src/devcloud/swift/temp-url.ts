/** TempURLs: a signature in the query lets anyone make one kind of request to one object until a moment. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { SERVICES } from '../services.ts';
import type { Call } from './call.ts';
import type { Swift } from './swift.ts';

const ALGORITHMS: Record<number, string> = { 40: 'sha1', 64: 'sha256', 128: 'sha512' };

/** Is the request signed with one of the account's or container's keys? */
export function hasValidSignature(call: Call, swift: Swift, projectId: string, containerName: string): boolean {
  const given = call.query.get('temp_url_sig');
  const expiresText = call.query.get('temp_url_expires');
  if (!given || !expiresText) return false;
  const expires = /^\d+$/.test(expiresText) ? Number(expiresText) : Date.parse(expiresText) / 1000;
  if (!(expires * 1000 > call.now())) return false;
  const { algorithm, digest } = parse(given);
  if (!algorithm) return false;
  const container = swift.containers.get(`${projectId}/${containerName}`);
  const keys = [swift.account(projectId).metadata, container?.metadata ?? {}].flatMap((metadata) =>
    ['temp-url-key', 'temp-url-key-2'].flatMap((name) => metadata[name] ?? []),
  );
  // A signature for GET also serves HEAD; one for PUT or POST, too.
  const methods = call.method === 'HEAD' ? ['HEAD', 'GET', 'PUT', 'POST'] : [call.method];
  const prefix = call.query.get('temp_url_prefix');
  const path = decodeURIComponent(call.localPath);
  const [, version, account, container_, ...rest] = path.split('/');
  if (prefix !== null && !rest.join('/').startsWith(prefix)) return false;
  const signed = prefix === null ? path : `prefix:/${version}/${account}/${container_}/${prefix}`;
  return keys.some((key) =>
    methods.some((method) => {
      // What is signed is the path below the service's root, wherever that is.
      return [signed, signed.replace(/^(prefix:)?/, `$1${SERVICES.object.prefix}`)].some((target) => {
        const expected = createHmac(algorithm, key).update(`${method}\n${expires}\n${target}`).digest();
        return expected.length === digest.length && timingSafeEqual(expected, digest);
      });
    }),
  );
}

function parse(given: string): { algorithm: string | undefined; digest: Buffer } {
  const [name, encoded] = given.includes(':') ? given.split(':', 2) : [];
  if (name && encoded)
    return {
      algorithm: ['sha1', 'sha256', 'sha512'].find((known) => known === name),
      digest: Buffer.from(encoded, 'base64'),
    };
  return { algorithm: ALGORITHMS[given.length], digest: Buffer.from(given, 'hex') };
}
