/**
 * Reads dates and times written in about any way, as Python's `dateutil` does.
 *
 * The text is cut into words, numbers and signs. Up to three numbers and a month's name are collected, and which of them is the
 * year, the month and the day is decided at the end. What is missing is taken from today.
 */
import { isSpace } from '../../regex/characters.ts';
import { YaqlError } from '../errors.ts';
import { MONTHS, WEEKDAYS } from './calendar.ts';
import { asciiDigits } from './conversion.ts';
import { DateParts } from './dateparts.ts';
import { DAY, Datetime, daysInMonth, SECOND } from './time.ts';

const JUMPS = new Set([
  ' ',
  '.',
  ',',
  ';',
  '-',
  '/',
  "'",
  'at',
  'on',
  'and',
  'ad',
  'm',
  't',
  'of',
  'st',
  'nd',
  'rd',
  'th',
]);
const UNITS: Record<string, number> = {
  h: 0,
  hour: 0,
  hours: 0,
  m: 1,
  minute: 1,
  minutes: 1,
  s: 2,
  second: 2,
  seconds: 2,
};
const HALVES: Record<string, number> = { am: 0, a: 0, pm: 1, p: 1 };
const UTC_NAMES = new Set(['utc', 'gmt', 'z']);

const MAX_C_INT = 2 ** 31 - 1;

/** The text is no date. */
class Unreadable extends Error {}

function own(table: Record<string, number>, token: string | undefined): number | undefined {
  const key = token?.toLowerCase();
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

const isJump = (token: string | undefined): boolean => token !== undefined && JUMPS.has(token.toLowerCase());
const isUtc = (name: string): boolean => UTC_NAMES.has(name.toLowerCase());
const unitOf = (token: string | undefined): number | undefined => own(UNITS, token);
const halfOf = (token: string | undefined): number | undefined => own(HALVES, token);
const isDigits = (token: string | undefined): token is string => token !== undefined && /^\p{Nd}+$/u.test(token);

function nameIndex(names: readonly string[], token: string, extra: Record<string, number> = {}): number | undefined {
  const lower = token.toLowerCase();
  const index = names.findIndex((name) => lower === name.toLowerCase() || lower === name.slice(0, 3).toLowerCase());
  return index >= 0 ? index : own(extra, lower);
}

function monthOf(token: string | undefined): number | undefined {
  const index = token === undefined ? undefined : nameIndex(MONTHS, token, { sept: 8 });
  return index === undefined ? undefined : index + 1;
}

/** Throws YaqlError with class ParserError. */
export function parseDate(text: string, now: () => Date): Datetime {
  const parsed = new DateParser(text, now);
  try {
    parsed.read();
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) {
      throw new YaqlError('ParserError', `Unknown string format: ${text}`);
    }
    throw error;
  }
  if (parsed.isEmpty) throw new YaqlError('ParserError', `String does not contain a date: ${text}`);
  try {
    return parsed.build();
  } catch (error) {
    if (error instanceof YaqlError && error.className === 'ValueError') {
      throw new YaqlError('ParserError', `${error.message}: ${text}`);
    }
    throw error;
  }
}

class DateParser {
  readonly #tokens: (string | undefined)[];
  readonly #now: () => Date;
  readonly #parts: DateParts;
  #year: number | null = null;
  #month: number | null = null;
  #day: number | null = null;
  #weekday: number | null = null;
  #hour: number | null = null;
  #minute: number | null = null;
  #second: number | null = null;
  #microsecond: number | null = null;
  #half: number | null = null;
  #zone: string | null = null;
  #offset: number | null = null;
  #index = 0;

  constructor(text: string, now: () => Date) {
    this.#tokens = tokenize(asciiDigits(text));
    this.#now = now;
    this.#parts = new DateParts(unreadable);
  }

