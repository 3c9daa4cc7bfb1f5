/** Hash functions, from bytes to bytes; this layer has no access to those of the platform. */
import { blake2b, blake2s } from './blake2.ts';
import { md5 } from './md5.ts';
import { sha1 } from './sha1.ts';
import { sha224, sha256, sha384, sha512, sha512t224, sha512t256 } from './sha2.ts';
import { sha3 } from './sha3.ts';

export type Hash = (bytes: Uint8Array) => Uint8Array;

export const DIGESTS: ReadonlyMap<string, Hash> = new Map<string, Hash>([
  ['md5', md5],
  ['sha1', sha1],
  ['sha224', sha224],
  ['sha256', sha256],
  ['sha384', sha384],
  ['sha512', sha512],
  ['sha512_224', sha512t224],
  ['sha512_256', sha512t256],
  ['sha3_224', sha3(28)],
  ['sha3_256', sha3(32)],
  ['sha3_384', sha3(48)],
  ['sha3_512', sha3(64)],
  ['blake2b', blake2b],
  ['blake2s', blake2s],
]);
