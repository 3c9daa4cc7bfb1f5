/**
 * All objects of one kind (all ports, all servers …), with indexes.
 *
 * Objects are plain mutable records: change one, then `save` it. Saving re-files it under its index keys and hands it to
 * the storage. Every lookup that a request makes per object goes through an index, so that cost per create stays constant.
 */
import { absent } from '../http/fields.ts';
import type { Storage } from './storage.ts';

/** A state change that is to happen at a later moment, kept inside the object it is about. */
export interface Due {
  /** Milliseconds since the epoch. */
  at: number;
  /** Which transition to run. */
  event: string;
  data?: Record<string, unknown>;
}

export interface Stored {
  id: string;
  due?: Due | undefined;
}

/** The key, keys, or nothing, under which an object is filed in one index. */
export type IndexKey<T> = (item: T) => string | readonly string[] | null | undefined;

/** Most keys have one object only; a set for each of those would cost more memory than the objects. */
type Entries<T> = Map<string, T | Set<T>>;

const NO_KEYS: readonly string[] = [];

export class Collection<T extends Stored> {
  readonly kind: string;
  /** How many were ever made and removed in this run; chaos tests compare them with what is there. */
  created = 0;
  removed = 0;
  readonly #items = new Map<string, T>();
  readonly #indexes: { name: string; key: IndexKey<T>; entries: Entries<T> }[];
  readonly #filed = new Map<string, (readonly string[])[]>();
  readonly #storage: Storage;

  constructor(kind: string, storage: Storage, indexes: Record<string, IndexKey<T>> = {}) {
    this.kind = kind;
    this.#storage = storage;
    this.#indexes = Object.entries(indexes).map(([name, key]) => ({ name, key, entries: new Map() }));
    for (const item of storage.load(kind)) {
      this.#items.set(item.id, item as T);
      this.#file(item as T);
    }
  }

  get size(): number {
    return this.#items.size;
  }
  get(id: string | null | undefined): T | undefined {
    return absent(id) ? undefined : this.#items.get(id);
  }
  has(id: string): boolean {
    return this.#items.has(id);
  }
  all(): IterableIterator<T> {
    return this.#items.values();
  }
  isFiledBy(index: string): boolean {
    return this.#indexes.some(({ name }) => name === index);
  }
  /** Objects filed under a key, oldest first. The result is a copy and may be used while objects are removed. */
  by(index: string, key: string | null | undefined): T[] {
    if (absent(key)) return [];
    const found = this.#entries(index).get(key);
    return found === undefined ? [] : found instanceof Set ? [...found] : [found];
  }
  first(index: string, key: string): T | undefined {
    const found = this.#entries(index).get(key);
    return found instanceof Set ? found.values().next().value : found;
  }
  count(index: string, key: string): number {
    const found = this.#entries(index).get(key);
    return found === undefined ? 0 : found instanceof Set ? found.size : 1;
  }

  insert(item: T): T {
    if (this.#items.has(item.id)) throw new Error(`${this.kind} ${item.id} exists already`);
    this.created++;
    this.#items.set(item.id, item);
    return this.save(item);
  }
  save(item: T): T {
    this.#file(item);
    this.#storage.write(this.kind, item);
    return item;
  }
  remove(id: string): T | undefined {
    const item = this.#items.get(id);
    if (!item) return undefined;
    this.removed++;
    this.#unfile(item);
    this.#items.delete(id);
    this.#storage.erase(this.kind, id);
    return item;
  }

  #entries(index: string): Entries<T> {
    const found = this.#indexes.find((candidate) => candidate.name === index);
    if (!found) throw new Error(`${this.kind} has no index ${index}`);
    return found.entries;
  }
  #file(item: T): void {
    const before = this.#filed.get(item.id);
    const after = this.#indexes.map(({ key }) => {
      const value = key(item);
      return absent(value) ? NO_KEYS : typeof value === 'string' ? [value] : value;
    });
    this.#indexes.forEach(({ entries }, i) => {
      const old = before?.[i] ?? NO_KEYS;
      const now = after[i] ?? NO_KEYS;
      for (const key of old) if (!now.includes(key)) this.#drop(entries, key, item);
      for (const key of now) {
        if (old.includes(key)) continue;
        const found = entries.get(key);
        if (found instanceof Set) found.add(item);
        else entries.set(key, found === undefined ? item : new Set([found, item]));
      }
    });
    this.#filed.set(item.id, after);
  }
  #unfile(item: T): void {
    const filed = this.#filed.get(item.id) ?? [];
    this.#indexes.forEach(({ entries }, i) => {
      for (const key of filed[i] ?? []) this.#drop(entries, key, item);
    });
    this.#filed.delete(item.id);
  }
  #drop(entries: Entries<T>, key: string, item: T): void {
    const found = entries.get(key);
    if (found instanceof Set) {
      found.delete(item);
      if (found.size > 0) return;
    }
    entries.delete(key);
  }
}

/** A collection to those who need not know what is in it: one of ports is one of objects. */
export type Objects<T extends Stored> = Pick<Collection<T>, keyof Collection<T>>;
