/**
 * How Python writes, compares and judges values. Heat's answers are full of it: the string parameter given as
 * `true` is `'True'`, a list put into a text is `"['a', 1]"`, and `1`, `1.0` and `true` are equal.
 */
import { HeatError } from '../../errors.ts';
import { Float, formatFloat, isInteger, setKey, type Value, type ValueMap } from '../value.ts';
import { Unknown } from './types.ts';

/** `str(value)`. */
export function pythonText(value: Value): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** `repr(value)`. */
export function pythonRepr(value: Value): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Float) return formatFloat(value.value);
  if (isInteger(value)) return value.toString();
  if (typeof value === 'number') return formatFloat(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (value instanceof Unknown) return `<${value.what}>`;
  return `{${Object.entries(value as Record<string, Value>)
    .map(([key, item]) => `${quote(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

const SHORT_ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const NEEDS_ESCAPE = /[\\\p{C}\p{Z}]/u;

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (!NEEDS_ESCAPE.test(text) && !text.includes(mark)) return mark + text + mark;
  let out = mark;
  for (const char of text) {
    if (char === mark) out += `\\${char}`;
    else if (char === ' ' || !NEEDS_ESCAPE.test(char)) out += char;
    else out += SHORT_ESCAPES[char] ?? numericEscape(char.codePointAt(0) ?? 0);
  }
  return out + mark;
}

function numericEscape(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Name of the value's type, for messages: `list`, `str`. */
export function pythonType(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (isInteger(value)) return 'int';
  if (typeof value === 'number' || value instanceof Float) return 'float';
  return Array.isArray(value) ? 'list' : 'dict';
}

/** `bool(value)`. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) return Number(value) !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && !(value instanceof Unknown)) return Object.keys(value).length > 0;
  return true;
}

function numeric(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
}

/** `a == b`: numbers and booleans by magnitude, lists in order, maps regardless of it. */
export function pythonEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return false;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    // An integer beyond 2^53 may meet a float.
    // oxlint-disable-next-line eqeqeq
    return right !== undefined && left == right;
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => pythonEquals(item, b[i]));
  }
  if (a instanceof Unknown || b instanceof Unknown) {
    return a instanceof Unknown && b instanceof Unknown && a.what === b.what;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || Array.isArray(b) || b instanceof Float) return false;
  const first = a as Record<string, unknown>;
  const second = b as Record<string, unknown>;
  const keys = Object.keys(first);
  return (
    keys.length === Object.keys(second).length &&
    keys.every((key) => Object.hasOwn(second, key) && pythonEquals(first[key], second[key]))
  );
}

/** Length of a text in code points, of a list or map in entries. TypeError for anything else. */
export function pythonLength(value: Value): number {
  if (typeof value === 'string') {
    let length = value.length;
    // Characters beyond the basic plane take two code units.
    for (let i = 0; i < value.length - 1; i++) {
      if ((value.charCodeAt(i) & 0xfc00) === 0xd800 && (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
        length--;
        i++;
      }
    }
    return length;
  }
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null && !(value instanceof Float)) return Object.keys(value).length;
  throw new HeatError('TypeError', `a value of type ${pythonType(value)} has no length`);
}

/** Whether an {@link Unknown} sits anywhere inside. */
export function containsUnknown(value: unknown): boolean {
  return firstUnknown(value) !== null;
}

/** The same, with null for what is not known. */
export function withoutUnknown(value: unknown): Value {
  if (value instanceof Unknown) return null;
  if (!containsUnknown(value)) return value as Value;
  if (Array.isArray(value)) return value.map(withoutUnknown);
  const known: ValueMap = {};
  for (const [key, inner] of Object.entries(value as object)) setKey(known, key, withoutUnknown(inner));
  return known;
}

/** The first {@link Unknown} inside; null where all is known. */
export function firstUnknown(value: unknown): Unknown | null {
  if (typeof value !== 'object' || value === null || value instanceof Float) return null;
  if (value instanceof Unknown) return value;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const found = firstUnknown(inner);
    if (found !== null) return found;
  }
  return null;
}
