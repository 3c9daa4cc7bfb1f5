/**
 * Taking apart lists, texts and maps the way Heat's functions do, which is Python's: a text is a sequence of its
 * characters, a map one of its keys, negative indexes count from the end.
 */
import { HeatError } from '../../errors.ts';
import { isTruthy } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';
import { Call, type Expression, isMapExpression, keysOf, ListExpression } from './expression.ts';

/** The arguments of a function that wants exactly `count` of them. ValueError for another number, TypeError for no sequence. */
export function unpack(args: Expression, count: number, usage: string): readonly Expression[] {
  const items = sequenceOf(args);
  if (items === undefined) throw new HeatError('TypeError', usage);
  if (items.length !== count) throw new HeatError('ValueError', usage);
  return items;
}

function sequenceOf(args: Expression): readonly Expression[] | undefined {
  if (Array.isArray(args)) return args;
  if (args instanceof ListExpression) return args.items;
  if (typeof args === 'string') return [...args];
  return isMapExpression(args) ? keysOf(args) : undefined;
}

/** Whether arguments, as they stand in the template, count as nothing. */
export function isEmpty(args: Expression): boolean {
  if (args instanceof Call) return false;
  if (args instanceof ListExpression) return args.items.length === 0;
  return !isTruthy(args as Value);
}

/** A list or a text. */
export function isSequence(value: Value): value is Value[] | string {
  return Array.isArray(value) || typeof value === 'string';
}

const SURROGATES = /[\ud800-\udfff]/;

/** What stands at an index, negative ones counting from the end; undefined beyond the ends. */
export function at(sequence: readonly Value[] | string, index: number | bigint): Value | undefined {
  // A text without surrogates is a sequence of its code units.
  const items = typeof sequence === 'string' && SURROGATES.test(sequence) ? [...sequence] : sequence;
  const position = Number(index);
  return items[position < 0 ? items.length + position : position];
}

/** `collection[key]`: KeyError, IndexError, or TypeError where it cannot be done at all. */
export function subscript(collection: Value, key: Value): Value {
  if (isMap(collection)) {
    if (typeof key === 'object' && key !== null && !isScalarObject(key))
      throw new HeatError('TypeError', 'unhashable key');
    if (typeof key === 'string' && Object.hasOwn(collection, key)) return collection[key] as Value;
    throw new HeatError('KeyError', String(key));
  }
  if (!isSequence(collection)) throw new HeatError('TypeError', 'there is nothing inside of a scalar');
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (typeof index !== 'bigint' && (typeof index !== 'number' || !Number.isInteger(index))) {
    throw new HeatError('TypeError', 'indexes of a list must be integers');
  }
  const item = at(collection, index);
  if (item === undefined) throw new HeatError('IndexError', 'index out of range');
  return item;
}

function isScalarObject(value: object): boolean {
  return !Array.isArray(value) && !isMap(value as Value);
}
