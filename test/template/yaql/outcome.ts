/** An expression of the corpus and what comes out of it, in the corpus's spelling. */
import { PythonRegex } from '../../../src/template/regex/index.ts';
import { Float, float, stringify } from '../../../src/template/value.ts';
import { Datetime, evaluateYaql, parseYaql, Timespan, YaqlError, YaqlSet } from '../../../src/template/yaql/index.ts';

/** One spelling for each value: sorted keys and sets, tags for what JSON lacks. */
export function canonical(value: unknown): unknown {
  if (value instanceof YaqlSet) return { $set: sorted(value.items.map(canonical)) };
  if (value instanceof Datetime) return { $datetime: value.isoFormat() };
  if (value instanceof Timespan) return { $timespan: float(Number(value.microseconds) / 1e6) };
  if (value instanceof PythonRegex) return { $type: 'regex' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $float: nonFinite(value) };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Float) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
  if ('$set' in plain) return { $set: sorted(plain.$set as unknown[]) };
  return '$timespan' in plain ? { $timespan: float(Number(plain.$timespan)) } : plain;
}

const sorted = (items: unknown[]): unknown[] => items.sort((a, b) => (stringify(a) < stringify(b) ? -1 : 1));
const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

/**
 * As the template function `yaql` reports it: a syntax error is a ValueError, found while validating.
 * @throws an error with `code` for the class of the reference
 */
export function evaluateVector(expression: string, data: unknown, at: (phase: string) => void): unknown {
  at('validate');
  let parsing = true;
  try {
    const parsed = parseYaql(expression);
    parsing = false;
    at('resolve');
    const clock = { now: () => new Date(2026, 0, 15), random: () => 0.5 };
    return canonical(evaluateYaql(parsed, { data: data as never }, clock));
  } catch (error) {
    if (!(error instanceof YaqlError)) throw error;
    throw Object.assign(new Error(error.message), {
      code: parsing && error.isYaqlException ? 'ValueError' : error.className,
    });
  }
}
