/** The first operation of a stack. */
import type { StackRow } from '../../store/rows.ts';
import type { Room } from '../room.ts';
import { type Asked, announced, newOperation, type Origin, type Wanted } from './asked.ts';

/** `stack`: as it is to be, but for what its operation makes of it. */
export function begin(room: Room, stack: StackRow, wanted: Wanted, origin: Origin): Asked {
  const operation = newOperation(room, stack, wanted, origin);
  const { action } = wanted;
  const row: StackRow = {
    ...stack,
    ...wanted.set,
    action,
    status: 'IN_PROGRESS',
    reason: `Stack ${action} started`,
    operationId: operation.id,
  };
  return {
    stackId: row.id,
    set: row,
    changes: [{ put: 'stack', row }, ...(wanted.changes ?? []), ...announced(row, operation)],
    seen: { stackId: row.id, unmade: true },
  };
}
