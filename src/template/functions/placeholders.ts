/**
 * Replacing placeholders in a text: the longest first, each wherever it stands in what no longer one has taken, so that what was put in is
 * not looked at again. The outcome is that of one search after the other, the cost that of one way through the text for each length.
 */
import type { Evaluation } from '../expression/evaluate.ts';
import { pythonLength } from '../schema/python-values.ts';
import { byCodePoint } from './sort-keys.ts';

export interface Placeholder {
  text: string;
  value: string;
}

/** A place where a placeholder stands. */
interface Hit {
  at: number;
  placeholder: Placeholder;
  /** Which goes first where two overlap. */
  rank: number;
}

/** Of one length, more than this are looked for all at once. */
const FEW = 8;
/** Characters searched by the platform that count as one value. */
const SEARCHED = 32;
/** Values as which a placeholder counts: it is put in order, known, and told from others. */
const PREPARED = 6;
/** Values as which a place counts that is filled. */
const FILLED = 4;
/** Places between two times that they are counted, for counting takes longer than looking. */
const COUNTED = 256;

/** Placeholders may not be empty. Those that were found are taken out of `missing`. */
export function replacePlaceholders(
  text: string,
  placeholders: readonly Placeholder[],
  missing: Set<string>,
  evaluation: Evaluation,
): string {
  evaluation.spend(placeholders.length * PREPARED);
  const taken: Hit[] = [];
  const covered = new Cover(text);
  for (const group of byLength(placeholders)) {
    const hits = group.length <= FEW ? searched(text, group, evaluation) : lookedUp(text, group, evaluation);
    for (const hit of hits) {
      const { length } = hit.placeholder.text;
      if (!covered.take(hit.at, length)) continue;
      evaluation.spend(FILLED);
      missing.delete(hit.placeholder.text);
      taken.push(hit);
    }
  }
  const inPlace = byPlace(taken);
  let length = text.length;
  for (const { placeholder } of taken) length += placeholder.value.length - placeholder.text.length;
  evaluation.spendText(length);
  const pieces: string[] = [];
  let from = 0;
  for (const { at, placeholder } of inPlace) {
    pieces.push(text.slice(from, at), placeholder.value);
    from = at + placeholder.text.length;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Groups of one length in code points, the longest first, each in order of code points. */
function byLength(placeholders: readonly Placeholder[]): Placeholder[][] {
  const groups = new Map<number, Placeholder[]>();
  for (const placeholder of placeholders) {
    const length = pythonLength(placeholder.text);
    const group = groups.get(length);
    if (group === undefined) groups.set(length, [placeholder]);
    else group.push(placeholder);
  }
  const order = [...groups].sort(([a], [b]) => b - a);
  return order.map(([, group]) => group.sort((a, b) => byCodePoint(a.text, b.text)));
}

/** In the order in which they take their places. */
function* searched(text: string, group: readonly Placeholder[], evaluation: Evaluation): Generator<Hit> {
  for (const [rank, placeholder] of group.entries()) {
    evaluation.spend(text.length / SEARCHED);
    for (let at = text.indexOf(placeholder.text); at >= 0; at = text.indexOf(placeholder.text, at + 1)) {
      evaluation.spend(1);
      yield { at, placeholder, rank };
    }
  }
}

function lookedUp(text: string, group: readonly Placeholder[], evaluation: Evaluation): Hit[] {
  // Of one length in code points, some may be longer in code units.
  const sizes = [...new Set(group.map((placeholder) => placeholder.text.length))];
  const known = new Map<string, Omit<Hit, 'at'>>();
  // Most places can be told from any placeholder's by their first two characters, or by the last one.
  const starts = new Uint8Array(MARKS);
  const ends = new Uint8Array(MARKS);
  for (const [rank, placeholder] of group.entries()) {
    known.set(placeholder.text, { placeholder, rank });
    starts[markAt(placeholder.text, 0)] = 1;
    ends[placeholder.text.charCodeAt(placeholder.text.length - 1) % MARKS] = 1;
  }
  const isShort = sizes.includes(1);
  const hits: Hit[] = [];
  evaluation.spend(text.length / SEARCHED);
  let lookedAt = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isShort && starts[markAt(text, at)] === 0) continue;
    for (const size of sizes) {
      if (ends[text.charCodeAt(at + size - 1) % MARKS] !== 1) continue;
      lookedAt += 1 + size / 64;
      if (lookedAt > COUNTED) {
        evaluation.spend(lookedAt);
        lookedAt = 0;
      }
      const found = known.get(text.slice(at, at + size));
      if (found !== undefined) hits.push({ at, placeholder: found.placeholder, rank: found.rank });
    }
  }
  evaluation.spend(lookedAt);
  return byRank(hits, group.length);
}

/** Hits of one rank stay as they are among themselves. There may be so many that a sort by comparing takes longer than to find them. */
function byRank(hits: readonly Hit[], ranks: number): Hit[] {
  const next = new Uint32Array(ranks + 1);
  for (const { rank } of hits) next[rank + 1] = (next[rank + 1] as number) + 1;
  for (let rank = 1; rank <= ranks; rank++) next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  const sorted = new Array<Hit>(hits.length);
  for (const hit of hits) {
    const at = next[hit.rank] as number;
    sorted[at] = hit;
    next[hit.rank] = at + 1;
  }
  return sorted;
}

/** Hits as they stand in the text. Numbers are sorted by themselves, without comparing hits. */
function byPlace(hits: readonly Hit[]): Hit[] {
  const count = hits.length;
  const keys = new Float64Array(count);
  for (const [index, { at }] of hits.entries()) keys[index] = at * count + index;
  return Array.from(keys.sort(), (key) => hits[key % count] as Hit);
}

/** Marks of beginnings and ends: few, so that they are at hand, and those that share one are told apart by the text. */
const MARKS = 4096;

/** The mark of two characters; what comes after the end of a text counts as 0. */
function markAt(text: string, at: number): number {
  const second = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return (text.charCodeAt(at) * 31 + second) % MARKS;
}

/** Which parts of a text have been taken. */
class Cover {
  private readonly taken: Uint8Array;

  private readonly isWide: boolean;

  constructor(text: string) {
    // A placeholder of fewer code points may be of more code units.
    this.isWide = /[\ud800-\udfff]/.test(text);
    this.taken = new Uint8Array(text.length);
  }

  /** False where any of it has been taken: by what is at least as long, so that one of its ends tells. */
  take(at: number, length: number): boolean {
    if (this.taken[at] !== 0 || this.taken[at + length - 1] !== 0) return false;
    if (this.isWide && this.taken.subarray(at, at + length).includes(1)) return false;
    this.taken.fill(1, at, at + length);
    return true;
  }
}
