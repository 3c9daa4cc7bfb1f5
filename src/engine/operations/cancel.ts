/** The end of what a stack is doing: it stops where it is, resources in progress being allowed to finish. */
import type { StackRow } from '../../store/rows.ts';
import type { Room } from '../room.ts';
import type { Asked, Origin } from './asked.ts';
import { takeOver } from './supersede.ts';

export function cancel(room: Room, stack: StackRow, origin: Origin): Promise<Asked> {
  return takeOver(room, stack, { kind: 'update', request: { cancel: true } }, origin, {
    status: 'FAILED',
    reason: `Stack ${stack.action} cancelled`,
  });
}
