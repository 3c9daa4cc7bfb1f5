import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DIGESTS } from '../../../src/template/functions/digests.ts';

/** OpenSSL's names, where they differ. */
const NAMES: Record<string, string> = {
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
};

describe('hash functions', () => {
  it.each([...DIGESTS])('%s is the same as OpenSSL at every size of a block', (name, hash) => {
    for (const length of [0, 1, 55, 56, 64, 111, 112, 128, 135, 136, 137, 300]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      const expected = createHash(NAMES[name] ?? name)
        .update(bytes)
        .digest('hex');
      expect(Buffer.from(hash(bytes)).toString('hex')).toBe(expected);
    }
  });
});
