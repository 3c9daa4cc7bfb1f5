import { getKey, isMap, type Value, type ValueMap } from '../template/value.ts';

/** The member of a nested object at a dotted path; a literal member of that name comes first. Null where there is none. */
export function valueAt(shown: ValueMap, path: string): Value {
  const direct = getKey(shown, path);
  if (direct !== undefined) return direct;
  let value: Value = shown;
  for (const step of path.split('.')) {
    if (!isMap(value)) return null;
    value = getKey(value, step) ?? null;
  }
  return value;
}
