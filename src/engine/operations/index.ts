/**
 * Asking something of a stack. Whoever does (a request, a parent's resource, a run that failed) makes one transaction here, of an operation, what it makes
 * of the stack's row, the event and the wake-up, and commits it on condition that the stack is as it was read. There is no other way.
 *
 *     begin       the first operation of a stack
 *     supersede   one that takes over from whatever the stack is doing
 *     cancel      the end of what it is doing
 *     goBack      the way back to what it was
 */
export { ask } from './ask.ts';
export type { Asked, Origin, StackSet, Wanted } from './asked.ts';
export { begin } from './begin.ts';
export { cancel } from './cancel.ts';
export { goBack } from './go-back.ts';
export { supersede } from './supersede.ts';
