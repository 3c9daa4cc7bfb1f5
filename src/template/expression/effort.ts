/**
 * What evaluating takes: calls, values made, and texts by their length. Functions inside of each other can make any amount out of a small
 * template, so that all that is evaluated in one go counts together and has an end, well within the time for which others may be kept waiting.
 */
import { HeatError } from '../../errors.ts';
import { Float, isMap, type Value } from '../value.ts';

const MAX_EFFORT = 500_000;
/** Characters that count as one value. */
const CHARACTERS = 64;
/** Longest text, in characters. */
const MAX_TEXT = 16_777_216;

export class Effort {
  private spent = 0;

  /** What may still be spent. */
  get left(): number {
    return Math.max(0, MAX_EFFORT - this.spent);
  }

  /** Counts values. ValueError where they become too many. */
  spend(values: number): void {
    this.spent += values;
    if (this.spent > MAX_EFFORT) throw new HeatError('ValueError', 'Evaluating this would yield too many values.');
  }

  /** Counts a text that is about to be made, by its length in characters. ValueError where it would be too long. */
  spendText(length: number): void {
    if (length > MAX_TEXT) throw new HeatError('ValueError', `A text would be longer than ${MAX_TEXT} characters.`);
    this.spend(length / CHARACTERS);
  }
}

const known = new WeakMap<object, number>();

/** Values inside of a value, itself included, texts by their length. Values are never changed once they are there, so it is worked out once. */
export function weightOf(value: Value): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS;
  if (typeof value !== 'object' || value === null || value instanceof Float) return 1;
  const found = known.get(value);
  if (found !== undefined) return found;
  let weight = 1;
  if (Array.isArray(value)) for (const item of value) weight += weightOf(item);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) weight += weightOf(key) + weightOf(item);
  known.set(value, weight);
  return weight;
}

/** Longest that all texts of a stack may be together, in characters, written out wherever they stand. */
export const MOST_CHARACTERS = 33_554_432;

const counted = new WeakMap<object, number>();

/** Characters of all texts inside of a value. */
export function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Float) return 0;
  const found = counted.get(value);
  if (found !== undefined) return found;
  let characters = 0;
  for (const item of Array.isArray(value) ? value : Object.values(value)) characters += charactersIn(item);
  counted.set(value, characters);
  return characters;
}

/** Counts the texts of a stack, part by part. RequestLimitExceeded where they would be too long together. */
export class StackTexts {
  private characters = 0;

  add(value: unknown): void {
    this.characters += charactersIn(value);
    if (this.characters <= MOST_CHARACTERS) return;
    const message = `Request limit exceeded: The values of the stack are longer than ${MOST_CHARACTERS} characters together.`;
    throw new HeatError('RequestLimitExceeded', message);
  }
}
