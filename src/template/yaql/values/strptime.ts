/** Reads a time by a format, as Python's `strptime`. */

import { compilePythonRegex, escapePythonRegex } from '../../regex/index.ts';
import { valueError, YaqlError } from '../errors.ts';
import { MONTHS, WEEKDAYS, weekdayOf } from './calendar.ts';
import { Datetime, dayNumber, SECOND } from './time.ts';

const names = (all: readonly string[]): string =>
  [...all]
    .sort((a, b) => b.length - a.length)
    .join('|')
    .toLowerCase();
const short = (all: readonly string[]): string[] => all.map((name) => name.slice(0, 3));

const PATTERNS: Record<string, string> = {
  d: '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]',
  f: '[0-9]{1,6}',
  H: '2[0-3]|[0-1]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  G: '\\d\\d\\d\\d',
  j: '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[0-1]|[0-5]\\d|\\d',
  U: '5[0-3]|[0-4]\\d|\\d',
  w: '[0-6]',
  u: '[1-7]',
  V: '5[0-3]|0[1-9]|[1-4]\\d|\\d',
  y: '\\d\\d',
  Y: '\\d\\d\\d\\d',
  z: '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z)',
  A: names(WEEKDAYS),
  a: names(short(WEEKDAYS)),
  B: names(MONTHS),
  b: names(short(MONTHS)),
  p: 'am|pm',
  Z: 'utc|gmt',
  W: '5[0-3]|[0-4]\\d|\\d',
};

const COMPOSED: Record<string, string> = { c: '%a %b %d %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S' };

/** The pattern of a format, and its directives in the order of their groups. */
function translate(format: string): { pattern: string; directives: string[] } {
  const directives: string[] = [];
  let pattern = '';
  let repeated: string | null = null;
  const text = format.replace(/%([cxX])/g, (_, letter: string) => COMPOSED[letter] ?? '');
  const parts = text.split(/(%[\s\S]?|\s+)/u);
  for (const part of parts) {
    if (part === '') continue;
    if (/^\s+$/.test(part)) pattern += '\\s+';
    else if (!part.startsWith('%')) pattern += escapePythonRegex(part);
    else if (part === '%%') pattern += '%';
    else {
      const letter = part.slice(1);
      if (letter === '') throw valueError(`stray % in format '${format}'`);
      const known = Object.hasOwn(PATTERNS, letter) ? PATTERNS[letter] : undefined;
      if (known === undefined) throw valueError(`'${letter}' is a bad directive in format '${format}'`);
      if (directives.includes(letter)) repeated ??= letter;
      directives.push(letter);
      pattern += `(${known})`;
    }
  }
  if (repeated) throw new YaqlError('error', `redefinition of directive ${repeated} in format '${format}'`);
  return { pattern, directives };
}

/** A time without offset counts as UTC. Throws ValueError. */
export function strptime(text: string, format: string): Datetime {
  const { pattern, directives } = translate(format);
  const match = compilePythonRegex(pattern, { ignoreCase: true }).match(text);
  if (!match) throw valueError(`time data '${text}' does not match format '${format}'`);
  if (match.end() !== Array.from(text).length) throw valueError(`unconverted data remains: ${text.slice(match.end())}`);
  const found = new Map(directives.map((letter, index) => [letter, match.group(index + 1) ?? '']));
  const number = (letter: string): number | null => (found.has(letter) ? Number(found.get(letter)) : null);
  const fields = dateOf(found, number);
  return Datetime.of(
    {
      ...fields,
      hour: hourOf(found, number),
      minute: number('M') ?? 0,
      second: number('S') ?? 0,
      microsecond: Number((found.get('f') ?? '').padEnd(6, '0')),
    },
    offsetOf(found),
  );
}

type NumberOf = (letter: string) => number | null;

function hourOf(found: Map<string, string>, number: NumberOf): number {
  const twelve = number('I');
  if (twelve === null) return number('H') ?? 0;
  const half = (found.get('p') ?? '').toLowerCase();
  if (half === 'pm') return twelve === 12 ? 12 : twelve + 12;
  return half === '' || half === 'am' ? (twelve === 12 ? 0 : twelve) : twelve;
}

