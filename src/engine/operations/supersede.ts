/** An operation that takes over from whatever a stack is doing. */
import { asSeen } from '../../store/conditions.ts';
import type { StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { Room } from '../room.ts';
import { overtakenSnapshots } from '../snapshots/overtaken.ts';
import { type Asked, announced, newOperation, type Origin, type StackSet, type Wanted } from './asked.ts';

export function supersede(room: Room, stack: StackRow, wanted: Wanted, origin: Origin): Promise<Asked> {
  const { action } = wanted;
  return takeOver(room, stack, wanted, origin, {
    ...wanted.set,
    action,
    status: 'IN_PROGRESS',
    reason: `Stack ${action} started`,
    updatedAt: room.now(),
  });
}

/** `set`: what the stack's row becomes, but for its operation. */
export async function takeOver(
  room: Room,
  stack: StackRow,
  wanted: Pick<Wanted, 'kind' | 'request' | 'changes'>,
  origin: Origin,
  becoming: StackSet,
): Promise<Asked> {
  const operation = newOperation(room, { ...stack, ...becoming }, wanted, origin);
  const set: StackSet = { ...becoming, operationId: operation.id };
  const changes: Change[] = [...(wanted.changes ?? []), ...(await overtakenSnapshots(room, stack))];
  if (stack.operationId !== null && stack.status === 'IN_PROGRESS') {
    const overtaken = { state: 'superseded' as const, endedAt: operation.createdAt };
    changes.push({ patch: 'operation', id: stack.operationId, set: overtaken });
  }
  changes.push({ patch: 'stack', id: stack.id, set }, ...announced({ ...stack, ...set }, operation));
  return { stackId: stack.id, set, changes, seen: asSeen(stack) };
}
