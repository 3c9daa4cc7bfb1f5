/**
 * The values that expressions work on: Python's.
 *
 * null, booleans and strings are JavaScript's; numbers are those of templates (see `value.ts`: integers are
 * numbers or bigints, whole floats are wrapped). What JavaScript lacks has a class here: tuples and lists (which
 * differ in Python: only a tuple can be a key), dictionaries with keys of any kind, sets and the views of
 * dictionaries. Iterators are in `iteration.ts`, points and spans of time in `time.ts`.
 */
import { YaqlError } from '../errors.ts';
import { hashKey } from './equality.ts';
import { pythonHash, SetTable } from './setorder.ts';

export class Tuple {
  readonly items: readonly unknown[];
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

export class List {
  readonly items: unknown[];
  constructor(items: unknown[]) {
    this.items = items;
  }
}

/** A dictionary in the order of insertion. `frozen` ones can be keys themselves if their values can. */
export class Dict {
  readonly frozen: boolean;
  readonly #entries = new Map<string, [unknown, unknown]>();

  constructor(frozen: boolean, entries: Iterable<readonly [unknown, unknown]> = []) {
    this.frozen = frozen;
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** A value; undefined if there is none. Throws TypeError if the key cannot be one. */
  get(key: unknown): unknown {
    return this.#entries.get(hashKey(key))?.[1];
  }

  has(key: unknown): boolean {
    return this.#entries.has(hashKey(key));
  }

  set(key: unknown, value: unknown): void {
    const hash = hashKey(key);
    const entry = this.#entries.get(hash);
    if (entry) entry[1] = value;
    else this.#entries.set(hash, [key, value]);
  }

  delete(key: unknown): void {
    this.#entries.delete(hashKey(key));
  }

  *entries(): Generator<[unknown, unknown]> {
    for (const [key, value] of this.#entries.values()) yield [key, value];
  }

  *keys(): Generator<unknown> {
    for (const entry of this.#entries.values()) yield entry[0];
  }

  *values(): Generator<unknown> {
    for (const entry of this.#entries.values()) yield entry[1];
  }
}

/** An immutable set (changed only while it is made), gone through in CPython's order where that is fixed, otherwise in the order of insertion. */
export class FrozenSet {
  readonly #items = new Map<string, unknown>();
  #table: SetTable<unknown> | null = new SetTable();

  constructor(...sources: (Iterable<unknown> | FrozenSet)[]) {
    for (const source of sources) {
      if (source instanceof FrozenSet) this.#merge(source);
      else for (const item of source) this.#add(item);
    }
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: unknown): boolean {
    return this.#items.has(hashKey(item));
  }

  values(): IterableIterator<unknown> {
    return this.#table ? this.#table.items() : this.#items.values();
  }

  /** The items that are not in the other set. */
  difference(other: FrozenSet): FrozenSet {
    if (this.size >> 2 <= other.size) return new FrozenSet([...this.values()].filter((item) => !other.has(item)));
    const result = new FrozenSet(this);
    for (const item of other.values()) result.#remove(item);
    return result;
  }

  /** The items that are in one of the two. */
  symmetricDifference(other: FrozenSet): FrozenSet {
    const result = new FrozenSet(other);
    for (const item of this.values()) {
      if (result.has(item)) result.#remove(item);
      else result.#add(item);
    }
    return result;
  }

  #remove(item: unknown): void {
    const key = hashKey(item);
    if (!this.#items.has(key)) return;
    this.#table?.remove(this.#items.get(key));
    this.#items.delete(key);
  }

  #merge(other: FrozenSet): void {
    this.#table?.reserve(other.size);
    if (other.#table && this.#table?.copy(other.#table)) {
      for (const [key, item] of other.#items) this.#items.set(key, item);
    } else for (const item of other.values()) this.#add(item);
  }

  #add(item: unknown): void {
    const key = hashKey(item);
    if (this.#items.has(key)) return;
    this.#items.set(key, item);
    const hash = this.#table ? pythonHash(item) : null;
    if (hash === null) this.#table = null;
    else this.#table?.add(hash, item);
  }
}

/** What `keys`, `values` and `items` of a dictionary give. Those of keys and items count as sets, too. */
export class DictView {
  readonly kind: 'keys' | 'values' | 'items';
  readonly dict: Dict;

  constructor(kind: DictView['kind'], dict: Dict) {
    this.kind = kind;
    this.dict = dict;
  }

  get size(): number {
    return this.dict.size;
  }

  *values(): Generator<unknown> {
    if (this.kind === 'keys') yield* this.dict.keys();
    else if (this.kind === 'values') yield* this.dict.values();
    else for (const entry of this.dict.entries()) yield new Tuple(entry);
  }
}

/** The value of `source => destination`. */
export class MappingRule {
  readonly source: unknown;
  readonly destination: unknown;
  constructor(source: unknown, destination: unknown) {
    this.source = source;
    this.destination = destination;
  }
}

export function isSequence(value: unknown): value is Tuple | List {
  return value instanceof Tuple || value instanceof List;
}

/** Python's `collections.abc.Set`. */
export function isSet(value: unknown): value is FrozenSet | DictView {
  return value instanceof FrozenSet || (value instanceof DictView && value.kind !== 'values');
}

export function requireFrozenSet(value: unknown, method: string): FrozenSet {
  if (value instanceof FrozenSet) return value;
  throw new YaqlError('AttributeError', `a view of a dictionary has no ${method}`);
}
