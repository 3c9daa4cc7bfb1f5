/** The events that a stack leaves behind: one for every change of state, of its resources and of itself. */
import { randomUUID } from 'node:crypto';
import type { EventRow, ResourceRow, StackRow } from '../../store/rows.ts';

export const STATE_CHANGED = 'state changed';

export function resourceEvent(
  stack: StackRow,
  row: ResourceRow,
  now: number,
  { action = row.action as string, status = row.status as string, reason = row.reason } = {},
): EventRow {
  return {
    id: randomUUID(),
    seq: 0,
    stackId: stack.id,
    stackName: stack.name,
    rootId: stack.rootId,
    resourceName: row.name,
    resourceType: shownType(row),
    physicalId: row.physicalId ?? row.physicalName,
    action,
    status,
    reason,
    properties: row.pending ?? row.properties,
    createdAt: now,
  };
}

export function stackEvent(stack: StackRow, now: number): EventRow {
  return {
    id: randomUUID(),
    seq: 0,
    stackId: stack.id,
    stackName: stack.name,
    rootId: stack.rootId,
    resourceName: stack.name,
    resourceType: 'OS::Heat::Stack',
    physicalId: stack.id,
    action: stack.action,
    status: stack.status,
    reason: stack.reason,
    properties: null,
    createdAt: now,
  };
}

/** The type as the template spells it, which is what people see; the row's own is the one behind aliases. */
export function shownType(row: ResourceRow): string {
  const spelled = row.frozen['type'];
  return typeof spelled === 'string' ? spelled : row.type;
}
