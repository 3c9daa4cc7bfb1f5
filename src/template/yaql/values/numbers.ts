/** Arithmetic as Python's: integers of any size, floats that stay floats, and its errors. */
import { Float, float, integer } from '../../value.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';

export type Num = number | bigint | Float;

/** Results far beyond any memory quota are not computed: integers end here, in bits. */
const MAX_BITS = 1_000_000;

export function isFloatNumber(value: unknown): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}

/** An integer (or boolean) as a bigint. */
export function toBig(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(value as number | boolean);
}

/** A number as a double. Throws OverflowError for integers that are too large. */
export function toDouble(value: unknown): number {
  if (value instanceof Float) return value.value;
  const result = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(result)) {
    throw new YaqlError('OverflowError', 'int too large to convert to float');
  }
  return result;
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

function checkBits(count: number): void {
  if (count > MAX_BITS) throw new YaqlError('MemoryQuotaExceededException', 'Expression consumed too much memory');
}

/** A binary operation: exact for two integers, otherwise on doubles. */
function arithmetic(
  exact: (a: bigint, b: bigint) => bigint,
  small: (a: number, b: number) => number,
  inexact: (a: number, b: number) => number,
): (a: Num, b: Num) => Num {
  return (a, b) => {
    if (isFloatNumber(a) || isFloatNumber(b)) return float(inexact(toDouble(a), toDouble(b)));
    if (typeof a === 'number' && typeof b === 'number') {
      const result = small(a, b);
      if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
    }
    return integer(exact(toBig(a), toBig(b)));
  };
}

const plainSum = (a: number, b: number): number => a + b;
const plainDifference = (a: number, b: number): number => a - b;
const plainProduct = (a: number, b: number): number => a * b;

export const add = arithmetic((a, b) => a + b, plainSum, plainSum);
export const subtract = arithmetic((a, b) => a - b, plainDifference, plainDifference);
export const multiply = arithmetic(
  (a, b) => {
    checkBits(bits(a) + bits(b));
    return a * b;
  },
  plainProduct,
  plainProduct,
);

/** Division: of two integers the quotient rounded down. */
export function divide(a: Num, b: Num): Num {
  if (isFloatNumber(a) || isFloatNumber(b)) {
    const divisor = toDouble(b);
    if (divisor === 0) throw new YaqlError('ZeroDivisionError', 'float division by zero');
    return float(toDouble(a) / divisor);
  }
  return integer(floorDivideExact(toBig(a), toBig(b)));
}

function floorDivideExact(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new YaqlError('ZeroDivisionError', 'integer division or modulo by zero');
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The remainder, with the sign of the divisor. */
export function modulo(a: Num, b: Num): Num {
  if (isFloatNumber(a) || isFloatNumber(b)) {
    const [x, y] = [toDouble(a), toDouble(b)];
    if (y === 0) throw new YaqlError('ZeroDivisionError', 'float modulo');
    const rest = x % y;
    if (rest === 0) return float(y < 0 ? -0 : 0);
    return float(rest < 0 !== y < 0 ? rest + y : rest);
  }
  const [x, y] = [toBig(a), toBig(b)];
  return integer(x - floorDivideExact(x, y) * y);
}

export function negate(a: Num): Num {
  if (a instanceof Float) return new Float(-a.value);
  if (typeof a === 'bigint') return integer(-a);
  return a === 0 ? 0 : -a;
}

/** Negative, zero or positive; NaN where the order is undefined. */
export function compareNumbers(a: Num, b: Num): number {
  const x = a instanceof Float ? a.value : a;
  const y = b instanceof Float ? b.value : b;
  return x < y ? -1 : x > y ? 1 : x >= y ? 0 : Number.NaN;
}

/** Python's `pow`, with or without a modulus. */
export function power(a: Num, b: Num, modulus: Num | null): Num {
  if (modulus !== null) return modularPower(a, b, modulus);
  if (isFloatNumber(a) || isFloatNumber(b) || toBig(b) < 0n) {
    const [x, y] = [toDouble(a), toDouble(b)];
    if (x === 0 && y < 0) throw new YaqlError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    if (x < 0 && !Number.isInteger(y) && Number.isFinite(x) && Number.isFinite(y)) {
      if (!Number.isFinite((-x) ** y)) throw new YaqlError('OverflowError', 'complex exponentiation');
      throw typeError('a complex number is no value');
    }
    if (x === 1 || y === 0) return new Float(1);
    if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return new Float(1);
    const result = x ** y;
    if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
      throw new YaqlError('OverflowError', 'Numerical result out of range');
    }
    return float(result);
  }
  const [base, exponent] = [toBig(a), toBig(b)];
  if (base === 0n || base === 1n) return integer(exponent === 0n ? 1n : base);
  if (base === -1n) return exponent % 2n === 0n ? 1 : -1;
  checkBits((base.toString(2).length - (base < 0n ? 2 : 1)) * Number(exponent));
  return integer(base ** exponent);
}

