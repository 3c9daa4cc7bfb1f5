/** How much memory a value takes by itself, in bytes, as CPython 3.11 reckons; the memory quota is defined in these terms. */
import { Float } from '../../value.ts';
import { Dict, DictView, FrozenSet, List, Tuple } from './values.ts';

const OBJECT = 48;
const ITERATOR = 104;

export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return textSize(value);
  if (value === null) return 16;
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value === 0) return 24;
    return Math.abs(value) < 2 ** 30 ? 28 : integerSize(BigInt(value));
  }
  if (typeof value === 'bigint') return integerSize(value);
  if (typeof value === 'boolean') return 28;
  if (value instanceof Float) return 24;
  if (value instanceof Tuple) return 40 + 8 * value.items.length;
  if (value instanceof List) return listSize(value.items.length);
  if (value instanceof Dict) return value.frozen ? OBJECT : dictSize(value.size);
  if (value instanceof FrozenSet) return setSize(value.size);
  if (value instanceof DictView) return OBJECT;
  return ITERATOR;
}

function textSize(text: string): number {
  let widest = 0;
  let length = 0;
  for (let index = 0; index < text.length; index++, length++) {
    const code = text.codePointAt(index) as number;
    if (code > 0xffff) index++;
    if (code > widest) widest = code;
  }
  if (widest < 0x80) return 49 + length;
  if (widest < 0x100) return 73 + length;
  return widest < 0x10000 ? 74 + 2 * length : 76 + 4 * length;
}

function integerSize(value: bigint): number {
  if (value === 0n) return 24;
  const bits = (value < 0n ? -value : value).toString(16).length * 4;
  return 24 + 4 * Math.max(1, Math.ceil((bits - 3) / 30));
}

/** Room is left for more items as a list grows. */
export function listSize(length: number): number {
  if (length === 0) return 56;
  return 56 + 8 * ((length + (length >> 3) + 6) & ~3);
}

export function dictSize(count: number): number {
  if (count === 0) return 64;
  let slots = 8;
  while (count > Math.floor((slots * 2) / 3)) slots *= 2;
  const indexBytes = slots <= 256 ? 1 : slots <= 65536 ? 2 : 4;
  return 64 + 32 + slots * indexBytes + Math.floor((slots * 2) / 3) * 24;
}

export function setSize(count: number): number {
  let slots = 8;
  while (count * 5 >= (slots - 1) * 3) slots = (count > 50_000 ? 2 : 4) * slots;
  return slots === 8 ? 216 : 200 + 16 * slots;
}
