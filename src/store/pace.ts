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
const TURN_MS = 8;
/** Things between two looks at the clock, which costs as much as the smallest of them. */
const UNWATCHED = 16;

export class Pace {
  #until = performance.now() + TURN_MS;
  #unwatched = UNWATCHED;

  get isDue(): boolean {
    if (--this.#unwatched > 0) return false;
    this.#unwatched = UNWATCHED;
    return performance.now() > this.#until;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#until = performance.now() + TURN_MS;
  }
}

/** `Array.map` at that pace. */
export async function eachInTurn<T, U>(items: readonly T[], map: (item: T) => U): Promise<U[]> {
  const pace = new Pace();
  const mapped: U[] = [];
  for (const item of items) {
    mapped.push(map(item));
    if (pace.isDue) await pace.rest();
  }
  return mapped;
}
