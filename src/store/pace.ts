/**
 * Long work in short turns: whoever goes through thousands of things asks after each whether it has had the event loop for long enough,
 * and lets others have their turn then.
 *
 *     const pace = new Pace();
 *     for (const row of rows) {
 *       show(row);
 *       if (pace.isDue) await pace.rest();
 *     }
 */
import type { Steps } from '../template/steps.ts';

const TURN_MS = 8;

export class Pace {
  #until = performance.now() + TURN_MS;

  get isDue(): boolean {
    return performance.now() > this.#until;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#until = performance.now() + TURN_MS;
  }

  async run<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (this.isDue) await this.rest();
    }
  }
}

/** Things between two looks at the clock, which costs as much as the smallest of them. */
const UNWATCHED = 16;

/** `Array.map` at that pace. */
export async function eachInTurn<T, U>(items: readonly T[], map: (item: T) => U): Promise<U[]> {
  const pace = new Pace();
  const mapped: U[] = [];
  for (const [index, item] of items.entries()) {
    mapped.push(map(item));
    if (index % UNWATCHED === 0 && pace.isDue) await pace.rest();
  }
  return mapped;
}
