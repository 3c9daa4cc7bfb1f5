/** Waits for the process to be asked to stop (Ctrl-C, SIGTERM), then closes things in good order; asked twice, it goes at once. */
export class Stopper {
  readonly #controller = new AbortController();
  readonly asked: Promise<void>;

  constructor() {
    this.asked = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          if (this.#controller.signal.aborted) process.exit(130);
          this.#controller.abort();
          resolve();
        });
      }
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
}

/** Ends the process when closing takes too long: whatever is left is taken up by the next start. */
export async function within(seconds: number, closing: Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    console.error(`hearth: not closed after ${seconds} s; what was under way is taken up by the next engine`);
    process.exit(1);
  }, seconds * 1000);
  await closing;
  clearTimeout(timer);
}
