/** Creating and adopting stacks. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { type Change, CredentialsChanged, NameTaken } from '../../store/store.ts';
import { checkStackName } from '../../template/parameters/index.ts';
import type { StackModel } from '../model/model.ts';
import { begin, type Wanted } from '../operations/index.ts';
import type { Caller, StackIdentity, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { originOf } from './asking.ts';
import { acquireCredentials } from './credentials.ts';
import { newDefinition } from './definition.ts';
import { validateStack } from './validation.ts';

/** How often other credentials are borrowed; the last time the stack gets some of its own. */
const TRIES = 4;

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
  const adopt = request.adoptStackData;
  const wanted: Wanted = {
    kind: adopt === undefined ? 'create' : 'adopt',
    action: adopt === undefined ? 'CREATE' : 'ADOPT',
    request: adopt === undefined ? {} : { adopt },
    changes: [{ put: 'definition', row: definition }],
  };
  await store(room, caller, stack, wanted);
  room.models.keep(model);
  return { stackName: stack.name, stackId: stack.id, projectId: stack.projectId };
}

/** With credentials. Where those that it was to borrow are just being given back, with others. */
async function store(room: Room, caller: Caller, stack: StackRow, wanted: Wanted): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { row, lender, settle } = await acquireCredentials(room, caller, attempt === TRIES);
    stack.credentialsId = row.id;
    const changes: Change[] = [...(wanted.changes ?? []), { put: 'credentials', row }];
    if (lender !== null && lender.idleSince !== null)
      changes.push({ put: 'credentials', row: { ...lender, idleSince: null } });
    const begun = begin(room, stack, { ...wanted, changes }, originOf(caller));
    try {
      await room.store.commit(begun.changes, { seen: [begun.seen], ...(lender === null ? {} : { lender }) });
      return await settle('stored');
    } catch (error) {
      if (error instanceof CredentialsChanged) {
        await settle('refused');
        continue;
      }
      // Where it is not known whether the stack was stored, whoever looks for idle credentials finds out.
      await settle(error instanceof NameTaken ? 'none' : 'unknown');
      throw error instanceof NameTaken ? stackExists(stack.name) : error;
    }
  }
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
