/** What the templates of nested stacks ask for, and are given: by resource, and within those by their resources. */

import { Pace } from '../../store/pace.ts';
import { type ValueMap } from '../../template/value.ts';
import { buildingModel } from '../model/build.ts';
import type { Draft } from '../model/model.ts';
import { foreseenDraft, foreseenFacade } from '../nested/foresee.ts';
import { describeStack } from './described.ts';
import { exampleChild, type Looking } from './example-child.ts';

/** `{NestedParameters: …}`, or nothing where there are no nested stacks. */
export async function nestedParameters(looking: Looking, from: Draft): Promise<ValueMap> {
  const { room, cloud, depth } = looking;
  if (depth >= room.config.max_nested_stack_depth) return {};
  const pace = new Pace();
  const model = await pace.run(buildingModel(from));
  const found: ValueMap = {};
  for (const name of model.order) {
    const wanted = model.resource(name);
    const definition = model.bound.resources.get(name);
    if (wanted === undefined || definition === undefined) continue;
    const foreseen = await exampleChild(looking, model, wanted, definition);
    if (pace.isDue) await pace.rest();
    if (foreseen === null) continue;
    const identity = { id: '', name, projectId: cloud.projectId, parentId: '' };
    const child = foreseenDraft(room, foreseen, identity, foreseenFacade(definition, looking.resources));
    found[name] = {
      Type: wanted.typeName,
      ...describeStack(child),
      ...(await nestedParameters({ ...looking, depth: depth + 1 }, child)),
    };
  }
  return Object.keys(found).length > 0 ? { NestedParameters: found } : {};
}
