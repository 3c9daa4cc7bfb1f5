/**
 * The rounds of one collection: all that is awaited of it, by whatever stack that sees the cloud with the same rights, is asked for together, and after each
 * answer the service is left in peace for some times as long as it took. A quick service is asked as often as anything is due, a slow one gets a small share
 * of its time taken, however many wait.
 */

/**
 * After an answer the service is left in peace for so many times as long as that took: a quarter of the time of one of its workers is asked for. Where fewer are awaited
 * it is as many times as those are, for they may be quick.
 */
const PEACE = 3;
/** Longest peace: answers that take this long do so because others queue before the service, too. */
const LONGEST_PEACE = 4000;
/** An answer that takes longer keeps nobody else from asking. */
const ROUND = 10_000;

export class Rounds<T> {
  readonly members = new Set<T>();
  /** Those that were due before the next round. */
  readonly held = new Set<T>();
  /** Beginning of the next round, at the earliest. */
  next = Number.NEGATIVE_INFINITY;
  /** What the last answer took. */
  private ms = 0;
  private round = 0;

  /** Milliseconds between an answer and the next round. */
  get peace(): number {
    return Math.min(LONGEST_PEACE, this.ms * Math.min(PEACE, this.members.size));
  }

  /** Begins a round; what it gives ends it, once, at the first answer: whether that changed when the next one may begin. */
  begin(now: number): (now: number, ms: number | null) => boolean {
    this.next = now + ROUND;
    const round = ++this.round;
    return (then, ms) => {
      if (round !== this.round) return false;
      this.round++;
      if (ms !== null) this.ms = ms;
      this.next = then + this.peace;
      return true;
    };
  }
}
