/**
 * SHA-2 (FIPS 180-4), both word sizes by one algorithm. The constants are the first bits of the fractional parts of roots
 * of primes, and worked out here.
 */
import type { Hash } from './index.ts';
import { padded } from './padding.ts';

interface Variant {
  bits: 32n | 64n;
  rounds: number;
  /** Amounts of rotation; the last of `small` ones are shifts. */
  big0: readonly bigint[];
  big1: readonly bigint[];
  small0: readonly bigint[];
  small1: readonly bigint[];
}

const WORD32: Variant = {
  bits: 32n,
  rounds: 64,
  big0: [2n, 13n, 22n],
  big1: [6n, 11n, 25n],
  small0: [7n, 18n, 3n],
  small1: [17n, 19n, 10n],
};
const WORD64: Variant = {
  bits: 64n,
  rounds: 80,
  big0: [28n, 34n, 39n],
  big1: [14n, 18n, 41n],
  small0: [1n, 8n, 7n],
  small1: [19n, 61n, 6n],
};

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  return primes;
}

/** First `bits` bits of the fractional part of the root (2: square, 3: cube) of a number. */
function rootBits(number: bigint, root: 2n | 3n, bits: bigint): bigint {
  const scaled = number << (bits * root);
  let low = 0n;
  let high = 1n << (bits + 12n);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** root <= scaled) low = middle;
    else high = middle - 1n;
  }
  return low & ((1n << bits) - 1n);
}

const PRIMES = firstPrimes(80);
const squares = (from: number, bits: bigint) => PRIMES.slice(from, from + 8).map((prime) => rootBits(prime, 2n, bits));

function hash(
  variant: Variant,
  initial: readonly bigint[],
  constants: readonly bigint[],
  bytes: Uint8Array,
): Uint8Array {
  const { bits, rounds } = variant;
  const mask = (1n << bits) - 1n;
  const size = Number(bits) / 8;
  const view = padded(bytes, bits === 32n ? 64 : 128, false);
  const rotate = (word: bigint, by: bigint) => ((word >> by) | (word << (bits - by))) & mask;
  const big = (word: bigint, [x = 0n, y = 0n, z = 0n]: readonly bigint[]) =>
    rotate(word, x) ^ rotate(word, y) ^ rotate(word, z);
  const small = (word: bigint, [x = 0n, y = 0n, z = 0n]: readonly bigint[]) =>
    rotate(word, x) ^ rotate(word, y) ^ (word >> z);
  const state = [...initial];
  const words: bigint[] = new Array(rounds).fill(0n);
  for (let offset = 0; offset < view.byteLength; offset += 16 * size) {
    for (let i = 0; i < rounds; i++) {
      const at = (back: number) => words[i - back] as bigint;
      if (i >= 16) words[i] = (small(at(2), variant.small1) + at(7) + small(at(15), variant.small0) + at(16)) & mask;
      else words[i] = size === 4 ? BigInt(view.getUint32(offset + i * 4)) : view.getBigUint64(offset + i * 8);
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < rounds; i++) {
      const t1 =
        h + big(e, variant.big1) + ((e & f) ^ (~e & mask & g)) + (constants[i] as bigint) + (words[i] as bigint);
      const t2 = big(a, variant.big0) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & mask, c, b, a, (t1 + t2) & mask];
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as bigint) + word) & mask;
  }
  const text = state.map((word) => word.toString(16).padStart(size * 2, '0')).join('');
  return Uint8Array.from({ length: size * 8 }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16));
}

function lazily(variant: Variant, initial: () => readonly bigint[], length: number): Hash {
  let prepared: { initial: readonly bigint[]; constants: readonly bigint[] } | undefined;
  return (bytes) => {
    prepared ??= {
      initial: initial(),
      constants: PRIMES.slice(0, variant.rounds).map((prime) => rootBits(prime, 3n, variant.bits)),
    };
    return hash(variant, prepared.initial, prepared.constants, bytes).slice(0, length);
  };
}

/** Initial state of SHA-512/t: SHA-512 with another initial state, of the name. */
function truncatedState(name: string): bigint[] {
  const initial = squares(0, 64n).map((word) => word ^ 0xa5a5a5a5a5a5a5a5n);
  const constants = PRIMES.map((prime) => rootBits(prime, 3n, 64n));
  const view = new DataView(hash(WORD64, initial, constants, new TextEncoder().encode(name)).buffer);
  return Array.from({ length: 8 }, (_, i) => view.getBigUint64(i * 8));
}

export const sha256 = lazily(WORD32, () => squares(0, 32n), 32);
/** The second half of the 64-bit roots of the 9th to 16th prime. */
export const sha224 = lazily(WORD32, () => squares(8, 64n).map((word) => word & 0xffffffffn), 28);
export const sha512 = lazily(WORD64, () => squares(0, 64n), 64);
export const sha384 = lazily(WORD64, () => squares(8, 64n), 48);
export const sha512t224 = lazily(WORD64, () => truncatedState('SHA-512/224'), 28);
export const sha512t256 = lazily(WORD64, () => truncatedState('SHA-512/256'), 32);
