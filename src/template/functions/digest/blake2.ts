/** BLAKE2b and BLAKE2s (RFC 7693), without key, at full length. */
import type { Hash } from './index.ts';

const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
/** Columns, then diagonals. */
const MIXES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** The initial state of SHA-512; its upper halves are that of SHA-256. */
const INITIAL = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];

interface Variant {
  bits: 32n | 64n;
  rounds: number;
  rotations: readonly [bigint, bigint, bigint, bigint];
  initial: readonly bigint[];
}

function blake2({ bits, rounds, rotations, initial }: Variant): Hash {
  const mask = (1n << bits) - 1n;
  const size = Number(bits) / 8;
  const blockSize = 16 * size;
  const rotate = (word: bigint, by: bigint) => ((word >> by) | (word << (bits - by))) & mask;
  const [r1, r2, r3, r4] = rotations;

  function compress(state: bigint[], view: DataView, offset: number, counted: number, last: boolean): void {
    const at = (i: number) => v[i] as bigint;
    const word = (i: number) =>
      size === 4 ? BigInt(view.getUint32(offset + i * 4, true)) : view.getBigUint64(offset + i * 8, true);
    const v = [...state, ...initial];
    v[12] = at(12) ^ BigInt(counted);
    if (last) v[14] = at(14) ^ mask;
    for (let round = 0; round < rounds; round++) {
      const order = SIGMA[round % 10] as number[];
      for (const [i, [a, b, c, d]] of MIXES.entries()) {
        v[a] = (at(a) + at(b) + word(order[i * 2] as number)) & mask;
        v[d] = rotate(at(d) ^ at(a), r1);
        v[c] = (at(c) + at(d)) & mask;
        v[b] = rotate(at(b) ^ at(c), r2);
        v[a] = (at(a) + at(b) + word(order[i * 2 + 1] as number)) & mask;
        v[d] = rotate(at(d) ^ at(a), r3);
        v[c] = (at(c) + at(d)) & mask;
        v[b] = rotate(at(b) ^ at(c), r4);
      }
    }
    for (let i = 0; i < 8; i++) state[i] = (state[i] as bigint) ^ at(i) ^ at(i + 8);
  }

  return (bytes) => {
    const blocks = Math.max(1, Math.ceil(bytes.length / blockSize));
    const buffer = new Uint8Array(blocks * blockSize);
    buffer.set(bytes);
    const view = new DataView(buffer.buffer);
    const state = [...initial];
    state[0] = (state[0] as bigint) ^ 0x01010000n ^ BigInt(size * 8);
    for (let i = 0; i < blocks; i++) {
      const last = i === blocks - 1;
      compress(state, view, i * blockSize, last ? bytes.length : (i + 1) * blockSize, last);
    }
    const result = new DataView(new ArrayBuffer(size * 8));
    for (const [i, word] of state.entries()) {
      if (size === 4) result.setUint32(i * 4, Number(word), true);
      else result.setBigUint64(i * 8, word, true);
    }
    return new Uint8Array(result.buffer);
  };
}

export const blake2b = blake2({ bits: 64n, rounds: 12, rotations: [32n, 24n, 16n, 63n], initial: INITIAL });
export const blake2s = blake2({
  bits: 32n,
  rounds: 10,
  rotations: [16n, 12n, 8n, 7n],
  initial: INITIAL.map((word) => word >> 32n),
});