interface DateFields {
  year: number;
  month: number;
  day: number;
}

function dateOf(found: Map<string, string>, number: NumberOf): DateFields {
  const year = yearOf(number);
  const weekday = weekdayOfText(found, number);
  const isoYear = number('G');
  const isoWeek = number('V');
  const week = number(lastWeekLetter(found) ?? 'W');
  checkWeeks(found, year, weekday);
  const date = { year: year ?? 1900, month: monthOf(found, number) ?? 1, day: number('d') ?? 1 };
  const dayOfYear = number('j');
  if (dayOfYear !== null) return fromDayNumber(dayNumber(date.year, 1, 1) + dayOfYear - 1);
  if (weekday === null) return date;
  if (week !== null) return fromDayNumber(weekDay(date.year, week, weekday, lastWeekLetter(found) === 'W'));
  if (isoYear !== null && isoWeek !== null) return fromIsoWeek(isoYear, isoWeek, weekday);
  return date;
}

/** Weeks of ISO 8601 need their year and a weekday. */
function checkWeeks(found: Map<string, string>, year: number | null, weekday: number | null): void {
  if (year === null && found.has('G')) {
    if (!found.has('V') || weekday === null) {
      throw valueError("ISO year directive '%G' must be used with '%V' and a weekday");
    }
    if (found.has('j'))
      throw valueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'");
  } else if (found.has('V') && !found.has('U') && !found.has('W')) {
    throw valueError("ISO week directive '%V' must be used with '%G' and a weekday");
  }
}

function lastWeekLetter(found: Map<string, string>): string | undefined {
  return [...found.keys()].filter((letter) => letter === 'U' || letter === 'W').at(-1);
}

function yearOf(number: NumberOf): number | null {
  const short = number('y');
  if (short !== null) return short <= 68 ? short + 2000 : short + 1900;
  return number('Y');
}

function monthOf(found: Map<string, string>, number: NumberOf): number | null {
  for (const letter of ['B', 'b']) {
    const name = found.get(letter)?.toLowerCase().slice(0, 3);
    if (name) return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
  }
  return number('m');
}

function weekdayOfText(found: Map<string, string>, number: NumberOf): number | null {
  for (const letter of ['A', 'a']) {
    const name = found.get(letter)?.toLowerCase().slice(0, 3);
    if (name) return WEEKDAYS.findIndex((day) => day.toLowerCase().startsWith(name));
  }
  const fromSunday = number('w');
  if (fromSunday !== null) return fromSunday === 0 ? 6 : fromSunday - 1;
  const fromMonday = number('u');
  return fromMonday === null ? null : fromMonday - 1;
}

function weekDay(year: number, week: number, weekday: number, mondays: boolean): number {
  let first = weekdayOf(year, 1, 1);
  let day = weekday;
  if (!mondays) {
    first = (first + 1) % 7;
    day = (weekday + 1) % 7;
  }
  const weekZero = (7 - first) % 7;
  const offset = week === 0 ? day - first : weekZero + 7 * (week - 1) + day;
  return dayNumber(year, 1, 1) + offset;
}

function fromIsoWeek(year: number, week: number, weekday: number): DateFields {
  const fourth = weekdayOf(year, 1, 4);
  return fromDayNumber(dayNumber(year, 1, 4) - fourth + 7 * (week - 1) + weekday);
}

function fromDayNumber(days: number): DateFields {
  const { year, month, day } = new Datetime(BigInt(days) * 86_400n * SECOND, 0n).fields;
  return { year, month, day };
}

function offsetOf(found: Map<string, string>): bigint {
  const text = found.get('z');
  if (text === undefined || text === 'Z') return 0n;
  const [, sign, hours, minutes, seconds = '0', fraction = ''] =
    /^([+-])(\d\d):?(\d\d)(?::?(\d\d)(?:\.(\d+))?)?$/.exec(text) ?? [];
  const total = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND;
  const exact = total + BigInt(fraction.padEnd(6, '0') || '0');
  return sign === '-' ? -exact : exact;
}
