/** What has to be written so that what a stack is doing comes to an end. */
import { randomUUID } from 'node:crypto';
import type { DefinitionRow, OperationRow, StackRow } from '../store/rows.ts';
import type { Change } from '../store/store.ts';
import type { Value } from '../template/value.ts';
import { stackEvent } from './resource/events.ts';
import type { Room } from './room.ts';
import { presentOrigin } from './run/trace.ts';

/** Marks the operation under way, if any, as overtaken. */
export function superseding(stack: StackRow, now: number): Change[] {
  if (stack.operationId === null || stack.status !== 'IN_PROGRESS') return [];
  return [{ patch: 'operation', id: stack.operationId, set: { state: 'superseded', endedAt: now } }];
}

/**
 * Changes that cancel what a stack is doing: either it goes back to its last good definition, or it stops where it is, resources in
 * progress being allowed to finish.
 */
export async function cancelling(
  room: Room,
  stack: StackRow,
  { rollback }: { rollback: boolean },
  now: number,
): Promise<Change[]> {
  const seconds = stack.timeoutMins === null ? room.config.stack_action_timeout : stack.timeoutMins * 60;
  const origin = presentOrigin();
  const operation: OperationRow = {
    id: randomUUID(),
    stackId: stack.id,
    kind: 'update',
    state: 'queued',
    request: { ...(rollback ? { rollback: true } : { cancel: true }), ...origin.request },
    requestId: origin.requestId,
    createdAt: now,
    startedAt: null,
    endedAt: null,
    deadlineAt: now + seconds * 1000,
  };
  const changes: Change[] = [...superseding(stack, now), { put: 'operation', row: operation }];
  const set: Partial<Omit<StackRow, 'id' | 'epoch' | 'engineId'>> = rollback
    ? { action: 'ROLLBACK', status: 'IN_PROGRESS', reason: 'Stack ROLLBACK started' }
    : { status: 'FAILED', reason: `Stack ${stack.action} cancelled` };
  if (rollback) {
    if (stack.goodDefinitionId !== null) set.definitionId = stack.goodDefinitionId;
    else {
      const empty = await emptyDefinition(room, stack, now);
      changes.push({ put: 'definition', row: empty });
      set.definitionId = empty.id;
    }
  }
  set.operationId = operation.id;
  changes.push(
    { patch: 'stack', id: stack.id, set },
    { put: 'event', row: stackEvent({ ...stack, ...set }, now) },
    { wake: stack.id },
  );
  return changes;
}

/** A definition of nothing, in the format of the stack's own. */
export async function emptyDefinition(room: Room, stack: StackRow, now: number): Promise<DefinitionRow> {
  const definition = await room.store.definition(stack.definitionId);
  const template: Record<string, Value> = {};
  for (const key of ['heat_template_version', 'HeatTemplateFormatVersion', 'AWSTemplateFormatVersion']) {
    const version = definition?.template[key];
    if (version !== undefined) template[key] = version;
  }
  if (Object.keys(template).length === 0) template['heat_template_version'] = '2013-05-23';
  return {
    id: randomUUID(),
    stackId: stack.id,
    template,
    files: {},
    environment: room.emptyEnvironment().toSections(),
    secretParameters: {},
    createdAt: now,
  };
}
