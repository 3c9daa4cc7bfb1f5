/** Compares what a vector expects with what came out: exact numbers, tags for what JSON lacks, rules for errors. */
import { Float, formatFloat } from '../../../src/template/value.ts';
import type { Expectation } from './vector.ts';

export type Outcome = { value: unknown } | { error: string; status?: number; phase?: string; message?: string };

/** Built-in classes of Python that mark an input which the reference did not foresee. */
const UNFORESEEN = new Set(['RecursionError', 'AttributeError', 'RemoteError']);

/** Null when the outcome is the expected one, else what differs. */
export function difference(expected: Expectation, outcome: Outcome): string | null {
  if (expected.error === undefined) {
    if ('error' in outcome) return `${outcome.error} (${outcome.message ?? ''})`;
    return same(expected.value, encode(outcome.value)) ? null : show(encode(outcome.value));
  }
  if (!('error' in outcome)) return show(encode(outcome.value));
  if (expected.error === 'RecursionError') return null;
  const unforeseen =
    expected.phase !== 'resolve' &&
    (UNFORESEEN.has(expected.error) || (expected.status === 500 && PYTHON_BUILTIN.test(expected.error)));
  if (unforeseen) return null;
  if (outcome.error !== expected.error) return failure(outcome);
  if (outcome.status !== undefined && expected.status !== undefined && outcome.status !== expected.status)
    return failure(outcome);
  if (expected.phase !== undefined && outcome.phase !== undefined && outcome.phase !== expected.phase)
    return failure(outcome);
  return null;
}

const PYTHON_BUILTIN =
  /^(TypeError|KeyError|IndexError|ValueError|AttributeError|AssertionError|Unicode\w+Error|OverflowError|ZeroDivisionError|RuntimeError|RecursionError|MemoryError|UnboundLocalError|NameError)$/;

function failure(outcome: { error: string; status?: number; phase?: string; message?: string }): string {
  return `${outcome.error} ${outcome.status ?? ''} ${outcome.phase ?? ''} (${outcome.message ?? ''})`;
}

/** A result in the form of the corpus: tags for floats, lone surrogates, bytes, sets and times. */
export function encode(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return { $float: 'nan' };
    if (value === Infinity) return { $float: 'inf' };
    if (value === -Infinity) return { $float: '-inf' };
    return value;
  }
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value;
    return { $utf16: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
  }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Float || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Set) return { $set: [...value].map(encode).sort((a, b) => order(show(a), show(b))) };
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [String(k), encode(v)]));
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) {
    const tagged = (value as { toVector?: () => unknown }).toVector?.();
    return tagged ?? { $object: value.constructor?.name };
  }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encode(v)]));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Deep equality; `{"$text": ...}` on the expected side stands for any string. */
export function same(expected: unknown, got: unknown): boolean {
  if (Object.is(expected, got)) return true;
  if (expected instanceof Float) return got instanceof Float && Object.is(expected.value, got.value);
  if (typeof expected !== 'object' || expected === null) return expected === got && expected !== undefined;
  if (Array.isArray(expected))
    return Array.isArray(got) && expected.length === got.length && expected.every((item, i) => same(item, got[i]));
  if (Object.hasOwn(expected, '$text') && Object.keys(expected).length === 1) return typeof got === 'string';
  if (typeof got !== 'object' || got === null || Array.isArray(got) || got instanceof Float) return false;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(got).length &&
    keys.every(
      (key) =>
        Object.hasOwn(got, key) &&
        same((expected as Record<string, unknown>)[key], (got as Record<string, unknown>)[key]),
    )
  );
}

/** Short text of a value for a report. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, v) =>
    typeof v === 'bigint' ? `${v}n` : v instanceof Float ? formatFloat(v.value) : v,
  );
  return text ?? 'undefined';
}
