/** Stacks whose definition is not to be looked at without need: looking may have been the end of those who did. */
import type { StackRow } from '../../store/rows.ts';

/** Taken so often in vain, a stack is a suspect. */
export const SUSPECT = 3;

/** It failed, and nobody who worked on it got anywhere. */
export function isSetAside({ status, takes }: StackRow): boolean {
  return status === 'FAILED' && takes >= SUSPECT;
}
