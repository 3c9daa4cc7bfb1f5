/**
 * What stacks leave behind as they change: definitions that they were led away from, operations that are over. Each engine removes those of
 * the stacks that it led, a while after nothing referred to them any more, for a reader may have read a reference just before. What an engine
 * that died could not remove goes with the stack's next operation.
 */
import type { Store } from '../../store/store.ts';

/** Milliseconds for which a reader may go on using a reference. */
export const READ_GRACE = 60_000;
/** Stacks, or definitions, looked at in one go. */
const AT_ONCE = 500;
/** Milliseconds between searches for texts: each reads the list of all of them. */
const TEXTS_EVERY = 3_600_000;

export class Outdated {
  private readonly store: Store;
  private readonly now: () => number;
  /** Stacks that were led somewhere. */
  private readonly led = new Set<string>();
  /** Definition ids, with the time from which on they may go; the oldest first. */
  private readonly definitions = new Map<string, number>();
  private textsAt: number;
  private removed = false;

  constructor(store: Store, now: () => number) {
    this.store = store;
    this.now = now;
    this.textsAt = now() + TEXTS_EVERY;
  }

  note(stackId: string): void {
    this.led.add(stackId);
  }

  /** One round; may be called as often as one likes. */
  async tidy(): Promise<void> {
    const { store } = this;
    const now = this.now();
    const due: string[] = [];
    for (const [id, at] of this.definitions) {
      if (at > now || due.length === AT_ONCE) break;
      due.push(id);
    }
    if (due.length > 0) {
      await store.purgeDefinitions(due);
      for (const id of due) this.definitions.delete(id);
      this.removed = true;
    }
    const stacks = [...this.led].slice(0, AT_ONCE);
    if (stacks.length > 0) {
      await store.purgeOperations(stacks, now - READ_GRACE);
      for (const id of await store.outdatedDefinitions(stacks)) {
        if (!this.definitions.has(id)) this.definitions.set(id, now + READ_GRACE);
      }
      for (const id of stacks) this.led.delete(id);
    }
    if (this.removed && now >= this.textsAt) {
      await store.purgeTexts();
      this.textsAt = now + TEXTS_EVERY;
      this.removed = false;
    }
  }
}
