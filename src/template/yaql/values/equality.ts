/** When values are equal, and the text by which equal values are found as keys. */
import { Float } from '../../value.ts';
import { typeError, valueError, type YaqlError } from '../errors.ts';
import { Datetime, Timespan } from './time.ts';
import { Dict, DictView, FrozenSet, isSequence, isSet, List, Tuple } from './values.ts';
import { checkWeight } from './weight.ts';

let identities: WeakMap<object, number> | undefined;
let lastIdentity = 0;

function identity(value: object): number {
  identities ??= new WeakMap();
  const known = identities.get(value);
  if (known !== undefined) return known;
  identities.set(value, ++lastIdentity);
  return lastIdentity;
}

/** Equal values have equal texts, others differ. Throws TypeError for what cannot be a key (lists, plain dictionaries). */
export function hashKey(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'bigint':
      return `n${Number(value) === Infinity || BigInt(Math.trunc(Number(value))) !== value ? value : Number(value)}`;
    case 'boolean':
      return value ? 'n1' : 'n0';
    case 'function':
      return `o${identity(value)}`;
  }
  if (value === null || value === undefined) return 'null';
  if (value instanceof Float) return `n${value.value === 0 ? 0 : value.value}`;
  if (value instanceof Tuple || value instanceof Dict || value instanceof FrozenSet) checkWeight(value);
  if (value instanceof Tuple) return `(${value.items.map(lengthPrefixed).join('')})`;
  if (value instanceof Dict && value.frozen) {
    const parts = Array.from(value.entries(), ([key, item]) => lengthPrefixed(key) + lengthPrefixed(item));
    return `{${parts.sort().join('')}}`;
  }
  if (value instanceof FrozenSet) return `<${Array.from(value.values(), lengthPrefixed).sort().join('')}>`;
  if (value instanceof Datetime) return `d${value.instant}`;
  if (value instanceof Timespan) return `t${value.microseconds}`;
  const isKeysOrItems = value instanceof DictView && value.kind !== 'values';
  if (value instanceof List || value instanceof Dict || isKeysOrItems) {
    throw typeError('unhashable type: a list, a dict or a view of one');
  }
  return typeof value === 'object' ? `o${identity(value)}` : String(value);
}

function lengthPrefixed(value: unknown): string {
  const text = hashKey(value);
  return `${text.length}:${text}`;
}

/** Python's `==`. */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return false;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    // An exact comparison, also of a number with a bigint.
    return y !== undefined && x <= y && x >= y;
  }
  if (isSequence(a) || a instanceof Dict) checkWeight(a);
  if (isSequence(a)) {
    if (!isSequence(b) || a instanceof Tuple !== b instanceof Tuple || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => equals(item, b.items[index]));
  }
  if (a instanceof Dict) {
    if (!(b instanceof Dict) || a.size !== b.size) return false;
    for (const [key, value] of a.entries()) if (!b.has(key) || !equals(value, b.get(key))) return false;
    return true;
  }
  if (isSet(a)) return isSet(b) && a.size === b.size && includesAll(b, a);
  if (a instanceof Datetime) return b instanceof Datetime && a.instant === b.instant;
  if (a instanceof Timespan) return b instanceof Timespan && a.microseconds === b.microseconds;
  return false;
}

/** Whether all items of the second set are in the first. */
export function includesAll(whole: FrozenSet | DictView, part: FrozenSet | DictView): boolean {
  for (const item of part.values()) if (!setHas(whole, item)) return false;
  return true;
}

export function setHas(set: FrozenSet | DictView, item: unknown): boolean {
  if (set instanceof FrozenSet) return set.has(item);
  if (set.kind === 'keys') return set.dict.has(item);
  if (!isSequence(item) || item.items.length !== 2) {
    // A view of a frozen dictionary takes the item for a pair without asking.
    if (set.dict.frozen) throw notAPair(item);
    return false;
  }
  return set.dict.has(item.items[0]) && equals(set.dict.get(item.items[0]), item.items[1]);
}

function notAPair(item: unknown): YaqlError {
  const pair = typeof item === 'string' || isSequence(item) || isSet(item) || item instanceof Dict;
  return pair ? valueError('not enough or too many values to unpack') : typeError('cannot unpack non-iterable object');
}

/** A number as JavaScript compares it: booleans count as 0 and 1, floats are unwrapped. */
function numeric(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
}
