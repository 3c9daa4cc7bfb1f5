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

export class Pace {
  #until = performance.now() + TURN_MS;

  get isDue(): boolean {
    return performance.now() > this.#until;
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#until = performance.now() + TURN_MS;
  }
}
