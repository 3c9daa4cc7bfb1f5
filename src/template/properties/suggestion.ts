/** Did you mean …? */

/** The candidate that differs least from what was written, if it is near enough to be a slip of the finger. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const lowered = written.toLowerCase();
  let best: string | undefined;
  // Where every letter differs, it is another word.
  let least = Math.min(Math.max(1, Math.floor(written.length / 3)) + 1, Math.max(1, written.length));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= least) continue;
    const distance = editDistance(lowered, candidate.toLowerCase(), least);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and exchanges of neighbours between two texts; `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  let smallestBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (exchanged) value = Math.min(value, (beforePrevious[j - 2] ?? 0) + 1);
      row.push(value);
      if (value < smallest) smallest = value;
    }
    if (smallest >= limit && smallestBefore + 1 >= limit) return limit;
    smallestBefore = smallest;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? limit;
}
