/** The rows by which a request asks the engines for something. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { OperationKind, OperationRow, StackAction, StackRow } from '../../store/rows.ts';
import { type Change, type CommitOptions, Stale } from '../../store/store.ts';
import type { ValueMap } from '../../template/value.ts';
import { superseding } from '../cancelling.ts';
import type { Caller } from '../orchestrator.ts';
import { stackEvent } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { overtakenSnapshots } from '../snapshots/run.ts';

export function newOperation(
  room: Room,
  caller: Caller,
  about: { stackId: string; kind: OperationKind; timeoutMins: number | null; request?: ValueMap },
): OperationRow {
  const now = room.now();
  const seconds = about.timeoutMins === null ? room.config.stack_action_timeout : about.timeoutMins * 60;
  return {
    id: randomUUID(),
    stackId: about.stackId,
    kind: about.kind,
    state: 'queued',
    request: { ...about.request, ...(caller.traceparent === undefined ? {} : { traceparent: caller.traceparent }) },
    requestId: caller.requestId,
    createdAt: now,
    startedAt: null,
    endedAt: null,
    deadlineAt: now + seconds * 1000,
  };
}

/** How often a request whose stack changed under its hands looks again. */
const TRIES = 5;

/**
 * Asks for an operation that takes over from whatever the stack is doing. `prepare` is called again when another request was faster.
 */
export async function ask(
  room: Room,
  caller: Caller,
  stack: StackRow,
  prepare: (stack: StackRow) => Promise<{
    kind: OperationKind;
    action: StackAction;
    request?: ValueMap;
    set?: Partial<Omit<StackRow, 'id' | 'epoch' | 'engineId'>>;
    changes?: Change[];
  } | null>,
): Promise<void> {
  let present = stack;
  for (let attempt = 0; ; attempt++) {
    const wanted = await prepare(present);
    if (wanted === null) return;
    const now = room.now();
    const timeoutMins = wanted.set?.timeoutMins === undefined ? present.timeoutMins : wanted.set.timeoutMins;
    const operation = newOperation(room, caller, {
      stackId: present.id,
      kind: wanted.kind,
      timeoutMins,
      request: wanted.request ?? {},
    });
    const set: Partial<Omit<StackRow, 'id' | 'epoch' | 'engineId'>> = {
      ...wanted.set,
      action: wanted.action,
      status: 'IN_PROGRESS',
      reason: `Stack ${wanted.action} started`,
      operationId: operation.id,
      updatedAt: now,
    };
    const changes: Change[] = [
      ...(wanted.changes ?? []),
      ...(await overtakenSnapshots(room, present)),
      ...superseding(present, now),
      { put: 'operation', row: operation },
      { patch: 'stack', id: present.id, set },
      { put: 'event', row: stackEvent({ ...present, ...set }, now) },
      { wake: present.id },
    ];
    const expect: CommitOptions = { expectOperation: { stackId: present.id, operationId: present.operationId } };
    try {
      await room.store.commit(changes, expect);
      return;
    } catch (error) {
      if (!(error instanceof Stale) || attempt >= TRIES) throw error;
      present = await reload(room, present);
    }
  }
}

/** @throws EntityNotFound */
export async function reload(room: Room, stack: StackRow): Promise<StackRow> {
  const fresh = await room.store.stack(stack.id);
  if (fresh === null || fresh.deletedAt !== null) throw stackNotFound(stack.name);
  return fresh;
}

export function stackNotFound(name: string): HeatError {
  return new HeatError('EntityNotFound', `The Stack (${name}) could not be found.`);
}

export function actionInProgress(stack: StackRow): HeatError {
  return new HeatError('ActionInProgress', `Stack ${stack.name} already has an action (${stack.action}) in progress.`);
}
