/** Rows with something in every member, to be changed by the tests. */
import type { EventRow, ResourceRow, StackRow } from '../../src/store/rows.ts';

export const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export function stackRow(change: Partial<StackRow> = {}): StackRow {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    projectId: 'p1',
    name: 'web',
    parentId: null,
    parentResourceId: null,
    rootId: '11111111-1111-4111-8111-111111111111',
    depth: 0,
    action: 'CREATE',
    status: 'COMPLETE',
    reason: 'Stack CREATE completed successfully',
    description: 'A stack',
    definitionId: 'd1',
    goodDefinitionId: 'd1',
    operationId: 'o1',
    disableRollback: true,
    timeoutMins: null,
    tags: [],
    ownerUserId: 'u1',
    ownerUserName: 'demo',
    credentialsId: null,
    stackUserProjectId: null,
    createdAt: TIME,
    updatedAt: null,
    deletedAt: null,
    engineId: null,
    epoch: 1,
    takes: 0,
    ...change,
  };
}

export function resourceRow(change: Partial<ResourceRow> = {}): ResourceRow {
  return {
    id: '22222222-2222-4222-8222-222222222222',
    stackId: stackRow().id,
    name: 'server',
    type: 'OS::Nova::Server',
    physicalId: 'srv-1',
    physicalName: 'web-server-abc',
    action: 'CREATE',
    status: 'COMPLETE',
    reason: 'state changed',
    properties: { flavor: 'm1.tiny' },
    pending: null,
    definitionId: 'd1',
    frozen: {},
    metadata: { role: 'db' },
    updatePolicy: {},
    deletionPolicy: 'Delete',
    externalId: null,
    requires: [],
    replaces: null,
    replacedBy: null,
    data: {},
    attributes: {},
    nestedStackId: null,
    startedAt: null,
    createdAt: TIME,
    updatedAt: null,
    ...change,
  };
}

export function eventRow(change: Partial<EventRow> = {}): EventRow {
  return {
    id: '33333333-3333-4333-8333-333333333333',
    seq: 1,
    stackId: stackRow().id,
    stackName: 'web',
    rootId: stackRow().id,
    resourceName: 'server',
    resourceType: 'OS::Nova::Server',
    physicalId: 'srv-1',
    action: 'CREATE',
    status: 'COMPLETE',
    reason: 'state changed',
    properties: { flavor: 'm1.tiny' },
    createdAt: TIME,
    ...change,
  };
}
