/**
 * Between templates' values and those of expressions.
 *
 * On the way out, as in the reference: tuples become lists, iterators are read to their end, and everything is
 * limited in length once more. Sets, points and spans of time, and regular expressions stay what they are.
 */
import { PythonRegex } from '../regex/index.ts';
import { Float, setKey, type Value } from '../value.ts';
import type { Engine } from './engine.ts';
import { typeError, YaqlError } from './errors.ts';
import { isIterable, iterate } from './values/iteration.ts';
import { str } from './values/repr.ts';
import { Datetime, Timespan } from './values/time.ts';
import { Dict, DictView, FrozenSet, isSequence, isSet, Tuple } from './values/values.ts';

/** A set in a result; its order means nothing. */
export class YaqlSet {
  readonly items: readonly YaqlValue[];
  constructor(items: readonly YaqlValue[]) {
    this.items = items;
  }
}

/** A template's value, or one with things in it that only YAQL has. Keys of maps that are no strings become JSON's text. */
export type YaqlValue =
  | Value
  | YaqlSet
  | Datetime
  | Timespan
  | PythonRegex
  | YaqlValue[]
  | { [key: string]: YaqlValue };

export function fromValue(value: unknown): unknown {
  if (Array.isArray(value)) return new Tuple(value.map(fromValue));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return new Dict(
      true,
      Object.entries(value).map(([key, item]) => [key, fromValue(item)] as const),
    );
  }
  if (value instanceof Set) return new FrozenSet(Array.from(value, fromValue));
  return value === undefined ? null : value;
}

/** Throws CollectionTooLargeException, and TypeError for what cannot be in a set or be a key. */
export function toResult(value: unknown, engine: Engine): YaqlValue {
  engine.step(typeof value === 'string' ? 1 + (value.length >> 8) : 1);
  if (value instanceof Dict) {
    engine.limitCollection(new DictView('items', value));
    const result: { [key: string]: YaqlValue } = {};
    for (const [key, item] of value.entries()) {
      const converted = toResult(item, engine);
      setKey(result, keyText(key, engine), converted);
    }
    return result;
  }
  if (isSet(value)) {
    engine.limitCollection(value);
    const items: YaqlValue[] = [];
    for (const item of value.values()) {
      const result = toResult(item, engine);
      if (isIterable(item) || item instanceof Dict) throw typeError('unhashable type in a set');
      items.push(result);
    }
    return new YaqlSet(items);
  }
  if (isSequence(value) || isIterable(value)) {
    const items: YaqlValue[] = [];
    for (const item of iterate(engine.limitCollection(value)))
      items.push(engine.nested(3, () => toResult(item, engine)));
    return items;
  }
  return isPlain(value) ? value : opaque(value);
}

type Plain = Value | Datetime | Timespan | PythonRegex;

function isPlain(value: unknown): value is Plain {
  return (
    value === null ||
    ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ||
    value instanceof Float ||
    value instanceof Datetime ||
    value instanceof Timespan ||
    value instanceof PythonRegex
  );
}

/** Contexts and the like are no result that a template could use. */
function opaque(value: unknown): never {
  const kind = typeof value === 'object' ? value?.constructor.name : typeof value;
  throw typeError(`an expression may not give a ${kind}`);
}

function keyText(key: unknown, engine: Engine): string {
  if (typeof key === 'string') return key;
  if (isIterable(key) || key instanceof Dict) {
    toResult(key, engine);
    throw typeError('unhashable type as a key');
  }
  if (key === null || typeof key === 'boolean') return String(key);
  if (isPlain(key)) return str(key);
  return opaque(key);
}

/**
 * A result as a template's value: sets become lists, points in time text. Throws a YaqlError with class ValueError for spans
 * of time and regular expressions, which the reference cannot send either.
 */
export function toValue(result: YaqlValue): Value {
  if (result instanceof YaqlSet) return result.items.map(toValue);
  if (result instanceof Datetime) return isoWithMicroseconds(result);
  if (result instanceof Timespan || result instanceof PythonRegex) {
    throw new YaqlError('ValueError', 'Cannot convert the result of the expression to JSON');
  }
  if (Array.isArray(result)) return result.map(toValue);
  if (typeof result === 'object' && result !== null && !(result instanceof Float)) {
    const map: { [key: string]: Value } = {};
    for (const [key, item] of Object.entries(result)) setKey(map, key, toValue(item));
    return map;
  }
  return result;
}

function isoWithMicroseconds(time: Datetime): string {
  const text = time.isoFormat().slice(0, 19);
  return `${text}.${String(time.fields.microsecond).padStart(6, '0')}`;
}
