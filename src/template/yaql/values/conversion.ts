/** Python's `bool()`, `int()` and `float()`. */
import { Float, float, integer } from '../../value.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';
import { digitValue } from '../syntax/lexer.ts';
import { isFloatNumber, type Num, toDouble } from './numbers.ts';
import { strip } from './text.ts';
import { Timespan } from './time.ts';
import { Dict, DictView, FrozenSet, isSequence } from './values.ts';

export function truthy(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'string') return value !== '';
  if (value instanceof Float) return value.value !== 0;
  if (isSequence(value)) return value.items.length > 0;
  if (value instanceof Dict || value instanceof FrozenSet || value instanceof DictView) return value.size > 0;
  if (value instanceof Timespan) return value.microseconds !== 0n;
  return true;
}

/** Python reads no longer integers. */
const MAX_DIGITS = 4300;

export function toInt(value: unknown): Num {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value;
  if (isFloatNumber(value)) {
    const double = toDouble(value);
    if (Number.isNaN(double)) throw valueError('cannot convert float NaN to integer');
    if (!Number.isFinite(double)) throw new YaqlError('OverflowError', 'cannot convert float infinity to integer');
    return integer(BigInt(Math.trunc(double)));
  }
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw typeError('int() argument must be a string or a number');
  const text = asciiDigits(strip(value, null));
  if (!/^[+-]?\d+(_\d+)*$/.test(text)) throw valueError(`invalid literal for int() with base 10: '${value}'`);
  const digits = text.replaceAll('_', '');
  if (digits.length > MAX_DIGITS)
    throw valueError(`Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`);
  return integer(digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits.replace('+', '')));
}

export function toFloat(value: unknown): Num {
  if (typeof value === 'boolean') return new Float(value ? 1 : 0);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) return float(toDouble(value));
  if (typeof value !== 'string') throw typeError('float() argument must be a string or a real number');
  const text = asciiDigits(strip(value, null)).toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text);
  if (special) {
    if (special[2] === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/.test(text)) {
    throw valueError(`could not convert string to float: '${value}'`);
  }
  return float(Number(text.replaceAll('_', '')));
}

/** Decimal digits of any script as those of ASCII. */
export function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}
