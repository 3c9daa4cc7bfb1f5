/**
 * What a template says about the properties of one resource. The functions in it are resolved when a property is
 * read, each at most once; what cannot be known yet is an {@link Unknown}, and an Unknown passes every check.
 */

import { type Unknown } from '../schema/types.ts';
import { getKey, type Value } from '../value.ts';

export interface PropertyData {
  keys(): Iterable<string>;
  has(key: string): boolean;
  /**
   * The resolved value, which may hold Unknowns at any depth. Undefined where the key is to be treated as if it had
   * not been given (an `if` without an else). Throws what the function throws.
   */
  get(key: string): Value | Unknown | undefined;
  /** True while constraints cannot be checked, the value depending on a resource that is not there yet. */
  pending?(key: string): boolean;
}

/** Data that is resolved already. */
export function plainData(values: Record<string, Value>): PropertyData {
  return {
    keys: () => Object.keys(values),
    has: (key) => Object.hasOwn(values, key),
    get: (key) => getKey(values, key),
  };
}
