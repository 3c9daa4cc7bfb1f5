/** The way back to what a stack last was completely; to nothing, where it never was. */
import { randomUUID } from 'node:crypto';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import type { Value } from '../../template/value.ts';
import type { Room } from '../room.ts';
import type { Asked, Origin } from './asked.ts';
import { takeOver } from './supersede.ts';

export async function goBack(room: Room, stack: StackRow, origin: Origin): Promise<Asked> {
  const now = room.now();
  const empty = stack.goodDefinitionId === null ? await emptyDefinition(room, stack, now) : null;
  // What was adopted is left alone.
  const request = { rollback: true, ...(stack.action === 'ADOPT' ? { abandon: true } : {}) };
  const changes = empty === null ? [] : [{ put: 'definition' as const, row: empty }];
  return takeOver(room, stack, { kind: 'update', request, changes }, origin, {
    action: 'ROLLBACK',
    status: 'IN_PROGRESS',
    reason: 'Stack ROLLBACK started',
    definitionId: empty?.id ?? stack.goodDefinitionId ?? stack.definitionId,
    updatedAt: now,
  });
}

/** A definition of nothing, in the format of the stack's own. */
async function emptyDefinition(room: Room, stack: StackRow, now: number): Promise<DefinitionRow> {
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
