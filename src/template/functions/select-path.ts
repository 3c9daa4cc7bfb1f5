/** The way into the value of an attribute. */
import { HeatError } from '../../errors.ts';
import { subscript } from '../expression/sequences.ts';
import type { Value } from '../value.ts';

/** The value at the end of the path; null where the path leads nowhere. */
export function selectPath(value: Value, path: readonly Value[]): Value {
  let current = value;
  for (const key of path) {
    try {
      current = subscript(current, key);
    } catch (error) {
      if (error instanceof HeatError) return null;
      throw error;
    }
  }
  return current;
}
