/**
 * The values that templates speak of: JSON's, with the two distinctions that Heat (through Python) makes
 * and JavaScript does not.
 *
 * - An integer is a `number` while that is exact, a `bigint` beyond 2^53.
 * - A float is a `number`, unless it happens to be whole: then it is a {@link Float}, so that `1.0`
 *   stays `1.0` wherever it is turned into text, and is told from the integer `1`.
 *   (NaN and the infinities are plain numbers.)
 *
 * Maps are plain objects. Write keys that come from users with {@link setKey}, because of `__proto__`.
 */

/** A float whose value is a whole number. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  valueOf(): number {
    return this.value;
  }
  toString(): string {
    return formatFloat(this.value);
  }
  toJSON(): unknown {
    return rawJson(formatFloat(this.value));
  }
}

export type Scalar = null | boolean | number | bigint | string | Float;
export type Value = Scalar | Value[] | ValueMap;
export interface ValueMap {
  [key: string]: Value;
}

/** A float from a number: wrapped when it is whole, plain otherwise. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** An integer from a bigint: a number when that is exact. */
export function integer(value: bigint): number | bigint {
  return value >= MIN_SAFE && value <= MAX_SAFE ? Number(value) : value;
}

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** Elements of a list that are maps; none where it is no list. */
export function maps(value: unknown): ValueMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** Integer in Heat's sense; a boolean is none. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

export function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
}

/** The same in every letter: `1`, `1.0` and `true` are three values. The order of keys does not matter. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (a instanceof Float || b instanceof Float) return a instanceof Float && b instanceof Float && a.value === b.value;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index] as Value));
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] as Value, b[key] as Value));
}

/** Sets a key that may be `__proto__`. */
export function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else map[key] = value;
}

/** Reads an own key; undefined where there is none, also for `constructor` and its like. */
export function getKey<T>(map: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** A float as Python's `repr` writes it: shortest digits, always with a point or an exponent. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = value.toString();
  if (text.includes('e')) return value.toFixed(mantissa.replace(/^-?\d\.?/, '').length - exponent);
  return text.includes('.') ? text : `${text}.0`;
}

type RawJson = { rawJSON(text: string): unknown };
const rawJson: (text: string) => unknown = (JSON as unknown as RawJson).rawJSON.bind(JSON);

/** JSON text of a value, floats and big integers spelled exactly. */
export function stringify(value: unknown, space?: number): string {
  try {
    return JSON.stringify(value, undefined, space);
  } catch (error) {
    if (!(error instanceof TypeError) || !/BigInt/.test(error.message)) throw error;
    return JSON.stringify(value, (_key, v) => (typeof v === 'bigint' ? rawJson(v.toString()) : v), space);
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
type ExactParse = (text: string, reviver?: Reviver) => unknown;

/**
 * Numbers whose spelling a plain JSON.parse would lose: `1.0`, `1e3`, integers of 16 digits and more. Only where a number may stand, for ids
 * are full of digits before an `e`. That it may find one within a text does no harm but take longer.
 */
const INEXACT = /(?:^|[[:,\s])-?(?:\d+\.0+(?!\d)|\d+(?:\.\d+)?[eE]|\d{16})/;

/** Most digits of an integer. */
const MAX_DIGITS = 4300;

/** Reads JSON text, telling floats from integers by their spelling. Throws SyntaxError. */
export function parseJson(text: string): Value {
  if (!INEXACT.test(text)) return JSON.parse(text) as Value;
  return (JSON.parse as ExactParse)(text, (_key, value, context) => {
    if (typeof value !== 'number' || context.source === undefined) return value;
    if (/[.eE]/.test(context.source)) return float(value);
    // Python refuses to read it, too; and to read a million digits takes a second.
    if (context.source.length > MAX_DIGITS) throw new SyntaxError(`a number has more than ${MAX_DIGITS} digits`);
    return integer(BigInt(context.source));
  }) as Value;
}
