/** Creating and adopting stacks. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { NameTaken } from '../../store/store.ts';
import { checkStackName } from '../../template/parameters/index.ts';
import type { StackModel } from '../model/model.ts';
import { begin, type Wanted } from '../operations/index.ts';
import type { Caller, StackIdentity, StackRequest } from '../orchestrator.ts';
import { giveBack } from '../own/idle-credentials.ts';
import type { Room } from '../room.ts';
import { originOf } from './asking.ts';
import { acquireCredentials } from './credentials.ts';
import { newDefinition } from './definition.ts';
import { validateStack } from './validation.ts';

export interface Prospect {
  stack: StackRow;
  definition: DefinitionRow;
  model: StackModel;
}

/** Everything that can be told before anything is stored. */
export async function prospect(
  room: Room,
  caller: Caller,
  request: StackRequest,
  id: string = randomUUID(),
): Promise<Prospect> {
  const adopting = request.adoptStackData !== undefined;
  if (adopting && !room.config.enable_stack_adopt) throw new HeatError('NotSupported', 'Stack Adopt is not supported.');
  const { definition, template } = await newDefinition(room, id, request);
  const pace = new Pace();
  const name = request.stackName ?? '';
  await checkNew(room, caller, name);
  const now = room.now();
  const action = adopting ? 'ADOPT' : 'CREATE';
  const stack: StackRow = {
    id,
    projectId: caller.projectId,
    name: checkStackName(name),
    parentId: null,
    parentResourceId: null,
    rootId: id,
    depth: 0,
    action,
    status: 'IN_PROGRESS',
    reason: `Stack ${action} started`,
    description: '',
    definitionId: definition.id,
    goodDefinitionId: null,
    operationId: null,
    disableRollback: request.disableRollback ?? true,
    timeoutMins: request.timeoutMins ?? null,
    tags: request.tags ?? [],
    ownerUserId: caller.userId,
    ownerUserName: caller.userName,
    credentialsId: null,
    stackUserProjectId: null,
    createdAt: now,
    updatedAt: null,
    deletedAt: null,
    engineId: null,
    epoch: 0,
    takes: 0,
  };
  if (pace.isDue) await pace.rest();
  const draft = room.models.draft(definition, stack, { parsed: template });
  if (pace.isDue) await pace.rest();
  const model = await validateStack(room, draft, caller);
  stack.description = model.description;
  return { stack, definition, model };
}

export async function create(room: Room, caller: Caller, request: StackRequest): Promise<StackIdentity> {
  const { stack, definition, model } = await prospect(room, caller, request);
  const credentials = await acquireCredentials(room, caller);
  stack.credentialsId = credentials.id;
  const adopt = request.adoptStackData;
  const wanted: Wanted = {
    kind: adopt === undefined ? 'create' : 'adopt',
    action: adopt === undefined ? 'CREATE' : 'ADOPT',
    request: adopt === undefined ? {} : { adopt },
    changes: [
      { put: 'credentials', row: credentials },
      { put: 'definition', row: definition },
    ],
  };
  const { changes, seen } = begin(room, stack, wanted, originOf(caller));
  try {
    await room.store.commit(changes, { seen: [seen] });
  } catch (error) {
    // Where it is not known whether the stack was stored, whoever looks for idle credentials finds out.
    if (error instanceof NameTaken) await giveBack(room, credentials);
    if (error instanceof NameTaken) throw stackExists(stack.name);
    throw error;
  }
  room.models.keep(model);
  return { stackName: stack.name, stackId: stack.id, projectId: stack.projectId };
}

async function checkNew(room: Room, caller: Caller, name: string): Promise<void> {
  if ((await room.store.stackByName(caller.projectId, name)) !== null) throw stackExists(name);
  const limit = room.config.max_stacks_per_tenant;
  if (caller.isAdmin || limit < 0) return;
  const count = await room.store.countStacks({ projectId: caller.projectId, showHidden: true });
  if (count < limit) return;
  const message = `You have reached the maximum stacks per tenant, ${limit}. Please delete some stacks.`;
  throw new HeatError('RequestLimitExceeded', `Request limit exceeded: ${message}`);
}

function stackExists(name: string): HeatError {
  return new HeatError('StackExists', `The Stack (${name}) already exists.`);
}
