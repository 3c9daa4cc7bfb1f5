/** Inputs of the corpus without their tags: `{"$float": "nan"}` is the float, `{"$utf16": […]}` the string. */
import { isMap, type Value, type ValueMap } from '../../../src/template/value.ts';

const FLOATS: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

export function untag(value: Value): Value {
  if (Array.isArray(value)) return value.map(untag);
  if (!isMap(value)) return value;
  if (typeof value.$float === 'string') return FLOATS[value.$float] ?? null;
  if (Array.isArray(value.$utf16)) return String.fromCharCode(...(value.$utf16 as number[]));
  const plain: ValueMap = {};
  for (const [key, item] of Object.entries(value)) plain[key] = untag(item);
  return plain;
}
