/** How long this process waits for the services of clouds, and how often it asks again. Set once, from the configuration. */
import type { RetryPolicy } from './retry.ts';

export interface Patience extends RetryPolicy {
  /** Milliseconds that one try may take, of whatever service; null: as the services' profiles say. */
  timeout: number | null;
}

const USUAL: Patience = { tries: 5, base: 200, longest: 15_000, timeout: null };

let present = USUAL;

export function patience(): Patience {
  return present;
}

/** What is not named stays as it is. */
export function configurePatience(changes: Partial<Patience>): void {
  present = { ...present, ...changes };
}
