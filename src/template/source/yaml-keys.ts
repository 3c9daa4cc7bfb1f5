/**
 * Keys of YAML maps. In a template every key is a text in the end: `1`, `1.5`, `true` and `null` become what JSON
 * would write. Keys that are equal numbers (`1`, `1.0` and `true`) are one key, spelt like the first of them.
 */
import { Float, formatFloat, isInteger, setKey, type ValueMap } from '../value.ts';

/** Text of a key; undefined for what cannot be one (lists, maps). */
export function keyText(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean' || isInteger(key)) return String(key);
  if (typeof key === 'number' || key instanceof Float) return formatFloat(Number(key));
  if (key instanceof Uint8Array) return new TextDecoder().decode(key);
  return undefined;
}

/** A map under construction. */
export class MapBuilder {
  readonly map: ValueMap = {};
  private numbers: Map<number | bigint, string> | null = null;

  /** False where the key cannot be one. */
  set(key: unknown, value: unknown): boolean {
    const text = typeof key === 'string' ? key : this.textOf(key);
    if (text === undefined) return false;
    setKey(this.map, text, value);
    return true;
  }

  private textOf(key: unknown): string | undefined {
    const text = keyText(key);
    if (text === undefined || key === null || key instanceof Uint8Array) return text;
    const number = typeof key === 'bigint' ? key : Number(key);
    this.numbers ??= new Map();
    const first = this.numbers.get(number);
    if (first !== undefined) return first;
    this.numbers.set(number, text);
    return text;
  }
}
