/** Waiting on conditions, bounded. */
import { setTimeout as delay } from 'node:timers/promises';

export const sleep = (ms: number): Promise<void> => delay(ms);

/** Asks until there is an answer other than null. @throws Error naming `what` after `withinMs` */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null>,
  { withinMs = 60_000, everyMs = 50 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`);
    await delay(everyMs);
  }
}

/** Seconds after which Hearth gives back a trust that no stack came to use, in chaos: longer than its clients wait for an answer. */
export const IDLE_CREDENTIALS_S = 30;

/** Longer than the dev cloud delays a request. */
export const LATE_CALL_GRACE_S = 1.5;

/** What is wrong, once trusts have had their time to go; empty when nothing is. */
export async function patiently(ask: () => Promise<string[]>): Promise<string[]> {
  const giveUpAt = performance.now() + 3 * IDLE_CREDENTIALS_S * 1000;
  for (;;) {
    const wrong = await ask();
    if (wrong.length === 0 || performance.now() > giveUpAt) return wrong;
    await sleep(500);
  }
}
