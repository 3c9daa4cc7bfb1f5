/** The properties of a resource as its type sees them: each evaluated when it is first read. */
import { HeatError } from '../../errors.ts';
import { Evaluation, OMITTED, type Resolved, type ResourceSource } from '../expression/evaluate.ts';
import { type Expression, entryOf, isDynamic, isMapExpression, keysOf } from '../expression/expression.ts';
import { references } from '../expression/references.ts';
import type { PropertyData } from '../properties/data.ts';
import { isTruthy } from '../schema/python-values.ts';
import { Unknown } from '../schema/types.ts';
import { isMap, type Value } from '../value.ts';

export interface PropertyDataOptions {
  resources: ResourceSource;
  /** Whether a resource is still to be made; constraints on what depends on one cannot be checked. Default: none is. */
  isToBeMade?(name: string): boolean;
}

/** Sees an expression (a map, a call that yields one, or null) as data of properties. */
export function propertyData(expression: Expression, options: PropertyDataOptions): PropertyData {
  const evaluation = new Evaluation(options.resources);
  const entries = isMapExpression(expression) ? expression : wholeMap(evaluation.value(expression));
  const read = new Map<string, Resolved | undefined>();
  return {
    keys: () => keysOf(entries),
    has: (key) => entryOf(entries, key) !== undefined,
    get(key) {
      if (read.has(key)) return read.get(key);
      const entry = entryOf(entries, key);
      const value = entry === undefined ? OMITTED : evaluation.nullable(entry);
      const resolved = value === OMITTED ? undefined : value;
      read.set(key, resolved);
      return resolved;
    },
    pending(key) {
      const entry = entryOf(entries, key);
      if (entry === undefined || !isDynamic(entry) || options.isToBeMade === undefined) return false;
      const { isToBeMade } = options;
      for (const name of references(entry, { resources: options.resources }).resources)
        if (isToBeMade(name)) return true;
      return false;
    },
  };
}

function wholeMap(value: Resolved) {
  if (value instanceof Unknown || !isTruthy(value as Value)) return {};
  if (isMap(value)) return value;
  throw new HeatError('TypeError', 'Properties must be a map.');
}
