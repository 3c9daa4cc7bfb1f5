/**
 * Resources that are only planned, as previews show them: with the properties that they would be made with, where references are
 * names and attributes nothing yet, as Heat shows them. In place of a resource that owns a nested stack come its resources.
 */
import type { Cloud } from '../../openstack/cloud.ts';
import type { StackRow } from '../../store/rows.ts';
import { NOT_MADE } from '../../template/index.ts';
import { plainData } from '../../template/properties/index.ts';
import { setKey, type ValueMap } from '../../template/value.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { foreseeChild, standIn } from '../nested/foresee.ts';
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
}

/** What a new stack would have, nested stacks and all. */
export async function plannedResources(about: Planning): Promise<PlannedResource[]> {
  const { model } = about;
  return Promise.all(
    model.order.map(async (name) => {
      const view = plannedView(about, name);
      const child = await plannedChild(about, name, view.row.properties ?? {});
      return child === null ? view : plannedResources(child);
    }),
  );
}

export function plannedView({ room, stack, model, parent }: Omit<Planning, 'cloud'>, name: string): ResourceView {
  const wanted = model.resource(name) as WantedResource;
  const nothing = { stack, current: new Map(), now: () => room.now() };
  const view = wantedView(nothing, model, name, model.requiredBy(name), parent);
  const frozen = model.freeze(name, NOT_MADE);
  const given = plainData(givenProperties(frozen));
  view.row.properties = readFormer(wantedProperties(wanted.type, given, null));
  view.row.metadata = givenMetadata(frozen);
  view.attributes = {};
  for (const attribute of Object.keys(wanted.type.attributes)) {
    if (attribute !== 'show') setKey(view.attributes, attribute, null);
  }
  return view;
}

/** The nested stack that a resource would have; null where it would have none, or that cannot be told yet. */
async function plannedChild(about: Planning, name: string, properties: ValueMap): Promise<Planning | null> {
  const { room, cloud, stack, model } = about;
  const wanted = model.resource(name) as WantedResource;
  const { type } = wanted;
  if (!type.nestedStack || model.bound.resources.get(name)?.externalId !== null) return null;
  const row = standIn(stack, wanted);
  const around = { room, stack, cloud, environment: model.environment, files: model.files };
  const definition = await foreseeChild(around, row, type, properties, null);
  if (definition === null) return null;
  const child: StackRow = { ...stack, name: row.physicalName, parentId: stack.id, depth: stack.depth + 1 };
  const nested = await room.models.read(definition, { ...child, parentResourceId: row.id });
  return { room, cloud, stack: child, model: nested, parent: name };
}
