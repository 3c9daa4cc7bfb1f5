/** Maps with their keys in order, for JSON that is to be the same each time. */
import { weightOf } from '../expression/effort.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { dumpJson } from '../schema/python-json.ts';
import { isMap, setKey, type Value, type ValueMap } from '../value.ts';

/** Order of texts by code point, which is Python's; JavaScript's own is by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // Surrogates stand for the highest code points.
    const isHigh = (unit: number) => (unit & 0xf800) === 0xd800;
    if (isHigh(left) !== isHigh(right)) return isHigh(left) ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

/** The same value, keys of all maps inside in order. */
export function sortKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isMap(value)) return value;
  const sorted: ValueMap = {};
  for (const key of Object.keys(value).sort(byCodePoint)) setKey(sorted, key, sortKeys(value[key] as Value));
  return sorted;
}

/** Values written that count as one. */
const WRITTEN = 2;

/** A value as JSON that is the same each time. */
export function jsonText(value: Value, evaluation: Evaluation): string {
  evaluation.spend(weightOf(value) / WRITTEN);
  return dumpJson(sortKeys(value));
}
