/**
 * How much a value is when it is written out in full.
 *
 * Values share their parts, so that a few steps (`[$, $]`, again and again) make one that is exponentially large to walk
 * through. What walks through values asks for their weight first.
 */
import { YaqlError } from '../errors.ts';
import { Dict, FrozenSet, isSequence, type List, type Tuple } from './values.ts';

/** Characters that weigh as much as a value. */
const TEXT_UNIT = 16;
const MAX_WEIGHT = 1_000_000;

interface Weighed {
  count: number;
  weight: number;
}
const known = new WeakMap<object, Weighed>();

function weigh(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / TEXT_UNIT;
  if (!isSequence(value) && !(value instanceof Dict) && !(value instanceof FrozenSet)) return 1;
  const count = isSequence(value) ? value.items.length : value.size;
  const found = known.get(value);
  if (found?.count === count) return found.weight;
  let weight = 1;
  for (const part of parts(value)) weight += weigh(part);
  known.set(value, { count, weight });
  return weight;
}

function* parts(value: Tuple | List | Dict | FrozenSet): Generator<unknown> {
  if (isSequence(value)) yield* value.items;
  else if (value instanceof Dict) for (const entry of value.entries()) yield* entry;
  else yield* value.values();
}

/** Throws TimeLimitExceededException for a value that would take too long to walk through. */
export function checkWeight(value: unknown): void {
  if (weigh(value) > MAX_WEIGHT)
    throw new YaqlError('TimeLimitExceededException', 'A value is too large to be walked through');
}
