/**
 * The groups that `groupBy` gives.
 *
 * An aggregator gets the list of a group's values and gives what stands for it. In YAQL 1.1.1 it got the pair of key and
 * values and gave a pair; when the first groups fail in the new way and the pair works, it is taken in the old way.
 */
import type { Lambda } from '../dispatch/types.ts';
import { YaqlError } from '../errors.ts';
import { equals } from '../values/equality.ts';
import { Dict, type DictView, FrozenSet, isSequence, type List, Tuple } from '../values/values.ts';

const FALLBACK_ERRORS = new Set(['NoMatchingMethodException', 'NoMatchingFunctionException', 'IndexError']);

export function* groupBy(groups: DictView, aggregator: Lambda | null): Generator<unknown> {
  let failure: unknown = null;
  let mayFallBack = true;
  for (const group of groups.values()) {
    if (!aggregator || !(group instanceof Tuple)) {
      yield group;
      continue;
    }
    const [key, values] = group.items as [unknown, List];
    if (failure === null) {
      try {
        const result = aggregator(values);
        if (!couldBeOldPair(values, result)) mayFallBack = false;
        yield new Tuple([key, result]);
        continue;
      } catch (error) {
        if (!(error instanceof YaqlError) || !FALLBACK_ERRORS.has(error.className)) throw error;
        failure = error;
      }
    }
    const pair = mayFallBack ? oldPair(aggregator, group) : undefined;
    if (pair === undefined) throw failure;
    yield pair;
  }
}

function couldBeOldPair(values: List, result: unknown): boolean {
  return (
    values.items.length === 2 &&
    isSequence(result) &&
    result.items.length === 2 &&
    equals(result.items[0], values.items[0])
  );
}

function oldPair(aggregator: Lambda, group: Tuple): unknown {
  try {
    const result = aggregator(group);
    return lengthOf(result) === 2 ? result : undefined;
  } catch (error) {
    if (error instanceof YaqlError && error.className !== 'TimeLimitExceededException') return undefined;
    throw error;
  }
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Array.from(value).length;
  if (isSequence(value)) return value.items.length;
  return value instanceof Dict || value instanceof FrozenSet ? value.size : undefined;
}
