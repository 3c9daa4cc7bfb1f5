/** Updates, and what they would do. */
import { HeatError } from '../../errors.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { planStack } from '../../plan/index.ts';
import { checkImmutable } from '../../template/parameters/index.ts';
import type { ValueMap } from '../../template/value.ts';
import type { StackModel } from '../model/model.ts';
import type { Caller, ResourceView, StackRequest, UpdatePreview } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { desired } from '../run/planning.ts';
import { Reading } from '../views/reading.ts';
import { rowView, wantedView } from '../views/resources.ts';
import type { Draft } from '../model/build.ts';
import { nextDefinition } from './definition.ts';
import { ask } from './operations.ts';
import { validateStack } from './validation.ts';

interface NextState {
  definition: DefinitionRow;
  model: StackModel;
}

async function nextState(room: Room, caller: Caller, stack: StackRow, request: StackRequest): Promise<NextState> {
  const { definition, template } = await nextDefinition(room, stack, request);
  const draft = room.models.draft(definition, stack, template);
  await checkUnchangeable(room, stack, draft);
  const model = await validateStack(room, draft, caller.cloud, stack);
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
  await ask(room, caller, stack, async (present) => {
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
  if (stack.action === 'SUSPEND') throw new HeatError('NotSupported', 'Updating a stack when it is suspended is not supported.');
  if (stack.action === 'DELETE') throw new HeatError('NotSupported', 'Updating a stack when it is deleting is not supported.');
}

export async function previewUpdate(room: Room, caller: Caller, stack: StackRow, request: StackRequest): Promise<UpdatePreview> {
  const { model } = await nextState(room, caller, stack, request);
  const reading = await Reading.open(room, stack);
  const plan = planStack(desired({ ...readingAs(reading), stack }, model, stack.definitionId), reading.rows);
  for (const { decision } of plan.steps) {
    if (decision.reason.why === 'refused' && decision.reason.code === 'NotSupported') throw new HeatError('NotSupported', decision.reason.message);
  }
  const preview: UpdatePreview = { unchanged: [], updated: [], replaced: [], added: [], deleted: [], plan };
  const next = (name: string): ResourceView => wantedView(reading, model, name);
  for (const step of plan.steps) {
    const row = step.rowId === null ? undefined : reading.rows.find((other) => other.id === step.rowId);
    if (step.kind === 'delete') {
      if (row !== undefined && step.decision.reason.why !== 'replaced') preview.deleted.push(rowView(reading, row));
      continue;
    }
    switch (step.decision.fate) {
      case 'create':
        preview.added.push(next(step.resource));
        break;
      case 'replace':
        preview.replaced.push(next(step.resource));
        break;
      case 'update':
        if (row !== undefined) preview.updated.push(rowView(reading, row));
        break;
      default:
        preview.unchanged.push(next(step.resource));
    }
  }
  return preview;
}

/** What the planner asks of whoever holds the rows. */
function readingAs(reading: Reading) {
  return {
    live: reading.references,
    current: new Map(reading.current),
    referenceId: reading.referenceId.bind(reading),
    typeOf: reading.typeOf.bind(reading),
  };
}
