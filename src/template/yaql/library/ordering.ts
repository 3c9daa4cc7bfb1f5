/** What `orderBy` gives: a collection with the keys to sort it by, sorted when it is read first. */
import type { Lambda } from '../dispatch/types.ts';
import { iterate, Rereadable } from '../values/iteration.ts';

type Test = (a: unknown, b: unknown) => boolean;

export class Ordering extends Rereadable {
  readonly #items: unknown;
  readonly #less: Test;
  readonly #greater: Test;
  readonly #keys: { key: Lambda; ascending: boolean }[] = [];
  #sorted: unknown[] | null = null;

  constructor(items: unknown, less: Test, greater: Test) {
    super();
    this.#items = items;
    this.#less = less;
    this.#greater = greater;
  }

  /** Sorts by one more key, where those before are equal. */
  append(key: Lambda, ascending: boolean): this {
    this.#keys.push({ key, ascending });
    return this;
  }

  override read(): Iterator<unknown> {
    this.#sorted ??= [...iterate(this.#items)].sort((a, b) => this.#compare(a, b));
    return this.#sorted[Symbol.iterator]();
  }

  #compare(left: unknown, right: unknown): number {
    for (const { key, ascending } of this.#keys) {
      const a = key(left);
      const b = key(right);
      let order = 0;
      if (this.#less(a, b)) order = -1;
      else if (this.#greater(a, b)) order = 1;
      if (order !== 0) return ascending ? order : -order;
    }
    return 0;
  }
}
