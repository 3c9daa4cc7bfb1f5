/** Values that are asked for again and again, found by equality without comparing each with each. */
import type { Evaluation } from '../expression/evaluate.ts';
import { equalityKey } from '../schema/equality-key.ts';
import { pythonEquals } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

/** Characters of a key that count as one value. */
const KEYED = 32;
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
    const key = this.keyOf(value);
    if (key !== undefined && this.keys.has(key)) return true;
    // An integer beyond 2^53 may be equal to a float.
    if (key !== undefined && (typeof value === 'string' || this.others.length === 0)) return false;
    this.evaluation.spend(this.others.length / COMPARISONS);
    return this.others.some((other) => pythonEquals(other, value));
  }

  add(value: Value): void {
    const key = this.keyOf(value);
    if (key === undefined) this.others.push(value);
    else this.keys.add(key);
  }

  private keyOf(value: Value): string | undefined {
    const key = equalityKey(value);
    this.evaluation.spend(1 + (key?.length ?? 0) / KEYED);
    return key;
  }
}
