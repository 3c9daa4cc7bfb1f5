/** What the reference makes of some hundreds of expressions. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PythonRegex } from '../../../src/template/regex/index.ts';
import { Float, parseJson, stringify } from '../../../src/template/value.ts';
import { Datetime, evaluateYaql, parseYaql, Timespan, YaqlError, YaqlSet } from '../../../src/template/yaql/index.ts';

interface Vector {
  id: string;
  expression: string;
  data: unknown;
  expect: { value?: unknown; error?: string; phase?: string };
}

/** Vectors that are wrong or mean nothing, with the reason. */
const EXCEPTIONS: Record<string, string> = {};

const file = new URL('../../vectors/yaql.jsonl', import.meta.url);
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => parseJson(line) as unknown as Vector);

/** One spelling for each value: sorted keys and sets, tags for what JSON lacks. */
function canonical(value: unknown): unknown {
  if (value instanceof YaqlSet) return { $set: sorted(value.items.map(canonical)) };
  if (value instanceof Datetime) return { $datetime: value.isoFormat() };
  if (value instanceof Timespan) return { $timespan: Number(value.microseconds) / 1e6 };
  if (value instanceof PythonRegex) return { $type: 'regex' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $float: nonFinite(value) };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Float) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
  if ('$set' in plain) return { $set: sorted(plain.$set as unknown[]) };
  return '$timespan' in plain ? { $timespan: Number(plain.$timespan) } : plain;
}

const sorted = (items: unknown[]): unknown[] => items.sort((a, b) => (stringify(a) < stringify(b) ? -1 : 1));
const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

/** As the template function `yaql` reports it: a syntax error is a ValueError, found while validating. */
function outcome(vector: Vector): Vector['expect'] {
  let phase = 'validate';
  try {
    const expression = parseYaql(vector.expression);
    phase = 'resolve';
    const clock = { now: () => new Date(2026, 0, 15), random: () => 0.5 };
    return { value: canonical(evaluateYaql(expression, { data: vector.data }, clock)) };
  } catch (error) {
    if (!(error instanceof YaqlError)) throw error;
    return { error: phase === 'validate' && error.isYaqlException ? 'ValueError' : error.className, phase };
  }
}

describe('the vectors', () => {
  it('are all there', () => {
    expect(vectors.length).toBeGreaterThan(800);
    expect(Object.keys(EXCEPTIONS).length).toBeLessThanOrEqual(vectors.length * 0.005);
  });

  it.each(vectors.filter(({ id }) => !(id in EXCEPTIONS)).map((vector) => [vector.id, vector] as const))(
    '%s',
    (_, vector) => {
      const got = outcome(vector);
      if (vector.expect.error === 'RecursionError') expect(got.error).toBeDefined();
      else if (vector.expect.error !== undefined) {
        expect({ error: got.error, phase: got.phase }).toEqual({
          error: vector.expect.error,
          phase: vector.expect.phase,
        });
      } else expect(stringify(got.value)).toBe(stringify(canonical(vector.expect.value)));
    },
  );
});
