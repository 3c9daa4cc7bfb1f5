/**
 * Resources that are only planned, as previews show them: with the properties that they would be made with, where references are
 * names and attributes nothing yet, as Heat shows them. In place of a resource that owns a nested stack come its resources.
 */
import type { Cloud } from '../../openstack/cloud.ts';
import { type FrozenDefinition, type Plan, planningStack, type Step, summarise } from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { StackRow } from '../../store/rows.ts';
import { NOTHING_KNOWN, type ResourceAccess, type ResourceSource } from '../../template/index.ts';
import { plainData } from '../../template/properties/index.ts';
import { withoutUnknown } from '../../template/schema/index.ts';
import { setKey, type ValueMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { foreseeChild, foreseenFacade, foreseenModel, standIn } from '../nested/foresee.ts';
import type { PlannedResource, ResourceView } from '../orchestrator.ts';
import { readFormer, wantedProperties } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { givenMetadata, givenProperties } from '../run/resolved.ts';
import { wantedView } from '../views/resources.ts';

export interface Planning {
  room: Room;
  cloud: Cloud;
  stack: StackRow;
  model: StackModel;
  /** Name of the resource that owns the stack. */
  parent: string | null;
  /** Nested stacks looked at before, by the resources that own them. */
  children?: Map<string, Promise<Planning | null>>;
}

/** What a new stack would have, nested stacks and all. */
export async function plannedResources(about: Planning, pace = new Pace()): Promise<PlannedResource[]> {
  const planned: PlannedResource[] = [];
  for (const name of about.model.order) {
    const child = await plannedChild(about, name);
    planned.push(child === null ? plannedView(about, name) : await plannedResources(child, pace));
    if (pace.isDue) await pace.rest();
  }
  return planned;
}

/** The plan of what there is nothing of yet, nested stacks and all. */
export async function planOfNew(about: Planning, pace = new Pace()): Promise<Plan> {
  const { model } = about;
  const { steps } = await pace.run(
    planningStack(
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
    ),
  );
  if (pace.isDue) await pace.rest();
  const whole: Step[] = [];
  for (const step of steps) {
    const child = await plannedChild(about, step.resource);
    whole.push(child === null ? step : { ...step, nested: await planOfNew(child, pace) });
    if (pace.isDue) await pace.rest();
  }
  return summarise(whole);
}

export function plannedView({ room, stack, model, parent }: Omit<Planning, 'cloud'>, name: string): ResourceView {
  const wanted = model.resource(name) as WantedResource;
  const nothing = { stack, current: new Map(), now: () => room.now() };
  const view = wantedView(nothing, model, name, model.requiredBy(name), parent);
  const frozen = model.freeze(name, NAMED);
  view.row.properties = withoutUnknown(plannedProperties(wanted, frozen)) as ValueMap;
  view.row.metadata = withoutUnknown(givenMetadata(frozen)) as ValueMap;
  view.attributes = {};
  for (const attribute of Object.keys(wanted.type.attributes)) {
    if (attribute !== 'show') setKey(view.attributes, attribute, null);
  }
  return view;
}

/** What is not made yet, to be shown: a reference is the name, an attribute will be known later. */
const NAMED: ResourceSource = {
  resource: (name) => ({ ...(NOTHING_KNOWN.resource(name) as ResourceAccess), refId: () => name }),
};

function plannedProperties({ type }: WantedResource, frozen: FrozenDefinition): ValueMap {
  return readFormer(wantedProperties(type, plainData(givenProperties(frozen)), null));
}

/** The nested stack that a resource would have; null where it would have none, or that cannot be told yet. */
function plannedChild(about: Planning, name: string): Promise<Planning | null> {
  about.children ??= new Map();
  let child = about.children.get(name);
  if (child === undefined) about.children.set(name, (child = foreseen(about, name)));
  return child;
}

async function foreseen(about: Planning, name: string): Promise<Planning | null> {
  const { room, cloud, stack, model } = about;
  const wanted = model.resource(name) as WantedResource;
  const { type } = wanted;
  const written = model.bound.resources.get(name);
  if (!type.nestedStack || written === undefined || written.externalId !== null) return null;
  const row = standIn(stack, wanted);
  const around = { room, stack, cloud, environment: model.environment, files: model.files };
  const properties = plannedProperties(wanted, model.freeze(name, NAMED));
  const child = await foreseeChild(around, row, type, properties, null);
  if (child === null) return null;
  const nested: StackRow = { ...stack, name: row.physicalName, parentId: stack.id, depth: stack.depth + 1 };
  const facade = foreseenFacade(written, NAMED);
  const below = await foreseenModel(room, child, nested, facade);
  return { room, cloud, stack: nested, model: below, parent: name };
}
