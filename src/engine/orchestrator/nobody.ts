import type { Cloud } from '../../openstack/cloud.ts';
import type { StackRow } from '../../store/rows.ts';

/** The stack that is being validated, as far as types may ask of it. */
export function nobody(cloud: Cloud, depth: number): StackRow {
  return {
    id: '',
    projectId: cloud.projectId,
    name: 'dummy',
    parentId: null,
    parentResourceId: null,
    rootId: '',
    depth,
    action: 'CREATE',
    status: 'IN_PROGRESS',
    reason: '',
    description: '',
    definitionId: '',
    goodDefinitionId: null,
    operationId: null,
    disableRollback: true,
    timeoutMins: null,
    tags: [],
    ownerUserId: cloud.userId,
    ownerUserName: '',
    credentialsId: null,
    stackUserProjectId: null,
    createdAt: 0,
    updatedAt: null,
    deletedAt: null,
    engineId: null,
    epoch: 0,
    takes: 0,
  };
}
