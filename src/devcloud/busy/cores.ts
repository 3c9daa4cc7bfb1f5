/**
 * The processors of a machine that does too much: what runs at the same time gets equal shares of them, and nothing more than one of them. Only time passes;
 * nothing is computed, so a model of a busy cloud costs the machine that it runs on next to nothing.
 */
interface Job {
  /** Milliseconds of a processor that it still needs. */
  left: number;
  done(): void;
}

/** Jobs that need less than this are over: a timer is no finer. */
const NOTHING_MS = 0.01;

export class Cores {
  readonly #count: number;
  readonly #now: () => number;
  #jobs: Job[] = [];
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(count: number, now: () => number = () => performance.now()) {
    this.#count = count;
    this.#now = now;
  }

  /** Resolves when so many milliseconds of a processor have been had. */
  use(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    this.#advance();
    return new Promise((done) => {
      this.#jobs.push({ left: ms, done });
      this.#arm();
    });
  }

  /** Milliseconds of a processor that one job gets in a millisecond. */
  get #share(): number {
    return Math.min(1, this.#count / this.#jobs.length);
  }

  #advance(): void {
    const now = this.#now();
    // A late timer: those that ended meanwhile left their shares to the others.
    for (let passed = now - this.#since; this.#jobs.length > 0; ) {
      const share = this.#share;
      const least = Math.min(...this.#jobs.map(({ left }) => left));
      const used = Math.min(passed * share, least);
      for (const job of this.#jobs) job.left -= used;
      passed -= used / share;
      const over = this.#jobs.filter(({ left }) => left <= NOTHING_MS);
      if (over.length === 0) break;
      this.#jobs = this.#jobs.filter(({ left }) => left > NOTHING_MS);
      for (const job of over) job.done();
    }
    this.#since = now;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#jobs.length === 0) return;
    const least = Math.min(...this.#jobs.map(({ left }) => left));
    this.#timer = setTimeout(() => {
      this.#advance();
      this.#arm();
    }, least / this.#share);
    // It keeps no process alive that has nothing else to do.
    this.#timer.unref();
  }
}
