/** Values that are asked for again and again, found by equality without comparing each with each. */
import type { Evaluation } from '../expression/evaluate.ts';
import { pythonEquals } from '../schema/python-values.ts';
import { Float, isMap, type Value } from '../value.ts';
import { byCodePoint } from './sort-keys.ts';

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

/** The same text for values that are equal, and for no others; undefined where there is no such text. */
function equalityKey(value: Value): string | undefined {
  if (typeof value === 'string') return `"${value.length}:${value}`;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' || value instanceof Float) {
    const number = Number(value);
    return Number.isNaN(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER ? undefined : String(number || 0);
  }
  if (Array.isArray(value)) {
    const keys = value.map(equalityKey);
    return keys.includes(undefined) ? undefined : `[${keys.join(',')}]`;
  }
  if (!isMap(value)) return undefined;
  const entries: string[] = [];
  for (const name of Object.keys(value).sort(byCodePoint)) {
    const key = equalityKey(value[name] as Value);
    if (key === undefined) return undefined;
    entries.push(`${equalityKey(name)}=${key}`);
  }
  return `{${entries.join(',')}}`;
}
