/**
 * Numbers as Heat reads them from texts (`int()` first, then `float()`, with Python's spellings), and the
 * arithmetic that constraints need on integers of any size and floats alike.
 */
import { HeatError } from '../../errors.ts';
import { Float, float, formatFloat, integer, isInteger, isNumber, type Value } from '../value.ts';
import { pythonRepr, pythonType } from './python-values.ts';
import type { Bound } from './types.ts';

/** What Python's `strip()` takes for white space. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const OUTER_SPACE = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
const DIGITS = '\\d+(?:_\\d+)*';
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const SPECIAL = /^([+-]?)(?:(inf|infinity)|nan)$/i;
/** Python refuses to read longer texts as integers. */
const MAX_DIGITS = 4300;

export function strip(text: string): string {
  return text.replace(OUTER_SPACE, '');
}

/** Decimal digits of every script, as ASCII. Runs of such digits in Unicode begin at a zero. */
function asciiDigits(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/(?!\d)\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

function readInteger(text: string): number | bigint | undefined {
  const spelling = asciiDigits(strip(text));
  if (!INTEGER.test(spelling)) return undefined;
  const digits = spelling.replaceAll('_', '').replace(/^\+/, '');
  if (digits.length < 16) return Number(digits) || 0;
  if (digits.replace(/^-/, '').length > MAX_DIGITS) return undefined;
  return digits.startsWith('-') ? integer(-BigInt(digits.slice(1))) : integer(BigInt(digits));
}

function readFloat(text: string): number | Float | undefined {
  const spelling = asciiDigits(strip(text));
  if (FLOAT.test(spelling)) return float(Number(spelling.replaceAll('_', '')));
  const special = SPECIAL.exec(spelling);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A number as it is (booleans too), or the number that a text spells. ValueError, or TypeError for other things. */
export function toNumber(value: Value): Bound | boolean {
  if (isNumber(value) || typeof value === 'boolean') return value;
  if (typeof value !== 'string') {
    throw new HeatError('TypeError', `A number is expected, not a value of type ${pythonType(value)}.`);
  }
  const number = readInteger(value) ?? readFloat(value);
  if (number === undefined) throw new HeatError('ValueError', `${pythonRepr(value)} is not a number.`);
  return number;
}

/** Python's `int(value)`: floats lose their fraction. ValueError, or TypeError for what is no scalar. */
export function toInteger(value: Value): number | bigint {
  if (isInteger(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || value instanceof Float) {
    const whole = Math.trunc(Number(value));
    if (!Number.isFinite(whole)) {
      throw new HeatError('ValueError', `${formatFloat(Number(value))} cannot be an integer.`);
    }
    return Number.isSafeInteger(whole) ? whole || 0 : BigInt(whole);
  }
  if (typeof value !== 'string') {
    throw new HeatError('TypeError', `An integer is expected, not a value of type ${pythonType(value)}.`);
  }
  const number = readInteger(value);
  if (number === undefined) throw new HeatError('ValueError', `${pythonRepr(value)} is not an integer.`);
  return number;
}

/** Magnitude for comparisons with `<` and `>`. */
export function magnitude(value: Bound | boolean): number | bigint {
  return typeof value === 'bigint' ? value : Number(value);
}

/** Python's `value % step`: the result has the sign of `step`. */
export function modulo(value: Bound | boolean, step: Bound): number | bigint {
  const dividend = magnitude(value);
  const divisor = magnitude(step);
  if (typeof dividend === 'bigint' || typeof divisor === 'bigint') {
    if (Number.isInteger(Number(dividend)) && Number.isInteger(Number(divisor))) {
      const size = BigInt(divisor);
      const rest = BigInt(dividend) % size;
      return rest !== 0n && rest < 0n !== size < 0n ? rest + size : rest;
    }
  }
  const size = Number(divisor);
  const rest = Number(dividend) % size;
  return rest !== 0 && rest < 0 !== size < 0 ? rest + size : rest;
}
