/** Rows for tests: whole ones, of which a test names only what matters to it. */
import { randomUUID } from 'node:crypto';
import { type Apart, asSeen, type Seen } from '../../src/store/conditions.ts';
import type { DefinitionRow, EventRow, OperationRow, ResourceRow, StackRow } from '../../src/store/rows.ts';
import type { Change, Store } from '../../src/store/store.ts';

export function stackRow(some: Partial<StackRow> = {}): StackRow {
  const id = some.id ?? randomUUID();
  return {
    id,
    projectId: 'project',
    name: `stack-${id.slice(0, 8)}`,
    parentId: null,
    parentResourceId: null,
    rootId: id,
    depth: 0,
    action: 'CREATE',
    status: 'IN_PROGRESS',
    reason: 'Stack CREATE started',
    description: '',
    definitionId: randomUUID(),
    goodDefinitionId: null,
    operationId: null,
    disableRollback: true,
    timeoutMins: null,
    tags: [],
    ownerUserId: 'user',
    ownerUserName: 'someone',
    credentialsId: null,
    stackUserProjectId: null,
    createdAt: Date.now(),
    updatedAt: null,
    deletedAt: null,
    engineId: null,
    epoch: 0,
    takes: 0,
    ...some,
  };
}

export function resourceRow(stackId: string, some: Partial<ResourceRow> = {}): ResourceRow {
  return {
    id: randomUUID(),
    stackId,
    name: 'server',
    type: 'OS::Nova::Server',
    physicalId: null,
    physicalName: 'stack-server-abc',
    action: 'CREATE',
    status: 'IN_PROGRESS',
    reason: 'state changed',
    properties: { name: 'one', flavor: 'm1.tiny' },
    pending: null,
    definitionId: 'definition',
    frozen: {},
    metadata: {},
    updatePolicy: {},
    deletionPolicy: 'Delete',
    externalId: null,
    requires: ['port'],
    replaces: null,
    replacedBy: null,
    data: {},
    attributes: {},
    nestedStackId: null,
    startedAt: 5,
    createdAt: Date.now(),
    updatedAt: null,
    ...some,
  };
}

export function eventRow(stackId: string, some: Partial<EventRow> = {}): EventRow {
  return {
    id: randomUUID(),
    seq: 0,
    stackId,
    stackName: 'stack',
    rootId: stackId,
    resourceName: 'server',
    resourceType: 'OS::Nova::Server',
    physicalId: null,
    action: 'CREATE',
    status: 'COMPLETE',
    reason: 'state changed',
    properties: null,
    createdAt: Date.now(),
    ...some,
  };
}

export function operationRow(stackId: string, some: Partial<OperationRow> = {}): OperationRow {
  return {
    id: randomUUID(),
    stackId,
    kind: 'create',
    state: 'queued',
    request: {},
    requestId: 'req-1',
    createdAt: Date.now(),
    startedAt: null,
    endedAt: null,
    deadlineAt: null,
    ...some,
  };
}

export function definitionRow(stackId: string, some: Partial<DefinitionRow> = {}): DefinitionRow {
  return {
    id: randomUUID(),
    stackId,
    template: { heat_template_version: '2021-04-16' },
    files: {},
    environment: {},
    secretParameters: {},
    createdAt: Date.now(),
    ...some,
  };
}

/** A stack with a queued operation, stored. */
export async function storeStack(store: Store, some: Partial<StackRow> = {}, more: Change[] = []): Promise<StackRow> {
  const stack = stackRow(some);
  const operation = operationRow(stack.id);
  const row = { ...stack, operationId: operation.id };
  await arrange(store, [{ put: 'stack', row }, { put: 'operation', row: operation }, ...more]);
  return row;
}

const APART: ReadonlySet<string> = new Set(['event', 'signal', 'credentials']);

function isApart(change: Change): change is Apart {
  if ('put' in change) return APART.has(change.put);
  if ('remove' in change) return change.remove === 'credentials';
  return 'wake' in change || 'clear' in change;
}

/** Commits rows as a test wants them, under the condition that their stacks are as they are now. */
export async function arrange(store: Store, changes: readonly Change[]): Promise<void> {
  if (changes.every(isApart)) return store.commit(changes.filter(isApart), 'apart');
  const ids = new Set<string>();
  for (const change of changes) {
    if (isApart(change)) continue;
    if ('reached' in change) ids.add(change.stackId);
    else if ('patch' in change && change.patch === 'stack') ids.add(change.id);
    else if ('put' in change && change.put === 'stack') ids.add(change.row.id);
    else if ('put' in change && 'stackId' in change.row) ids.add(change.row.stackId);
  }
  // Rows that are named by their own ids only have a stack, too: any will do here.
  if (ids.size === 0) ids.add('nobody');
  const [first, ...more] = await Promise.all(
    Array.from(ids, async (stackId): Promise<Seen> => {
      const row = await store.stack(stackId);
      return row === null ? { stackId, unmade: true } : asSeen(row);
    }),
  );
  await store.commit(changes, { seen: [first as Seen, ...more] });
}
