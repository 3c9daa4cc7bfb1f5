/** The schema of a resource type, as the resource type API shows it. */
import { HeatError } from '../../errors.ts';
import { nearest } from '../properties/suggestion.ts';
import { showSchema } from '../schema/shown-form.ts';
import type { AttributeSchema, ResourceTypeSchema, TypeRegistry } from '../schema/types.ts';
import { setKey, type ValueMap } from '../value.ts';
import { isShown, showSupport } from './support.ts';

/** Attributes that every type has. */
export const BASE_ATTRIBUTES: Record<string, AttributeSchema> = {
  show: { description: 'Detailed information about resource.', type: 'map', cache: 'none' },
};

/** Attributes that are shown, those of every type last. */
export function shownAttributes(type: ResourceTypeSchema): [string, AttributeSchema][] {
  return Object.entries({ ...type.attributes, ...BASE_ATTRIBUTES }).filter(([, attribute]) => isShown(attribute));
}

/** The type of that name. EntityNotFound; NotSupported for a hidden one. */
export function findType(types: TypeRegistry, name: string): ResourceTypeSchema {
  const type = types.get(name);
  if (type === undefined) {
    const suggestion = nearest(name, types.names());
    const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    throw new HeatError('EntityNotFound', `The Resource Type (${name}) could not be found.${hint}`);
  }
  if (!isShown(type)) throw new HeatError('NotSupported', `${name} is not supported.`);
  return type;
}

/** `GET /resource_types/{type}`. */
export function describeType(type: ResourceTypeSchema, { withDescription = false } = {}): ValueMap {
  const properties: ValueMap = {};
  for (const [name, schema] of Object.entries(type.properties)) {
    if ((schema.implemented ?? true) && isShown(schema)) setKey(properties, name, showSchema(schema));
  }
  const attributes: ValueMap = {};
  for (const [name, attribute] of shownAttributes(type)) {
    const shown: ValueMap = {};
    if (attribute.description !== undefined) shown.description = attribute.description;
    if (attribute.type !== undefined) shown.type = attribute.type;
    setKey(attributes, name, shown);
  }
  return {
    resource_type: type.name,
    properties,
    attributes,
    support_status: showSupport(type.support),
    ...(withDescription ? { description: type.description ?? '' } : {}),
  };
}
