/** SHA-3 (FIPS 202). */
import type { Hash } from './index.ts';

const MASK = (1n << 64n) - 1n;

/** Round constants, by the linear-feedback shift register that defines them. */
function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    return constant;
  });
}

/** For each lane in the order of the walk of rho and pi: where it goes and how far it is rotated. */
function walk(): Array<[lane: number, rotation: bigint]> {
  const steps: Array<[number, bigint]> = [];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    steps.push([x + 5 * y, BigInt((((t + 1) * (t + 2)) / 2) % 64)]);
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return steps;
}

const CONSTANTS = roundConstants();
const WALK = walk();

const rotate = (lane: bigint, by: bigint) => ((lane << by) | (lane >> (64n - by))) & MASK;

function permute(lanes: bigint[]): void {
  const lane = (i: number) => lanes[i] as bigint;
  for (const constant of CONSTANTS) {
    const columns = [0, 1, 2, 3, 4].map((x) => lane(x) ^ lane(x + 5) ^ lane(x + 10) ^ lane(x + 15) ^ lane(x + 20));
    for (let i = 0; i < 25; i++) {
      const x = i % 5;
      lanes[i] = lane(i) ^ (columns[(x + 4) % 5] as bigint) ^ rotate(columns[(x + 1) % 5] as bigint, 1n);
    }
    const moved = new Array<bigint>(25).fill(0n);
    moved[0] = lane(0);
    for (const [i, rotation] of WALK) {
      const [x, y] = [i % 5, Math.floor(i / 5)];
      moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(lane(i), rotation);
    }
    for (let i = 0; i < 25; i++) {
      const row = i - (i % 5);
      const next = moved[row + ((i + 1) % 5)] as bigint;
      lanes[i] = (moved[i] as bigint) ^ (~next & MASK & (moved[row + ((i + 2) % 5)] as bigint));
    }
    lanes[0] = lane(0) ^ constant;
  }
}

/** The variant with a result of that many bytes. */
export function sha3(length: number): Hash {
  const rate = 200 - 2 * length;
  return (bytes) => {
    const buffer = new Uint8Array((Math.floor(bytes.length / rate) + 1) * rate);
    buffer.set(bytes);
    buffer[bytes.length] = 0x06;
    buffer[buffer.length - 1] = (buffer[buffer.length - 1] as number) | 0x80;
    const view = new DataView(buffer.buffer);
    const lanes = new Array<bigint>(25).fill(0n);
    for (let offset = 0; offset < buffer.length; offset += rate) {
      for (let i = 0; i < rate / 8; i++) lanes[i] = (lanes[i] as bigint) ^ view.getBigUint64(offset + i * 8, true);
      permute(lanes);
    }
    const result = new DataView(new ArrayBuffer(200));
    for (const [i, lane] of lanes.entries()) result.setBigUint64(i * 8, lane, true);
    return new Uint8Array(result.buffer).slice(0, length);
  };
}