  get isEmpty(): boolean {
    const found = [this.#year, this.#month, this.#day, this.#weekday, this.#hour, this.#minute, this.#second];
    return [...found, this.#microsecond, this.#half, this.#zone, this.#offset].every((value) => value === null);
  }

  read(): void {
    const tokens = this.#tokens;
    for (this.#index = 0; this.#index < tokens.length; this.#index++) this.#readToken(tokens[this.#index] as string);
    const date = this.#parts.resolve();
    this.#year = date.year === null ? null : this.#fullYear(date.year, this.#parts.hasCentury);
    this.#month = date.month;
    this.#day = date.day;
    const zone = this.#zone;
    if ((this.#offset === 0 && !zone) || zone === 'Z' || zone === 'z') {
      this.#zone = 'UTC';
      this.#offset = 0;
    } else if (this.#offset !== 0 && zone && isUtc(zone)) this.#offset = 0;
  }

  #readToken(token: string): void {
    const weekday = nameIndex(WEEKDAYS, token);
    if (isNumeric(token)) this.#readNumber(token);
    else if (weekday !== undefined) this.#weekday = weekday;
    else if (monthOf(token) !== undefined) this.#readMonth(monthOf(token) as number);
    else if (halfOf(token) !== undefined) this.#readHalf(halfOf(token) as number);
    else if (this.#couldBeZone(token, this.#offset)) this.#readZone(token);
    else if (this.#hour !== null && (token === '+' || token === '-')) this.#readOffset(token === '+' ? 1 : -1);
    else if (!isJump(token)) throw unreadable();
  }

  #at(offset: number): string | undefined {
    return this.#tokens[this.#index + offset];
  }

  #need(offset: number): string {
    return this.#at(offset) ?? fail();
  }

  #readMonth(month: number): void {
    this.#parts.add(month, 'month');
    const sign = this.#at(1);
    if (sign === '-' || sign === '/') {
      this.#parts.addText(this.#need(2));
      if (this.#at(3) === sign) {
        this.#parts.addText(this.#need(4));
        this.#index += 2;
      }
      this.#index += 2;
    } else if (
      this.#at(4) !== undefined &&
      sign === ' ' &&
      this.#at(3) === ' ' &&
      this.#at(2)?.toLowerCase() === 'of'
    ) {
      const year = this.#at(4);
      if (isDigits(year)) this.#parts.add(this.#fullYear(Number(year), false), 'year');
      this.#index += 4;
    }
  }

  #readHalf(half: number): void {
    if (this.#hour === null || this.#hour < 0 || this.#hour > 12) throw unreadable();
    this.#hour = adjustHour(this.#hour, half);
    this.#half = half;
  }

  #couldBeZone(token: string, offset: number | null): boolean {
    if (this.#hour === null || this.#zone !== null || offset !== null) return false;
    return (token.length <= 5 && /^[A-Z]*$/.test(token)) || ['UTC', 'GMT', 'Z', 'z'].includes(token);
  }

  #readZone(token: string): void {
    this.#zone = token;
    this.#offset = UTC_NAMES.has(token) ? 0 : null;
    const sign = this.#at(1);
    if (sign !== '+' && sign !== '-') return;
    // "GMT+3" says that the time plus 3 is GMT.
    this.#tokens[this.#index + 1] = sign === '+' ? '-' : '+';
    this.#offset = null;
    if (isUtc(token)) this.#zone = null;
  }

  #readOffset(sign: number): void {
    const digits = this.#need(1);
    let hours: number;
    let minutes = 0;
    if (digits.length === 4) {
      hours = toInteger(digits.slice(0, 2));
      minutes = toInteger(digits.slice(2));
    } else if (this.#at(2) === ':') {
      hours = toInteger(digits);
      minutes = toInteger(this.#need(3));
      this.#index += 2;
    } else if (digits.length <= 2) hours = toInteger(digits);
    else throw unreadable();
    this.#offset = sign * (hours * 3600 + minutes * 60);
    const name = this.#at(4) ?? '';
    if (
      isJump(this.#at(2)) &&
      this.#at(3) === '(' &&
      this.#at(5) === ')' &&
      name.length >= 3 &&
      this.#couldBeZone(name, null)
    ) {
      this.#zone = name;
      this.#index += 4;
    }
    this.#index += 1;
  }

  #readNumber(token: string): void {
    const length = token.length;
    const dot = token.indexOf('.');
    const next = this.#at(1);
    const parts = this.#parts;
    if (
      parts.count === 3 &&
      (length === 2 || length === 4) &&
      this.#hour === null &&
      next !== ':' &&
      unitOf(next) === undefined
    ) {
      this.#hour = toInteger(token.slice(0, 2));
      if (length === 4) this.#minute = toInteger(token.slice(2));
    } else if (length === 6 || (length > 6 && dot === 6)) {
      if (parts.count === 0 && dot < 0) {
        for (const at of [0, 2, 4]) parts.addText(token.slice(at, at + 2));
      } else {
        this.#hour = toInteger(token.slice(0, 2));
        this.#minute = toInteger(token.slice(2, 4));
        this.#setSeconds(token.slice(4));
      }
    } else if (length === 8 || length === 12 || length === 14) {
      parts.addText(token.slice(0, 4), 'year');
      parts.addText(token.slice(4, 6));
      parts.addText(token.slice(6, 8));
      if (length > 8) {
        this.#hour = toInteger(token.slice(8, 10));
        this.#minute = toInteger(token.slice(10, 12));
        if (length > 12) this.#second = toInteger(token.slice(12));
      }
    } else if (!this.#readWithUnit(token)) this.#readPlainNumber(token, next);
  }

  /** `12h`, `30 minutes`, the `04` of `12h04`. */
  #readWithUnit(token: string): boolean {
    let unit: number | undefined;
    if (unitOf(this.#at(1)) !== undefined) {
      unit = unitOf(this.#at(1));
      this.#index += 1;
    } else if (this.#at(1) === ' ' && unitOf(this.#at(2)) !== undefined) {
      unit = unitOf(this.#at(2));
      this.#index += 2;
    } else if (unitOf(this.#at(-1)) !== undefined) unit = (unitOf(this.#at(-1)) as number) + 1;
    else if (
      this.#index > 1 &&
      this.#index === this.#tokens.length - 1 &&
      this.#at(-1) === ' ' &&
      unitOf(this.#at(-2)) !== undefined
    ) {
      unit = (unitOf(this.#at(-2)) as number) + 1;
    } else return false;
    if (unit === 0) {
      this.#hour = wholePart(token);
      if (hasFraction(token)) this.#minute = sixtieths(token);
    } else if (unit === 1) this.#setMinutes(token);
    else if (unit === 2) this.#setSeconds(token);
    return true;
  }

  #readPlainNumber(token: string, next: string | undefined): void {
    const parts = this.#parts;
    const value = wholePart(token);
    if (next === ':' && this.#at(2) !== undefined) {
      this.#hour = value;
      this.#setMinutes(this.#need(2));
      if (this.#at(3) === ':' && this.#at(4) !== undefined) {
        this.#setSeconds(this.#need(4));
        this.#index += 2;
      }
      this.#index += 2;
    } else if (next === '-' || next === '/' || next === '.') this.#readSeparated(token, next);
    else if (next === undefined || isJump(next)) {
      const half = halfOf(this.#at(2));
      if (half !== undefined) {
        this.#hour = adjustHour(value, half);
        this.#index += 1;
      } else parts.add(value, null, numberValue(token) > 100);
      this.#index += 1;
    } else if (halfOf(next) !== undefined && numberValue(token) >= 0 && numberValue(token) < 24) {
      this.#hour = adjustHour(value, halfOf(next) as number);
      this.#index += 1;
    } else if (parts.couldBeDay(numberValue(token))) parts.add(value, null, numberValue(token) > 100);
    else throw unreadable();
  }

  /** `2020-01-02`, `1/2/20`, `1-Jan-2020`. */
  #readSeparated(token: string, sign: string): void {
    const parts = this.#parts;
    parts.addText(token);
    const second = this.#at(2);
    if (second !== undefined && !isJump(second)) {
      this.#addMonthOrNumber(second, true);
      if (this.#at(3) === sign) {
        this.#addMonthOrNumber(this.#need(4), false);
        this.#index += 2;
      }
      this.#index += 1;
    }
    this.#index += 1;
  }

  #addMonthOrNumber(token: string, digitsFirst: boolean): void {
    const month = digitsFirst && isDigits(token) ? undefined : monthOf(token);
    if (month !== undefined) this.#parts.add(month, 'month');
    else if (digitsFirst && !isDigits(token)) throw unreadable();
    else this.#parts.addText(token);
  }

  #setMinutes(token: string): void {
    if (!isDecimal(token)) throw unreadable();
    this.#minute = wholePart(token);
    this.#second = hasFraction(token) ? sixtieths(token) : null;
  }

  #setSeconds(token: string): void {
    const [whole = '', fraction, more] = token.split('.');
    if (more !== undefined) throw unreadable();
    this.#second = toInteger(whole);
    this.#microsecond = fraction === undefined ? 0 : toInteger(fraction.padEnd(6, '0').slice(0, 6));
  }

  #fullYear(year: number, hasCentury: boolean): number {
    if (year >= 100 || hasCentury) return year;
    const current = this.#now().getUTCFullYear();
    const full = year + Math.floor(current / 100) * 100;
    if (full >= current + 50) return full - 100;
    return full < current - 50 ? full + 100 : full;
  }

  build(): Datetime {
    const today = this.#year === null || this.#month === null || this.#day === null ? this.#now() : new Date(0);
    const year = this.#year ?? today.getUTCFullYear();
    const month = this.#month ?? today.getUTCMonth() + 1;
    let day = this.#day ?? today.getUTCDate();
    if (this.#day === null && month >= 1 && month <= 12) day = Math.min(day, daysInMonth(year, month));
    const fields = {
      year,
      month,
      day,
      hour: this.#hour ?? 0,
      minute: this.#minute ?? 0,
      second: this.#second ?? 0,
      microsecond: this.#microsecond ?? 0,
    };
    if (Object.values(fields).some((value) => value > MAX_C_INT)) {
      throw new YaqlError('OverflowError', 'signed integer is greater than maximum');
    }
    let time = Datetime.of(fields, 0n);
    if (this.#weekday !== null && !this.#day) {
      time = new Datetime(time.local + BigInt((7 - time.weekday + this.#weekday) % 7) * DAY, 0n);
    }
    const offset = this.#zone === 'UTC' ? 0 : (this.#offset ?? 0);
    return new Datetime(time.local, BigInt(offset) * SECOND);
  }
}

function unreadable(): Unreadable {
  return new Unreadable();
}

function fail(): never {
  throw unreadable();
}

function adjustHour(hour: number, half: number): number {
  if (hour < 12 && half === 1) return hour + 12;
  return hour === 12 && half === 0 ? 0 : hour;
}

function toInteger(text: string): number {
  if (!/^[+-]?\p{Nd}+$/u.test(text)) throw unreadable();
  return Number(text);
}

const isDecimal = (token: string): boolean => /^\d+\.?\d*$|^\.\d+$/.test(token);

/** What Python's `float()` takes; infinities are then refused. */
function isNumeric(token: string): boolean {
  if (/^(nan|inf|infinity)$/i.test(token)) throw unreadable();
  return isDecimal(token);
}

const numberValue = (token: string): number => Number(token);
const wholePart = (token: string): number => Math.trunc(Number(token));
const hasFraction = (token: string): boolean => /\..*[1-9]/.test(token);

/** The fraction of a number in sixtieths, rounded down. */
function sixtieths(token: string): number {
  const digits = token.split('.')[1] ?? '';
  return Number((BigInt(digits) * 60n) / 10n ** BigInt(digits.length));
}

const isLetter = (char: string): boolean => /^\p{L}$/u.test(char);
const isDigit = (char: string): boolean => /^[\p{Nd}²³¹]$/u.test(char);

/** Cuts a text into words, numbers (with their points) and single signs. */
function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const chars = Array.from(text.replaceAll('\0', ''));
  let index = 0;
  while (index < chars.length) {
    const first = chars[index++] as string;
    let state: 'a' | '0' | 'a.' | '0.' | null = isLetter(first) ? 'a' : isDigit(first) ? '0' : null;
    if (state === null) {
      tokens.push(isSpace(first.codePointAt(0) ?? 0) ? ' ' : first);
      continue;
    }
    let token = first;
    let letters = false;
    while (index < chars.length) {
      const char = chars[index] as string;
      const afterDot = token.endsWith('.');
      if (state === 'a' || state === 'a.') letters = true;
      if (state === 'a' && isLetter(char)) token += char;
      else if (state === 'a' && char === '.') {
        token += char;
        state = 'a.';
      } else if (state === '0' && isDigit(char)) token += char;
      else if (state === '0' && (char === '.' || (char === ',' && token.length >= 2))) {
        token += char;
        state = '0.';
        index++;
        continue;
      } else if (state === 'a.' && (char === '.' || isLetter(char))) token += char;
      else if (state === 'a.' && isDigit(char) && afterDot) {
        token += char;
        state = '0.';
      } else if (state === '0.' && (char === '.' || isDigit(char))) token += char;
      else if (state === '0.' && isLetter(char) && afterDot) {
        token += char;
        state = 'a.';
      } else break;
      index++;
    }
    const dotted = state === 'a.' || state === '0.';
    const dots = token.split('.').length - 1;
    if (dotted && (letters || dots > 1 || /[.,]$/.test(token))) {
      const [head = '', ...rest] = token.split(/([.,])/);
      tokens.push(state === '0.' && !head.includes('.') ? head.replaceAll(',', '.') : head, ...rest.filter(Boolean));
    } else tokens.push(state === '0.' && dots === 0 ? token.replaceAll(',', '.') : token);
  }
  return tokens;
}
