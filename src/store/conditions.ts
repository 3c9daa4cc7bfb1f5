/**
 * Under which condition a commit may happen. A writer looks first and writes later, and between the two another process may have written:
 * so every commit says what has to be as it was, and is refused whole where it is not. Checked in the transaction that writes.
 *
 * A commit may change rows only of stacks that its condition is about; of nested stacks made by it, the one above will do.
 */
import type { Claim } from './claims.ts';
import type { CredentialsRow, EventRow, ResourceRow, SignalRow } from './rows.ts';

export type Condition = Owner | Onlooker | Reclaimer;

/** The engine that owns the stack, since this epoch. Safe because nobody else changes what a run works with. @throws Fenced */
export interface Owner {
  fence: Fence;
  /** What has to be as it was besides: its own operation where it speaks for the stack as a whole, nested stacks. @throws Stale */
  seen?: readonly Seen[];
  /** Objects that rows of the stack get. @throws Taken where one is another stack's */
  claims?: readonly Claim[];
}

/** Somebody who owns nothing: a request, a reader. Safe while no operation was asked for since they looked. @throws Stale */
export interface Onlooker {
  seen: readonly [Seen, ...Seen[]];
  /** Credentials that rows of the commit borrow: there, and in use by now, or idle still as they were seen. @throws CredentialsChanged */
  lender?: SeenCredentials;
}

/** Who gives credentials back: idle or in use as they were seen, and borrowed by nobody. @throws CredentialsChanged */
export interface Reclaimer {
  reclaimed: SeenCredentials;
}

export type SeenCredentials = Pick<CredentialsRow, 'id' | 'idleSince'>;

export interface Fence {
  stackId: string;
  epoch: number;
}

/** A stack as it was when its writer looked. */
export type Seen = SeenStack | UnmadeStack;

export interface SeenStack {
  stackId: string;
  /** Its present or last operation. */
  operationId: string | null;
  /** Rows of it that must not have changed their state either, nor have gone. */
  rows?: readonly SeenRow[];
}

/** The commit makes it. Its name is asked for by the store itself. */
export interface UnmadeStack {
  stackId: string;
  unmade: true;
}

export type SeenRow = Pick<ResourceRow, 'id' | 'action' | 'status'>;

/** The stack as this row tells. */
export function asSeen(stack: { id: string; operationId: string | null }, rows?: readonly SeenRow[]): SeenStack {
  const seen = { stackId: stack.id, operationId: stack.operationId };
  return rows === undefined ? seen : { ...seen, rows: rows.map(({ id, action, status }) => ({ id, action, status })) };
}

/**
 * What needs no condition, because no run or reader decides by what it replaces: it is added, or belongs to one writer alone; a breakpoint only
 * ever goes from waiting to cleared.
 */
export type Apart =
  | { put: 'event'; row: EventRow }
  | { put: 'signal'; row: SignalRow }
  | { clear: 'hook'; id: string }
  | { put: 'credentials'; row: CredentialsRow }
  | { remove: 'credentials'; id: string }
  | { wake: string };
