/** How a request asks something of a stack. */
import type { StackRow } from '../../store/rows.ts';
import { type Asked, ask, type Origin, supersede, type Wanted } from '../operations/index.ts';
import type { Caller } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { stackNotFound } from './refusals.ts';

export function originOf({ requestId, traceparent }: Caller): Origin {
  return { requestId, request: traceparent === undefined ? {} : { traceparent } };
}

/**
 * Asks for an operation that takes over from whatever the stack is doing. `prepare` is called again when another request was faster.
 */
export async function askFor(
  room: Room,
  caller: Caller,
  stack: StackRow,
  prepare: (stack: StackRow) => Promise<Wanted | null>,
): Promise<void> {
  await askTogether(room, stack, async (present) => {
    const wanted = await prepare(present);
    return wanted === null ? null : [await supersede(room, present, wanted, originOf(caller))];
  });
}

/** Asks something of several stacks, of all or of none. */
export async function askTogether(
  room: Room,
  stack: StackRow,
  prepare: (stack: StackRow) => Promise<Asked[] | null>,
): Promise<void> {
  await ask(asRead(room, stack), prepare, async (asked) => {
    const [first, ...more] = asked.map(({ seen }) => seen);
    if (first === undefined) return;
    const changes = asked.flatMap((one) => one.changes);
    await room.store.commit(changes, { seen: [first, ...more] });
  });
}

/** The stack as the request found it, afterwards as it is by then. */
export function asRead(room: Room, stack: StackRow): () => Promise<StackRow> {
  let found: StackRow | null = stack;
  return async () => {
    const first = found;
    found = null;
    return first ?? reload(room, stack);
  };
}

/** @throws EntityNotFound */
async function reload(room: Room, stack: StackRow): Promise<StackRow> {
  const fresh = await room.store.stack(stack.id);
  if (fresh === null || fresh.deletedAt !== null) throw stackNotFound(stack.name);
  return fresh;
}
