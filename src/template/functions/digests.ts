/** Hash functions, from bytes to bytes; this layer has no access to those of the platform. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';

export type Hash = (bytes: Uint8Array) => Uint8Array;

/** By the names that Python knows them by. */
export const DIGESTS: ReadonlyMap<string, Hash> = new Map<string, Hash>(
  Object.entries({
    md5,
    sha1,
    sha224,
    sha256,
    sha384,
    sha512,
    sha512_224,
    sha512_256,
    sha3_224,
    sha3_256,
    sha3_384,
    sha3_512,
    blake2b: (bytes) => blake2b(bytes),
    blake2s: (bytes) => blake2s(bytes),
  } satisfies Record<string, Hash>),
);
