/** Keys by which equal values are found without comparing each with each; equal in the sense of `pythonEquals`. */
import { Float, isMap, type Value } from '../value.ts';
import { Unknown } from './types.ts';

/** The same text for values that are equal, and for no others; undefined where there is no such text. */
export function equalityKey(value: Value): string | undefined {
  if (typeof value === 'string') return `"${value.length}:${value}`;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' || value instanceof Float) {
    const number = Number(value);
    return Number.isNaN(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER ? undefined : String(number || 0);
  }
  if (Array.isArray(value)) {
    const keys = value.map(equalityKey);
    return keys.includes(undefined) ? undefined : `[${keys.join(',')}]`;
  }
  if (!isMap(value) || (value as unknown) instanceof Unknown) return undefined;
  const entries: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const key = equalityKey(value[name] as Value);
    if (key === undefined) return undefined;
    entries.push(`${equalityKey(name)}=${key}`);
  }
  return `{${entries.join(',')}}`;
}
