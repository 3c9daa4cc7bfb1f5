/** Points in time and spans between them. */
import { float, integer } from '../../value.ts';
import { type Call, type FunctionDefinition, fn, method, param } from '../dispatch/definition.ts';
import { datetime, int, integerType, number, string, timespan } from '../dispatch/types.ts';
import { valueError, YaqlError } from '../errors.ts';
import { parseDate } from '../values/dateparser.ts';
import { isFloatNumber, type Num, roundExact, toBig, toDouble } from '../values/numbers.ts';
import { strftime } from '../values/strftime.ts';
import { strptime } from '../values/strptime.ts';
import { place } from '../values/text.ts';
import { DAY, Datetime, type Fields, SECOND, Timespan } from '../values/time.ts';

const UTC = new Timespan(0n);
const MILLISECOND = 1000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;

/** A span of so many microseconds, which may be a fraction. */
function spanOf(microseconds: Num): Timespan {
  if (!isFloatNumber(microseconds)) return new Timespan(toBig(microseconds));
  const value = toDouble(microseconds);
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new YaqlError('OverflowError', 'cannot convert float infinity to integer');
  return new Timespan(roundExact(value, 0));
}

function multiplied(span: Timespan, factor: Num): Timespan {
  if (!isFloatNumber(factor)) return new Timespan(span.microseconds * toBig(factor));
  return spanOf(float(Number(span.microseconds) * toDouble(factor)));
}

function quotient(dividend: number, divisor: Num): number {
  const by = toDouble(divisor);
  if (by === 0) throw new YaqlError('ZeroDivisionError', 'division by zero');
  return dividend / by;
}

/** Midnight of the same day. */
function dateOf(time: Datetime): Datetime {
  return Datetime.of({ ...time.fields, hour: 0, minute: 0, second: 0, microsecond: 0 }, time.offset);
}

/** Seconds whose year the system's calendar can tell. */
const CALENDAR_START = -67_768_040_609_740_800n;
const CALENDAR_END = 67_767_976_233_532_799n;

function fromTimestamp(_: Call, timestamp: Num, offset: Timespan): Datetime {
  const seconds = toDouble(timestamp);
  if (Number.isNaN(seconds)) throw valueError('cannot convert float NaN to integer');
  if (Math.abs(seconds) >= 2 ** 63) throw new YaqlError('OverflowError', 'timestamp out of range for platform time_t');
  const whole = BigInt(Math.trunc(seconds));
  if (whole < CALENDAR_START || whole > CALENDAR_END) {
    throw new YaqlError('OSError', 'Value too large for defined data type');
  }
  const instant = isFloatNumber(timestamp) ? roundExact(seconds, 6) : toBig(timestamp) * SECOND;
  if (!isYear(instant)) throw valueError('year is out of range');
  return new Datetime(instant + offset.microseconds, offset.microseconds);
}

function isYear(instant: bigint): boolean {
  return instant >= -62_135_596_800n * SECOND && instant < 253_402_300_800n * SECOND;
}

function currentTime({ engine }: Call, offset: Timespan): Datetime {
  const instant = BigInt(Math.floor(engine.now().getTime())) * MILLISECOND;
  return new Datetime(instant + offset.microseconds, offset.microseconds);
}

function property(name: string, type: ReturnType<typeof datetime>, get: (value: never) => unknown): FunctionDefinition {
  return fn(`#property#${name}`, [param('obj', type)], (_, value: never) => get(value));
}

