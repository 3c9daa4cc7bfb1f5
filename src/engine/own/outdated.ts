/**
 * What stacks leave behind as they change: definitions that they were led away from, operations that are over. Each engine removes those of
 * the stacks that it led, a while after nothing referred to them any more, for a reader may have read a reference just before. What an engine
 * that died could not remove goes with the stack's next operation. Where the operator wants it, stacks that were deleted long ago go, too.
 */
import type { Store } from '../../store/store.ts';
import type { EngineOptions } from '../options.ts';

/** Milliseconds for which a reader may go on using a reference. */
export const READ_GRACE = 60_000;
/** Stacks, or definitions, looked at in one go. */
const AT_ONCE = 500;
/** Milliseconds between searches for texts, each of which reads the list of all of them, and for deleted stacks. */
const SEARCH_EVERY = 3_600_000;
const DAY = 86_400_000;

export class Outdated {
  private readonly store: Store;
  private readonly now: () => number;
  /** Stacks that were led somewhere. */
  private readonly led = new Set<string>();
  /** Definition ids, with the time from which on they may go; the oldest first. */
  private readonly definitions = new Map<string, number>();
  private readonly options: Pick<EngineOptions, 'purge_deleted_after'>;
  private searchAt: number;
  private removed = false;

  constructor(store: Store, now: () => number, options: Pick<EngineOptions, 'purge_deleted_after'>) {
    this.store = store;
    this.now = now;
    this.options = options;
    this.searchAt = now() + SEARCH_EVERY;
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
    if (now >= this.searchAt) {
      await this.search(now);
      this.searchAt = now + SEARCH_EVERY;
    }
  }

  private async search(now: number): Promise<void> {
    const { purge_deleted_after: days } = this.options;
    if (days > 0) await this.store.purgeDeleted(now - days * DAY);
    else if (this.removed) await this.store.purgeTexts();
    this.removed = false;
  }
}
