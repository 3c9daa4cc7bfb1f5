/** Iterators: what lazy functions such as `select` give, used up as they are read; and reading anything item by item. */
import { typeError } from '../errors.ts';
import { Dict, DictView, FrozenSet, isSequence } from './values.ts';

/** An iterator. Reading it again goes on where the last reader stopped. */
export class Iter {
  readonly #source: Iterator<unknown>;

  constructor(source: Iterable<unknown>) {
    this.#source = source[Symbol.iterator]();
  }

  read(): Iterator<unknown> {
    return { next: () => this.#source.next() };
  }
}

/** An iterator that remembers its items, so that every reader gets all of them. */
export class Memorized extends Iter {
  readonly #seen: unknown[] = [];
  readonly #rest: Iterator<unknown>;
  readonly #onGrowth: (seen: readonly unknown[]) => void;

  constructor(source: Iterator<unknown>, onGrowth: (seen: readonly unknown[]) => void) {
    super([]);
    this.#rest = source;
    this.#onGrowth = onGrowth;
  }

  override read(): Iterator<unknown> {
    let index = 0;
    return {
      next: () => {
        if (index >= this.#seen.length) {
          const result = this.#rest.next();
          if (result.done) return result;
          this.#seen.push(result.value);
          this.#onGrowth(this.#seen);
        }
        return { done: false, value: this.#seen[index++] };
      },
    };
  }
}

/** Something that can be read again and again, item by item, but is no sequence (what `orderBy` gives). */
export abstract class Rereadable {
  abstract read(): Iterator<unknown>;
}

/** Python's `Iterable` but for strings and dictionaries. */
export function isIterable(value: unknown): value is Iter | Rereadable {
  return (
    value instanceof Iter ||
    isSequence(value) ||
    value instanceof FrozenSet ||
    value instanceof DictView ||
    value instanceof Rereadable
  );
}

/** Python's `iter()`. Throws TypeError for what cannot be iterated over. */
export function iterate(value: unknown): IterableIterator<unknown> {
  return iterableIterator(reader(value));
}

function reader(value: unknown): Iterator<unknown> {
  if (isSequence(value)) return value.items[Symbol.iterator]();
  if (value instanceof Iter || value instanceof Rereadable) return value.read();
  if (value instanceof FrozenSet || value instanceof DictView) return value.values();
  if (value instanceof Dict) return value.keys();
  if (typeof value === 'string') return value[Symbol.iterator]();
  throw typeError('object is not iterable');
}

/** Makes an iterator usable in `for`, without closing it when the loop is left early. */
export function iterableIterator(source: Iterator<unknown>): IterableIterator<unknown> {
  return {
    next: () => source.next(),
    [Symbol.iterator]() {
      return this;
    },
  };
}
