/**
 * Points in time and spans between them, to the microsecond, as Python's `datetime` and `timedelta`.
 *
 * A point in time always has an offset from UTC here. Its wall-clock time counts microseconds from 1970-01-01, in
 * the proleptic Gregorian calendar.
 */
import { valueError, YaqlError } from '../errors.ts';

export const SECOND = 1_000_000n;
export const DAY = 86_400n * SECOND;
const MAX_DAYS = 999_999_999n;
const FIRST_YEAR = 1;
const LAST_YEAR = 9999;

export class Timespan {
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    const days = floorDivide(microseconds, DAY);
    if (days > MAX_DAYS || days < -MAX_DAYS) {
      throw new YaqlError('OverflowError', `days=${days}; must have magnitude <= ${MAX_DAYS}`);
    }
    this.microseconds = microseconds;
  }

  /** Python's `str`: `1 day, 2:03:04.000005`. */
  toString(): string {
    const days = floorDivide(this.microseconds, DAY);
    const rest = this.microseconds - days * DAY;
    const seconds = rest / SECOND;
    const pad = (value: bigint): string => String(value).padStart(2, '0');
    let text = `${seconds / 3600n}:${pad((seconds / 60n) % 60n)}:${pad(seconds % 60n)}`;
    const fraction = rest % SECOND;
    if (fraction) text += `.${String(fraction).padStart(6, '0')}`;
    if (days) text = `${days} day${days === 1n || days === -1n ? '' : 's'}, ${text}`;
    return text;
  }
}

export interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
}

export class Datetime {
  /** Wall-clock time. */
  readonly local: bigint;
  /** Offset from UTC in microseconds, positive in the east. */
  readonly offset: bigint;
  readonly #fields: Fields;

  constructor(local: bigint, offset: bigint) {
    this.local = local;
    this.offset = offset;
    this.#fields = splitFields(local);
    const { year } = this.#fields;
    if (year < FIRST_YEAR || year > LAST_YEAR) throw new YaqlError('OverflowError', 'date value out of range');
  }

  /** Checks the ranges. Throws ValueError. */
  static of(fields: Fields, offset: bigint): Datetime {
    const { year, month, day } = fields;
    if (year < FIRST_YEAR || year > LAST_YEAR) throw valueError(`year ${year} is out of range`);
    if (month < 1 || month > 12) throw valueError('month must be in 1..12');
    if (day < 1 || day > daysInMonth(year, month)) throw valueError('day is out of range for month');
    if (!between(fields.hour, 0, 23)) throw valueError('hour must be in 0..23');
    if (!between(fields.minute, 0, 59)) throw valueError('minute must be in 0..59');
    if (!between(fields.second, 0, 59)) throw valueError('second must be in 0..59');
    if (!between(fields.microsecond, 0, 999_999)) throw valueError('microsecond must be in 0..999999');
    return new Datetime(joinFields(fields), offset);
  }

  get fields(): Fields {
    return this.#fields;
  }

  /** Microseconds from 1970-01-01 UTC. Throws ValueError if the offset is a day or more. */
  get instant(): bigint {
    return this.local - this.checkedOffset;
  }

  get checkedOffset(): bigint {
    if (this.offset <= -DAY || this.offset >= DAY) {
      throw valueError('offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)');
    }
    return this.offset;
  }

  /** Monday is 0. */
  get weekday(): number {
    return Number((((floorDivide(this.local, DAY) + 3n) % 7n) + 7n) % 7n);
  }

  /** Python's `isoformat`. */
  isoFormat(separator = 'T'): string {
    const f = this.#fields;
    const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
    let text = `${pad(f.year, 4)}-${pad(f.month)}-${pad(f.day)}${separator}${pad(f.hour)}:${pad(f.minute)}:${pad(f.second)}`;
    if (f.microsecond) text += `.${pad(f.microsecond, 6)}`;
    return text + formatOffset(this.checkedOffset, ':');
  }

  toString(): string {
    return this.isoFormat(' ');
  }
}

/** `+01:00`, with seconds and microseconds where there are any. */
export function formatOffset(offset: bigint, separator: string): string {
  const size = offset < 0n ? -offset : offset;
  const pad = (value: bigint): string => String(value).padStart(2, '0');
  const seconds = size / SECOND;
  let text = `${offset < 0n ? '-' : '+'}${pad(seconds / 3600n)}${separator}${pad((seconds / 60n) % 60n)}`;
  const fraction = size % SECOND;
  if (seconds % 60n || fraction) text += separator + pad(seconds % 60n);
  if (fraction) text += `.${String(fraction).padStart(6, '0')}`;
  return text;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970-01-01. */
export function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86_400_000);
}

export function joinFields(f: Fields): bigint {
  const seconds =
    BigInt(dayNumber(f.year, f.month, f.day)) * 86_400n + BigInt(f.hour * 3600 + f.minute * 60 + f.second);
  return seconds * SECOND + BigInt(f.microsecond);
}

function splitFields(local: bigint): Fields {
  const days = floorDivide(local, DAY);
  const rest = local - days * DAY;
  const seconds = Number(rest / SECOND);
  if (days < -800_000n || days > 3_000_000n) throw new YaqlError('OverflowError', 'date value out of range');
  const date = new Date(Number(days) * 86_400_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: Number(rest % SECOND),
  };
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
