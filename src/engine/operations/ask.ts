/** What is asked of a stack holds for the stack as it was read. Where it changed meanwhile, it is read and asked again. */
import { Stale } from '../../store/store.ts';

/** How often that is tried. */
const TRIES = 6;

/**
 * `prepare` says what to commit, or null where nothing is to be asked (any more). True when something was.
 * @throws Stale where the stack never holds still
 */
export async function ask<S, A>(
  read: () => Promise<S>,
  prepare: (present: S) => Promise<A | null>,
  commit: (asked: A) => Promise<void>,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const asked = await prepare(await read());
    if (asked === null) return false;
    try {
      await commit(asked);
      return true;
    } catch (error) {
      if (!(error instanceof Stale) || attempt === TRIES) throw error;
    }
  }
}
