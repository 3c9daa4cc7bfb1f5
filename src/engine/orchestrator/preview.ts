/** What a create would make. */

import type { Plan } from '../../plan/index.ts';
import { planStack } from '../../plan/index.ts';
import type { Caller, ResourceView, StackRequest, StackView } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { wantedView } from '../views/resources.ts';
import { prospect } from './create.ts';

export async function previewCreate(
  room: Room,
  caller: Caller,
  request: StackRequest,
): Promise<{ view: StackView; resources: ResourceView[]; plan: Plan }> {
  const { stack, model } = await prospect(room, caller, request);
  const nothing = { stack, current: new Map(), now: () => room.now() };
  const plan = planStack(
    {
      definitionId: model.definitionId,
      previousDefinitionId: null,
      order: model.order,
      typeOf: (name) => model.resource(name)?.typeName ?? '',
      requires: (name) => model.requires(name),
      compare: () => {
        throw new Error('a new stack has no resources to compare with');
      },
    },
    [],
  );
  return {
    view: {
      row: stack,
      parameters: model.parameters.shown(),
      capabilities: [],
      notificationTopics: [],
      parentName: null,
      templateDescription: model.description,
    },
    resources: model.order.map((name) => wantedView(nothing, model, name)),
    plan,
  };
}
