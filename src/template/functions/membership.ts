/** Values that are asked for again and again, found by equality without comparing each with each. */
import type { Evaluation } from '../expression/evaluate.ts';
import { equalityKey } from '../schema/equality-key.ts';
import { pythonEquals } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

/** Characters of a key that count as one value. */
const KEYED = 32;
/** Values that a list or map counts as, of which the key is put together first. */
const COLLECTION = 8;
/** Comparisons that count as one value. */
const COMPARISONS = 8;

export class Membership {
  private readonly evaluation: Evaluation;
  private readonly keys = new Set<string>();
  /** Without a key of their own. */
  private readonly others: Value[] = [];

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  has(value: Value): boolean {
    return this.holds(value, this.keyOf(value));
  }

  private holds(value: Value, key: string | undefined): boolean {
    if (key !== undefined && this.keys.has(key)) return true;
    // An integer beyond 2^53 may be equal to a float.
    if (key !== undefined && (typeof value === 'string' || this.others.length === 0)) return false;
    this.evaluation.spend(this.others.length / COMPARISONS);
    return this.others.some((other) => pythonEquals(other, value));
  }

  add(value: Value): void {
    this.keep(value, this.keyOf(value));
  }

  /** Adds a value unless it is there; whether it was not. */
  addNew(value: Value): boolean {
    const key = this.keyOf(value);
    if (this.holds(value, key)) return false;
    this.keep(value, key);
    return true;
  }

  private keep(value: Value, key: string | undefined): void {
    if (key === undefined) this.others.push(value);
    else this.keys.add(key);
  }

  private keyOf(value: Value): string | undefined {
    const key = equalityKey(value);
    this.evaluation.spend((typeof value === 'object' ? COLLECTION : 1) + (key?.length ?? 0) / KEYED);
    return key;
  }
}
