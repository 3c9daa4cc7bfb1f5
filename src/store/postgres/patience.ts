/** Tries again, later and later, as long as the error is one that passes and there is patience left. */
import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from '../unavailable.ts';
import { isPassing } from './connection.ts';

const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 1_000;

/** Throws HTTPServiceUnavailable after `patience` milliseconds, or once `signal` is aborted; other errors at once. */
export async function patiently<T>(attempt: () => Promise<T>, patience: number, signal: AbortSignal): Promise<T> {
  const giveUpAt = Date.now() + patience;
  for (let wait = FIRST_DELAY_MS; ; wait = Math.min(wait * 2, LONGEST_DELAY_MS)) {
    if (signal.aborted) throw unavailable(new Error('The store is closed.'));
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (signal.aborted || Date.now() + wait > giveUpAt) throw unavailable(error);
    }
    // Unevenly, so that many processes do not come back at the same moment.
    await delay(wait * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  }
}
