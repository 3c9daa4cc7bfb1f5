/** What a create would make. */

import type { Plan } from '../../plan/index.ts';
import { eachInTurn } from '../../store/pace.ts';
import { StackTexts } from '../../template/expression/effort.ts';
import { NOT_MADE } from '../../template/index.ts';
import { containsUnknown } from '../../template/schema/index.ts';
import type { Value } from '../../template/value.ts';
import type { OutputModel, StackModel } from '../model/model.ts';
import type { Caller, PlannedResource, StackRequest, StackView } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import type { ShownOutput } from '../views/reading.ts';
import { prospect } from './create.ts';
import { type Planning, plannedResources, planOfNew } from './planned.ts';

/** Stands for the id that the stack does not have, as clients know it. */
const NO_ID = 'None';

export async function previewCreate(
  room: Room,
  caller: Caller,
  request: StackRequest,
): Promise<{ view: StackView; resources: PlannedResource[]; plan: Plan }> {
  const { stack, model } = await prospect(room, caller, request, NO_ID);
  const about: Planning = { room, cloud: caller.cloud, stack, model, parent: null };
  return {
    view: {
      row: stack,
      parameters: model.parameters.shown(),
      capabilities: [],
      notificationTopics: [],
      parentName: null,
      templateDescription: model.description,
      outputs: await plannedOutputs(model),
    },
    resources: await plannedResources(about),
    plan: await planOfNew(about),
  };
}

/** @throws RequestLimitExceeded where they would be too long together */
async function plannedOutputs(model: StackModel): Promise<ShownOutput[]> {
  const texts = new StackTexts();
  return eachInTurn([...model.outputs.values()], (output) => {
    const planned = plannedOutput(output);
    texts.add(planned.value);
    return planned;
  });
}

/** Its value as far as it can be told before anything is made. */
function plannedOutput({ key, description, value }: OutputModel) {
  try {
    const known = value(NOT_MADE);
    return { key, description, value: containsUnknown(known) ? null : (known as Value) };
  } catch {
    return { key, description, value: null };
  }
}
