/** Rows for tests: whole ones, of which a test names only what matters to it. */
import { randomUUID } from 'node:crypto';
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
  await store.commit([{ put: 'stack', row }, { put: 'operation', row: operation }, ...more]);
  return row;
}
