/**
 * Values as they are after a journey through JSON, which every template makes on its way to the engine: binary data
 * becomes text, a set a list. Most documents have neither and are handed back as they are.
 */
import { HeatError } from '../../errors.ts';
import { Float, setKey, type Value, type ValueMap } from '../value.ts';

/** Throws UnicodeDecodeError for binary data that is not UTF-8, ValueError for half a surrogate pair. */
export function jsonForm<T extends Value>(value: T): T {
  return convert(value) as T;
}

function convert(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null || value instanceof Float) return value;
  if (value instanceof Uint8Array) return decode(value);
  if (value instanceof Set) return Array.from(value, convert);
  if (Array.isArray(value)) {
    const items = value.map(convert);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  let changed: ValueMap | undefined;
  const entries = Object.entries(value);
  for (const [key, item] of entries) {
    wellFormed(key);
    const converted = convert(item);
    if (converted === item) continue;
    changed ??= Object.fromEntries(entries) as ValueMap;
    setKey(changed, key, converted);
  }
  return changed ?? value;
}

function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  throw new HeatError('ValueError', 'The template holds half of a surrogate pair, which is no character.');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HeatError('UnicodeDecodeError', 'Binary data in a template must be UTF-8 text.');
  }
}
