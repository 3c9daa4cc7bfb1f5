/** SHA-1 (FIPS 180-4). */
import { padded, rotateLeft } from './padding.ts';

export function sha1(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, false);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let i = 0; i < 80; i++) {
      const at = (back: number) => words[i - back] as number;
      words[i] = i < 16 ? view.getInt32(offset + i * 4) : rotateLeft(at(3) ^ at(8) ^ at(14) ^ at(16), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [mix, constant] = step(Math.floor(i / 20), b, c, d);
      const next = (rotateLeft(a, 5) + mix + e + constant + (words[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, next];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) state[i] = (state[i] as number) + word;
  }
  const result = new DataView(new ArrayBuffer(20));
  for (const [i, word] of state.entries()) result.setInt32(i * 4, word);
  return new Uint8Array(result.buffer);
}

function step(round: number, b: number, c: number, d: number): [mix: number, constant: number] {
  if (round === 0) return [(b & c) | (~b & d), 0x5a827999];
  if (round === 1) return [b ^ c ^ d, 0x6ed9eba1];
  if (round === 2) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}
