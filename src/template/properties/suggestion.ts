/** Did you mean …? */

/** Longer names are no slips of the finger, and more candidates are not gone through. */
const LONGEST = 120;
const MOST_CANDIDATES = 5000;
/** Most that a slip of the finger differs by. */
const MOST_STEPS = 8;

/** The candidate that differs least from what was written, if it is near enough to be a slip of the finger. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  if (written.length > LONGEST) return undefined;
  const lowered = written.toLowerCase();
  let best: string | undefined;
  // Where every letter differs, it is another word.
  let least = Math.min(Math.max(1, Math.floor(written.length / 3)) + 1, Math.max(1, written.length), MOST_STEPS + 1);
  let left = MOST_CANDIDATES;
  for (const candidate of candidates) {
    if (left-- === 0) break;
    // Nothing differs less than by one.
    if (best !== undefined && least <= 1) break;
    if (Math.abs(candidate.length - written.length) >= least) continue;
    const steps = editDistance(lowered, candidate.toLowerCase(), least);
    if (steps < least) {
      best = candidate;
      least = steps;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and exchanges of neighbours between two texts; `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  // What both begin and end with makes no difference.
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let ends = 0;
  const shortest = Math.min(a.length, b.length) - start;
  while (ends < shortest && a.charCodeAt(a.length - 1 - ends) === b.charCodeAt(b.length - 1 - ends)) ends++;
  return distance(a.slice(start, a.length - ends), b.slice(start, b.length - ends), limit);
}

function distance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  let smallestBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    // Further than the limit from the diagonal, nothing can be near enough.
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    const row = new Array<number>(b.length + 1).fill(limit);
    row[0] = i;
    let smallest = i;
    for (let j = from; j <= to; j++) {
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      let value = Math.min((previous[j] ?? limit) + 1, (row[j - 1] ?? limit) + 1, (previous[j - 1] ?? limit) + cost);
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (exchanged) value = Math.min(value, (beforePrevious[j - 2] ?? limit) + 1);
      row[j] = value;
      if (value < smallest) smallest = value;
    }
    if (smallest >= limit && smallestBefore + 1 >= limit) return limit;
    smallestBefore = smallest;
    beforePrevious = previous;
    previous = row;
  }
  return Math.min(limit, previous[b.length] ?? limit);
}
