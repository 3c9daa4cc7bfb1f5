/** What is asked of a stack, as one transaction: an operation, the stack's row as it is from then on, the event, the wake-up. */
import { randomUUID } from 'node:crypto';
import type { Seen } from '../../store/conditions.ts';
import type { OperationKind, OperationRow, StackAction, StackRow } from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import type { ValueMap } from '../../template/value.ts';
import { stackEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';

/** In whose name it is asked: members of the operation's row. */
export interface Origin {
  requestId: string;
  /** Trace context. */
  request: ValueMap;
}

/** Members of a stack's row that may be set; who owns it is not said here. */
export type StackSet = Partial<Omit<StackRow, 'id' | 'epoch' | 'engineId'>>;

export interface Wanted {
  kind: OperationKind;
  action: StackAction;
  /** The kind's own arguments. */
  request?: ValueMap;
  /** What else changes in the stack's row. */
  set?: StackSet;
  /** What else belongs to it: a definition, a snapshot. */
  changes?: readonly Change[];
}

/** Ready to be committed, all together or not at all. */
export interface Asked {
  readonly stackId: string;
  /** What the stack's row becomes. */
  readonly set: StackSet;
  readonly changes: readonly Change[];
  /** The stack has to be as it was read: nothing else was asked of it meanwhile, or it is not there yet. */
  readonly seen: Seen;
}

/** The only maker of operations. */
export function newOperation(
  room: Pick<Room, 'now' | 'config'>,
  stack: Pick<StackRow, 'id' | 'timeoutMins'>,
  { kind, request = {} }: Pick<Wanted, 'kind' | 'request'>,
  origin: Origin,
): OperationRow {
  const now = room.now();
  const seconds = stack.timeoutMins === null ? room.config.stack_action_timeout : stack.timeoutMins * 60;
  return {
    id: randomUUID(),
    stackId: stack.id,
    kind,
    state: 'queued',
    request: { ...request, ...origin.request },
    requestId: origin.requestId,
    createdAt: now,
    startedAt: null,
    endedAt: null,
    deadlineAt: now + seconds * 1000,
  };
}

/** The operation, the event and the wake-up of a stack as it is from then on. */
export function announced(stack: StackRow, operation: OperationRow): Change[] {
  return [
    { put: 'operation', row: operation },
    { put: 'event', row: stackEvent(stack, operation.createdAt) },
    { wake: stack.id },
  ];
}
