/** Updates. */
import { HeatError } from '../../errors.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { checkImmutable } from '../../template/parameters/index.ts';
import type { ValueMap } from '../../template/value.ts';
import type { Draft, StackModel } from '../model/model.ts';
import type { Caller, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { askFor } from './asking.ts';
import { nextDefinition } from './definition.ts';
import { validateStack } from './validation.ts';

interface NextState {
  definition: DefinitionRow;
  model: StackModel;
}

export async function nextState(
  room: Room,
  caller: Caller,
  stack: StackRow,
  request: StackRequest,
): Promise<NextState> {
  const { definition, template } = await nextDefinition(room, stack, request);
  const draft = room.models.draft(definition, stack, { parsed: template });
  await checkUnchangeable(room, stack, draft);
  const model = await validateStack(room, draft, caller, stack);
  return { definition, model };
}

async function checkUnchangeable(room: Room, stack: StackRow, next: Draft): Promise<void> {
  let current: StackModel;
  try {
    current = await room.models.of(stack);
  } catch {
    return;
  }
  checkImmutable(current.parameters, next.parameters, next.environment.parameters);
}

export async function update(room: Room, caller: Caller, stack: StackRow, request: StackRequest): Promise<void> {
  let asked: StackModel | null = null;
  await askFor(room, caller, stack, async (present) => {
    refuse(present);
    const { definition, model } = await nextState(room, caller, present, request);
    asked = model;
    return {
      kind: 'update',
      action: 'UPDATE',
      request: (request.converge ? { converge: true } : {}) as ValueMap,
      set: {
        definitionId: definition.id,
        description: model.description,
        ...(request.timeoutMins === undefined ? {} : { timeoutMins: request.timeoutMins }),
        ...(request.disableRollback === undefined ? {} : { disableRollback: request.disableRollback }),
        tags: request.tags ?? (request.existing ? present.tags : []),
      },
      changes: [{ put: 'definition', row: definition }],
    };
  });
  if (asked !== null) room.models.keep(asked);
}

function refuse(stack: StackRow): void {
  if (stack.action === 'SUSPEND')
    throw new HeatError('NotSupported', 'Updating a stack when it is suspended is not supported.');
  if (stack.action === 'DELETE')
    throw new HeatError('NotSupported', 'Updating a stack when it is deleting is not supported.');
}