function modularPower(a: Num, b: Num, modulus: Num): Num {
  if (isFloatNumber(a) || isFloatNumber(b) || isFloatNumber(modulus)) {
    throw typeError('pow() 3rd argument not allowed unless all arguments are integers');
  }
  let [base, exponent, m] = [toBig(a), toBig(b), toBig(modulus)];
  if (m === 0n) throw valueError('pow() 3rd argument cannot be 0');
  const negative = m < 0n;
  if (negative) m = -m;
  base = ((base % m) + m) % m;
  if (exponent < 0n) {
    base = modularInverse(base, m);
    exponent = -exponent;
  }
  let result = 1n % m;
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % m;
    base = (base * base) % m;
  }
  return integer(negative && result > 0n ? result - m : result);
}

function modularInverse(value: bigint, m: bigint): bigint {
  let [a, b, x, y] = [value, m, 1n, 0n];
  while (b) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) throw valueError('base is not invertible for the given modulus');
  return ((x % m) + m) % m;
}

export function shiftLeft(value: bigint, count: bigint): Num {
  if (count < 0n) throw valueError('negative shift count');
  if (value === 0n) return 0;
  if (count > BigInt(MAX_BITS)) checkBits(MAX_BITS + 1);
  checkBits(bits(value) + Number(count));
  return integer(value << count);
}

export function shiftRight(value: bigint, count: bigint): Num {
  if (count < 0n) throw valueError('negative shift count');
  return integer(count > BigInt(2 * MAX_BITS) ? (value < 0n ? -1n : 0n) : value >> count);
}

/** Rounds to so many digits, halves to even. */
export function round(value: Num, digits: bigint): Num {
  if (!isFloatNumber(value)) {
    if (digits >= 0n) return value;
    if (-digits > 10_000n) return 0;
    return integer(roundDivide(toBig(value), 10n ** -digits) * 10n ** -digits);
  }
  const double = toDouble(value);
  if (!Number.isFinite(double)) return double;
  if (digits > 323n) return value;
  if (digits < -308n) return float(Object.is(Math.sign(double), -0) || double < 0 ? -0 : 0);
  const places = Number(digits);
  const scaled = roundExact(double, places);
  const text = places >= 0 ? `${scaled}e-${places}` : `${scaled}e${-places}`;
  const result = Number(text);
  if (!Number.isFinite(result)) throw new YaqlError('OverflowError', 'rounded value too large to represent');
  return float(result === 0 && (double < 0 || Object.is(double, -0)) ? -0 : result);
}

/** The exact value of a double times a power of ten, rounded to an integer, halves to even. */
export function roundExact(value: number, places: number): bigint {
  let [numerator, denominator] = fraction(value);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  return roundDivide(numerator, denominator);
}

/** A finite double as a fraction. */
export function fraction(value: number): [bigint, bigint] {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return [BigInt(scaled), denominator];
}

/** Division rounded to the nearest, halves to even; the divisor is positive. */
export function roundDivide(a: bigint, b: bigint): bigint {
  const low = a >= 0n || a % b === 0n ? a / b : a / b - 1n;
  const twice = 2n * (a - low * b);
  if (twice > b || (twice === b && low % 2n !== 0n)) return low + 1n;
  return low;
}
