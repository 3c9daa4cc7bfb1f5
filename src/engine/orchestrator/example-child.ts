/** What a resource would make its nested stack of, to be looked into before anything is made. */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import { propertyData, type ResourceDefinition, type ResourceSource } from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { type ForeseenChild, foreseeChild, foreseenOf, standIn } from '../nested/foresee.ts';
import { readFormer } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { nobody } from './nobody.ts';

export interface Looking {
  room: Room;
  cloud: Cloud;
  depth: number;
  /** What the parent's resources are taken for. */
  resources: ResourceSource;
}

/** Refusals that do not hang on values which are not there yet. */
const CERTAIN: ReadonlySet<string> = new Set(['StackValidationFailed', 'RequestLimitExceeded']);

/**
 * Of a group, one member stands for all. Null where there is no nested stack, or where it cannot be told yet.
 *
 * @throws StackValidationFailed, RequestLimitExceeded
 */
export async function exampleChild(
  { room, cloud, depth, resources }: Looking,
  model: StackModel,
  wanted: WantedResource,
  { properties: given }: ResourceDefinition,
): Promise<ForeseenChild | null> {
  const { type, name } = wanted;
  if (!type.nestedStack) return null;
  // What cannot be read, for want of a parameter, is not given.
  const properties = readFormer(typeProperties(type, propertyData(given, { resources })));
  const stack = nobody(cloud, depth);
  const about = { room, stack, cloud, environment: model.environment, files: model.files };
  const row = standIn(stack, wanted);
  try {
    if (type.nestedTemplate === undefined) return await foreseeChild(about, row, type, properties, null);
    const example = type.nestedTemplate({ name, properties, forValidation: true });
    return example === undefined ? null : await foreseenOf(about, row, example);
  } catch (error) {
    // With values that are not there yet a type may stumble; what is really wrong the run will say.
    if (error instanceof HeatError && CERTAIN.has(error.code)) throw error;
    return null;
  }
}
