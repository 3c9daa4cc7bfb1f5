/**
 * The work queue within one process: the same port as the one over PostgreSQL. Each stack waits at most once. It needs no
 * table: after a restart every unfinished operation is without an owner, and is found so.
 */
const RETRIES = 3;
const FIRST_DELAY_MS = 1_000;

export class LocalQueue {
  readonly #waiting = new Set<string>();
  readonly #workers = new Set<Worker>();

  get size(): number {
    return this.#waiting.size;
  }

  add(stackIds: Iterable<string>): void {
    for (const id of stackIds) this.#waiting.add(id);
    this.#pump();
  }

  /** Calls `handler` for waiting stacks, at most `concurrency` at a time. Resolves the stopper once none is running. */
  work(handler: (stackId: string) => Promise<void>, concurrency: number): () => Promise<void> {
    const worker: Worker = { handler, concurrency, running: new Set(), retries: new Map() };
    this.#workers.add(worker);
    this.#pump();
    return async () => {
      this.#workers.delete(worker);
      await Promise.allSettled(worker.running);
    };
  }

  #pump(): void {
    for (const worker of this.#workers) {
      for (const id of this.#waiting) {
        if (worker.running.size >= worker.concurrency) break;
        this.#waiting.delete(id);
        const done = this.#handle(worker, id).finally(() => {
          worker.running.delete(done);
          this.#pump();
        });
        worker.running.add(done);
      }
    }
  }

  async #handle(worker: Worker, id: string): Promise<void> {
    try {
      await worker.handler(id);
      worker.retries.delete(id);
    } catch {
      // The handler reports its own errors; here it is only tried again, later and later, and then left to the sweep for unowned stacks.
      const tried = worker.retries.get(id) ?? 0;
      worker.retries.set(id, tried + 1);
      if (tried < RETRIES) setTimeout(() => this.add([id]), FIRST_DELAY_MS * 2 ** tried).unref();
      else worker.retries.delete(id);
    }
  }
}

interface Worker {
  handler: (stackId: string) => Promise<void>;
  concurrency: number;
  running: Set<Promise<void>>;
  retries: Map<string, number>;
}