const FIELD_NAMES: (keyof Fields)[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'];

function replace(_: Call, time: Datetime, ...given: unknown[]): Datetime {
  const fields = { ...time.fields };
  for (const [index, name] of FIELD_NAMES.entries()) {
    const value = given[index];
    if (value !== null) fields[name] = place(value);
  }
  const offset = given[FIELD_NAMES.length];
  return Datetime.of(fields, offset instanceof Timespan ? offset.microseconds : time.offset);
}

/** Spans shown in a unit, always as floats. */
const UNITS: Record<string, number> = {
  milliseconds: 1000,
  seconds: 1_000_000,
  minutes: 60_000_000,
  hours: 3_600_000_000,
  days: 86_400_000_000,
};

const properties = [
  property('microseconds', timespan(), (span: Timespan) => integer(span.microseconds)),
  ...Object.entries(UNITS).map(([name, size]) =>
    property(name, timespan(), (span: Timespan) => float(Number(span.microseconds) / size)),
  ),
  ...FIELD_NAMES.map((name) => property(name, datetime(), (time: Datetime) => time.fields[name])),
  property('date', datetime(), dateOf),
  property('time', datetime(), (time: Datetime) => new Timespan(time.local - dateOf(time).local)),
  property('weekday', datetime(), (time: Datetime) => time.weekday),
  property('utc', datetime(), (time: Datetime) => new Datetime(time.local - time.checkedOffset, time.offset)),
  property('offset', datetime(), (time: Datetime) => new Timespan(time.checkedOffset)),
  // The reference takes the offset off twice.
  property('timestamp', datetime(), (time: Datetime) =>
    float(Number(new Datetime(time.local - time.checkedOffset, time.offset).instant) / 1e6),
  ),
];

const dt = param('dt', datetime());
const ts = param('ts', timespan());
const n = param('n', number());
const pair = (type: typeof dt.type, name: string) => [param(`${name}1`, type), param(`${name}2`, type)];
const times = pair(datetime(), 'dt');
const spans = pair(timespan(), 'ts');
const later = (_: Call, time: Datetime, span: Timespan): Datetime =>
  new Datetime(time.local + span.microseconds, time.offset);

const COMPARISONS: Record<string, (a: bigint, b: bigint) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

const operators = [
  fn('#operator_+', [dt, ts], later),
  fn('#operator_+', [ts, dt], (call, span: Timespan, time: Datetime) => later(call, time, span)),
  fn(
    '#operator_-',
    [dt, ts],
    (_, time: Datetime, span: Timespan) => new Datetime(time.local - span.microseconds, time.offset),
  ),
  fn('#operator_-', times, (_, a: Datetime, b: Datetime) => new Timespan(a.instant - b.instant)),
  fn('#operator_+', spans, (_, a: Timespan, b: Timespan) => new Timespan(a.microseconds + b.microseconds)),
  fn('#operator_-', spans, (_, a: Timespan, b: Timespan) => new Timespan(a.microseconds - b.microseconds)),
  ...Object.entries(COMPARISONS).flatMap(([operator, test]) => [
    fn(`#operator_${operator}`, times, (_, a: Datetime, b: Datetime) => test(a.instant, b.instant)),
    fn(`#operator_${operator}`, spans, (_, a: Timespan, b: Timespan) => test(a.microseconds, b.microseconds)),
  ]),
  fn('#operator_*', [ts, n], (_, span: Timespan, factor: Num) => multiplied(span, factor)),
  fn('#operator_*', [n, ts], (_, factor: Num, span: Timespan) => multiplied(span, factor)),
  fn('#operator_/', spans, (_, a: Timespan, b: Timespan) =>
    float(quotient(Number(a.microseconds), float(Number(b.microseconds)))),
  ),
  fn('#operator_/', [ts, n], (_, span: Timespan, by: Num) => spanOf(float(quotient(Number(span.microseconds), by)))),
  fn('#unary_operator_-', [ts], (_, span: Timespan) => new Timespan(-span.microseconds)),
  fn('#unary_operator_+', [ts], (_, span) => span),
];

const offset = param('offset', timespan(), UTC);
const optional = (name: string) => param(name, int(), 0);

export const datetimes: FunctionDefinition[] = [
  fn(
    'datetime',
    [param('year', int()), param('month', int()), param('day', int()), ...FIELD_NAMES.slice(3).map(optional), offset],
    (_, ...given: unknown[]) => {
      const fields = Object.fromEntries(FIELD_NAMES.map((name, index) => [name, place(given[index])]));
      return Datetime.of(fields as unknown as Fields, (given[FIELD_NAMES.length] as Timespan).microseconds);
    },
  ),
  fn('datetime', [param('timestamp', number()), offset], fromTimestamp),
  fn(
    'datetime',
    [param('string', string()), param('format', string({ nullable: true }), null)],
    ({ engine }, text: string, format: string | null) =>
      format ? strptime(text, format) : parseDate(text, engine.now),
  ),
  fn(
    'timespan',
    [
      optional('days'),
      optional('hours'),
      optional('minutes'),
      ...['seconds', 'milliseconds', 'microseconds'].map((name) => param(name, integerType(), 0)),
    ],
    (_, ...given: unknown[]) => {
      const sizes = [DAY, HOUR, MINUTE, SECOND, MILLISECOND, 1n];
      return new Timespan(sizes.reduce((total, size, index) => total + toBig(given[index]) * size, 0n));
    },
  ),
  fn('now', [offset], currentTime),
  // The time zone of the place where this runs is no business of a template: UTC, as in a container.
  fn('localtz', [], () => UTC),
  fn('utctz', [], () => UTC),
  ...properties,
  ...operators,
  method(
    'replace',
    [
      dt,
      ...FIELD_NAMES.map((name) => param(name, int({ nullable: true }), null)),
      param('offset', timespan({ nullable: true }), null),
    ],
    replace,
  ),
  method('format', [dt, param('format', string())], (_, time: Datetime, format: string) => strftime(time, format)),
  fn('isDatetime', [param('value')], (_, value: unknown) => value instanceof Datetime),
  fn('isTimespan', [param('value')], (_, value: unknown) => value instanceof Timespan),
];
