/**
 * Asked to stop (Ctrl-C, SIGTERM, SIGHUP), a process closes things in good order; asked twice, it goes at once. Its exit code is then
 * the one that shells know: 128 and the number of the signal.
 */
import { constants } from 'node:os';

/** What was awaited when the process was asked to stop. */
export class Stopped extends Error {}

export class Stopper {
  readonly #controller = new AbortController();
  readonly asked: Promise<void>;
  #ask: () => void = () => {};
  #exitCode = 130;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#ask = resolve;
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // From here on the process is not just ended ({@link endWhileLoading}).
      process.removeAllListeners(signal);
      process.on(signal, () => {
        this.#exitCode = 128 + constants.signals[signal];
        this.stop();
      });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  /** As if the signal had come: a prompt that has the terminal to itself reads Ctrl-C as a key. */
  stop(): void {
    if (this.signal.aborted) process.exit(this.#exitCode);
    this.#controller.abort();
    this.#ask();
  }

  /** What is awaited, or {@link Stopped} as soon as the process is asked to stop; the work itself goes on unwatched. */
  async unless<T>(work: Promise<T>): Promise<T> {
    const stopped = this.asked.then((): never => {
      throw new Stopped();
    });
    return Promise.race([work, stopped]);
  }
}

/** Ends the process when closing takes too long: whatever is left is taken up by the next start. */
export async function within(seconds: number, closing: Promise<void>, exitCode = 1): Promise<void> {
  const timer = setTimeout(() => {
    console.error(`hearth: not closed after ${seconds} s; what was under way is taken up by the next engine`);
    process.exit(exitCode);
  }, seconds * 1000);
  await closing;
  clearTimeout(timer);
}

/** Before a command has begun there is nothing to close. */
export function endWhileLoading(): void {
  process.on('SIGINT', () => {
    console.error('Stopped. Nothing was changed.');
    process.exit(128 + constants.signals.SIGINT);
  });
}
