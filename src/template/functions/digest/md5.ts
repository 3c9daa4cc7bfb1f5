/** MD5 (RFC 1321). */
import { padded, rotateLeft } from './padding.ts';

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

export function md5(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [mix, index] = step(round, i, b, c, d);
      const word = view.getInt32(offset + index * 4, true);
      const sum = (a + mix + (SINES[i] as number) + word) | 0;
      [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, (SHIFTS[round] as number[])[i & 3] as number)) | 0];
    }
    for (const [i, word] of [a, b, c, d].entries()) state[i] = (state[i] as number) + word;
  }
  const result = new DataView(new ArrayBuffer(16));
  for (const [i, word] of state.entries()) result.setInt32(i * 4, word, true);
  return new Uint8Array(result.buffer);
}

function step(round: number, i: number, b: number, c: number, d: number): [mix: number, index: number] {
  if (round === 0) return [(b & c) | (~b & d), i];
  if (round === 1) return [(d & b) | (~d & c), (5 * i + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * i + 5) & 15];
  return [c ^ (b | ~d), (7 * i) & 15];
}
