/**
 * A stack that kills whoever takes it (its plan does not fit into memory, its template finds a fault of the parser's) would stop one engine after
 * the other, at every start. So it is counted in the database how often a stack was taken without that it got anywhere since: made a
 * resource complete, reached an end, or was held for a while after its plan was made. After a few times it is a suspect: an engine takes one suspect at a time, so that
 * those that merely were there each time are told from the one that it was. After some more it is set aside, as failed.
 */
import { asSeen } from '../../store/conditions.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import { resourceEvent, stackEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { callsOf } from '../signals/calls.ts';

/** Taken so often in vain, it is set aside. */
export const MOST_TAKES = 10;
/** Milliseconds: an engine that has planned and lives on for so long was not killed by the stack. */
export const CALM = 3_000;
/** Calls looked at, of a stack at rest. */
const CALLS = 500;

/** Fails the operation under way without a look at the definition; of a stack at rest, takes away what it is called for. */
export async function setAside(room: Room, stack: StackRow, takes: number): Promise<void> {
  const { id, operationId } = stack;
  const operation = operationId === null ? null : await room.store.operation(operationId);
  if (operation?.state !== 'queued' && operation?.state !== 'running') return dropCalls(room, stack, takes);
  const now = room.now();
  const reason =
    `The ${stack.action} was set aside: ${takes} engines in a row ended while they worked on this stack. ` +
    'Delete it, or update it with a smaller or simpler template.';
  const failed: StackRow = { ...stack, status: 'FAILED', reason };
  const changes: Change[] = [
    { patch: 'stack', id, set: { status: 'FAILED', reason } },
    { put: 'event', row: stackEvent(failed, now) },
  ];
  if (operationId !== null)
    changes.push({ patch: 'operation', id: operationId, set: { state: 'failed', endedAt: now } });
  for (const row of await room.store.resources(id)) {
    if (row.status !== 'IN_PROGRESS') continue;
    const set = { status: 'FAILED', reason: `${row.action} aborted (the stack was set aside)` } as const;
    const aborted: ResourceRow = { ...row, ...set };
    changes.push({ patch: 'resource', id: row.id, set }, { put: 'event', row: resourceEvent(stack, aborted, now) });
  }
  room.log.error({ stack_id: id, stack_name: stack.name, takes }, reason);
  await room.store.commit(changes, {
    fence: { stackId: id, epoch: stack.epoch },
    seen: [asSeen(stack)],
  });
}

/** The one that is first in turn for each resource: one of these was being heard whenever an engine ended. */
async function dropCalls(room: Room, stack: StackRow, takes: number): Promise<void> {
  const now = room.now();
  const reason = `Signal failed: it was set aside, ${takes} engines in a row ended while it was heard`;
  const changes: Change[] = [];
  const rows = new Map((await room.store.resources(stack.id)).map((row) => [row.name, row]));
  for (const [name, [first]] of Map.groupBy(
    await callsOf(room.store, stack.id, now, CALLS, []),
    (call) => call.resourceName,
  )) {
    if (first !== undefined) changes.push(first.removal);
    const row = rows.get(name);
    const about = { action: 'SIGNAL', status: 'FAILED', reason };
    if (row !== undefined) changes.push({ put: 'event', row: resourceEvent(stack, row, now, about) });
  }
  room.log.error({ stack_id: stack.id, stack_name: stack.name, takes }, reason);
  if (changes.length > 0) await room.store.commit(changes, { fence: { stackId: stack.id, epoch: stack.epoch } });
}
