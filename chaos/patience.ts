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
