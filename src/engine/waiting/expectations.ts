/**
 * What waits of a kind ("an OS::Nova::Server is created") were seen to ask, and to take. Where most took their time, the next ones are not looked at before, and
 * nothing is asked of the service in vain; where most were over at once, or nothing is known, the first look is at once.
 */

/** Of so many waits lately. */
const REMEMBERED = 16;
/** Share of them that took no longer than what is expected. */
const QUANTILE = 0.25;
/** One that was over at the first look may have been long before. */
const SOONER = 0.7;
/** Nobody is kept waiting longer for the first look. */
const LONGEST = 4000;
/** Kinds of waits; those of types that are made of templates are without end. */
const MOST = 2000;

export interface Expectation {
  /** The collection that is asked. */
  collection: string;
  /** Milliseconds before which a look is in vain. */
  ms: number;
}

interface Seen {
  collection: string;
  durations: number[];
}

export class Expectations {
  private readonly seen = new Map<string, Seen>();

  of(kind: string): Expectation | null {
    const seen = this.seen.get(kind);
    if (seen === undefined) return null;
    const sorted = [...seen.durations].sort((a, b) => a - b);
    return { collection: seen.collection, ms: Math.min(LONGEST, sorted[Math.floor(sorted.length * QUANTILE)] ?? 0) };
  }

  /** A wait of this kind asked. */
  asks(kind: string, collection: string): void {
    const seen = this.seen.get(kind);
    if (seen !== undefined) {
      seen.collection = collection;
      return;
    }
    if (this.seen.size >= MOST) this.seen.clear();
    this.seen.set(kind, { collection, durations: [] });
  }

  /** One is over. `looks`: how often the cloud was asked for it. */
  over(kind: string, ms: number, looks: number): void {
    const seen = this.seen.get(kind);
    if (seen === undefined) return;
    seen.durations.push(looks <= 1 ? ms * SOONER : ms);
    if (seen.durations.length > REMEMBERED) seen.durations.shift();
  }
}
