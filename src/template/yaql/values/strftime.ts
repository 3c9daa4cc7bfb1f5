/** Times as text by a format, as Python's `strftime` on a system with the C locale. */
import { dayOfYear, isoWeek, MONTHS, WEEKDAYS } from './calendar.ts';
import { type Datetime, floorDivide, formatOffset, joinFields, SECOND } from './time.ts';

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);
const hour12 = (hour: number): number => hour % 12 || 12;
const short = (name: string | undefined): string => (name ?? '').slice(0, 3);

type Directive = (time: Datetime) => string;

const DIRECTIVES: Record<string, Directive> = {
  a: (t) => short(WEEKDAYS[t.weekday]),
  A: (t) => WEEKDAYS[t.weekday] ?? '',
  b: (t) => short(MONTHS[t.fields.month - 1]),
  B: (t) => MONTHS[t.fields.month - 1] ?? '',
  c: (t) => expand(t, '%a %b %e %H:%M:%S %Y'),
  C: (t) => pad(Math.floor(t.fields.year / 100)),
  d: (t) => pad(t.fields.day),
  D: (t) => expand(t, '%m/%d/%y'),
  e: (t) => pad(t.fields.day, 2, ' '),
  f: (t) => pad(t.fields.microsecond, 6),
  F: (t) => `${t.fields.year}-${pad(t.fields.month)}-${pad(t.fields.day)}`,
  g: (t) => pad(isoWeek(t.fields.year, t.fields.month, t.fields.day).year % 100),
  G: (t) => String(isoWeek(t.fields.year, t.fields.month, t.fields.day).year),
  h: (t) => short(MONTHS[t.fields.month - 1]),
  H: (t) => pad(t.fields.hour),
  I: (t) => pad(hour12(t.fields.hour)),
  j: (t) => pad(yearDay(t), 3),
  k: (t) => pad(t.fields.hour, 2, ' '),
  l: (t) => pad(hour12(t.fields.hour), 2, ' '),
  m: (t) => pad(t.fields.month),
  M: (t) => pad(t.fields.minute),
  n: () => '\n',
  p: (t) => (t.fields.hour < 12 ? 'AM' : 'PM'),
  P: (t) => (t.fields.hour < 12 ? 'am' : 'pm'),
  r: (t) => expand(t, '%I:%M:%S %p'),
  R: (t) => expand(t, '%H:%M'),
  s: (t) => String(floorDivide(joinFields(t.fields), SECOND)),
  S: (t) => pad(t.fields.second),
  t: () => '\t',
  T: (t) => expand(t, '%H:%M:%S'),
  u: (t) => String(t.weekday + 1),
  U: (t) => pad(Math.floor((yearDay(t) + 6 - ((t.weekday + 1) % 7)) / 7)),
  V: (t) => pad(isoWeek(t.fields.year, t.fields.month, t.fields.day).week),
  w: (t) => String((t.weekday + 1) % 7),
  W: (t) => pad(Math.floor((yearDay(t) + 6 - t.weekday) / 7)),
  x: (t) => expand(t, '%m/%d/%y'),
  X: (t) => expand(t, '%H:%M:%S'),
  y: (t) => pad(t.fields.year % 100),
  Y: (t) => String(t.fields.year),
  z: (t) => formatOffset(t.checkedOffset, ''),
  Z: (t) => (t.offset === 0n ? 'UTC' : ''),
  '%': () => '%',
};

function yearDay(time: Datetime): number {
  return dayOfYear(time.fields.year, time.fields.month, time.fields.day);
}

function expand(time: Datetime, format: string): string {
  return format.replace(/%([\s\S])/gu, (whole, letter: string) => {
    const directive = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined;
    return directive ? directive(time) : whole;
  });
}

/** Unknown directives stay as they are. */
export function strftime(time: Datetime, format: string): string {
  return expand(time, format);
}
