/**
 * What several requests of the same moment need is got once: the first gets it, those that come before all are done with it have it, too.
 */

/** Milliseconds after which what was got is old, and whoever comes gets it anew. */
const FRESH = 5_000;

interface Effort<T> {
  value: Promise<T>;
  since: number;
  users: number;
}

/** A part in an effort. */
export interface Share<T> {
  value: Promise<T>;
  /** It was this one that began the effort. */
  first: boolean;
  /** Is done with it: whether nobody else is at it any more. To be called once. */
  leave(): boolean;
  /** What was got is of no use: nobody else is to have it. */
  spoil(): void;
}

export class Joint<T> {
  private readonly efforts = new Map<string, Effort<T>>();
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  join(key: string, get: () => Promise<T>): Share<T> {
    const present = this.efforts.get(key);
    const first = present === undefined || this.now() - present.since > FRESH;
    const effort = first ? { value: get(), since: this.now(), users: 0 } : present;
    effort.users++;
    const forget = () => {
      if (this.efforts.get(key) === effort) this.efforts.delete(key);
    };
    if (first) {
      this.efforts.set(key, effort);
      effort.value.catch(forget);
    }
    return {
      value: effort.value,
      first,
      leave: () => {
        effort.users--;
        if (effort.users === 0) forget();
        return effort.users === 0;
      },
      spoil: forget,
    };
  }
}
