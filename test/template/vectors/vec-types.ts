/** The types `Vec::*` and constraints `vec.*` of the corpus, from `types.json` and the notes in it. */
import { readFileSync } from 'node:fs';
import type {
  AttributeSchema,
  Constraint,
  PropertySchema,
  PropertyType,
  ResourceTypeSchema,
  TypeRegistry,
} from '../../../src/template/schema/types.ts';
import { isMap, parseJson, type Value, type ValueMap } from '../../../src/template/value.ts';

const file = new URL('../../vectors/types.json', import.meta.url);
const data = parseJson(readFileSync(file, 'utf8')) as { types: Record<string, ValueMap> } & ValueMap;

/** A property schema from the form in which the API shows it (plus `allow_conversion`). */
export function propertySchema(api: ValueMap): PropertySchema {
  const schema: PropertySchema = { type: String(api.type).toLowerCase() as PropertyType };
  if (typeof api.description === 'string') schema.description = api.description;
  if ('default' in api) schema.default = api.default as Value;
  if (api.required === true) schema.required = true;
  if (api.update_allowed === true) schema.updateAllowed = true;
  if (api.immutable === true) schema.immutable = true;
  if (api.allow_conversion === true) schema.allowConversion = true;
  if (Array.isArray(api.constraints)) schema.constraints = api.constraints.map((c) => constraint(c as ValueMap));
  if (isMap(api.schema)) {
    const keys = Object.keys(api.schema);
    if (keys.length === 1 && keys[0] === '*') schema.items = propertySchema(api.schema['*'] as ValueMap);
    else schema.properties = propertySchemas(api.schema);
  }
  return schema;
}

export function propertySchemas(api: ValueMap): Record<string, PropertySchema> {
  return Object.fromEntries(Object.entries(api).map(([name, schema]) => [name, propertySchema(schema as ValueMap)]));
}

function constraint(api: ValueMap): Constraint {
  const [kind = '', detail] = Object.entries(api).find(([key]) => key !== 'description') ?? [];
  const description = typeof api.description === 'string' ? { description: api.description } : {};
  switch (kind) {
    case 'length':
    case 'range':
    case 'modulo':
      return { kind, ...(detail as object), ...description } as Constraint;
    case 'allowed_values':
      return { kind, values: detail as Value[], ...description };
    case 'allowed_pattern':
      return { kind, pattern: String(detail), ...description };
    case 'custom_constraint':
      return { kind, name: String(detail), ...description };
    default:
      throw new Error(`Constraint of unknown kind ${kind}.`);
  }
}

/** What the notes of a type say and its schema does not. */
const NOTED: Record<string, (type: ResourceTypeSchema) => void> = {
  'Vec::Attrs': (type) => {
    (type.attributes.live as AttributeSchema).cache = 'none';
  },
  'Vec::Choosy': (type) => {
    type.mustReplace = (after) => after.kind === 'z';
    type.replaceOn = ({ before, after, changed, metadataBefore, metadataAfter }) =>
      (changed.includes('size') && Number(after.size) < Number(before.size)) ||
      (isMap(metadataAfter) &&
        'rebuild' in metadataAfter &&
        JSON.stringify(metadataBefore) !== JSON.stringify(metadataAfter));
  },
  'Vec::Hidden': (type) => {
    (type.properties.old as PropertySchema).support = { status: 'HIDDEN' };
  },
  'Vec::Implicit': (type) => {
    type.implicitDependencies = (_self, siblings) => siblings.ofType('Vec::Snap').map(({ name }) => name);
  },
  'Vec::Snap': (type) => {
    type.deletionPolicies = ['Delete', 'Retain', 'Snapshot'];
  },
  'Vec::Translated': (type) => {
    type.translation = [
      { rule: 'Replace', path: ['name'], valuePath: ['old_name'] },
      { rule: 'Add', path: ['items'], valuePath: ['more_items'] },
      { rule: 'Delete', path: ['gone'] },
      { rule: 'Replace', path: ['ports', 'port'], valueName: 'port_id' },
    ];
  },
  'Vec::Unimplemented': (type) => {
    type.properties.later = { type: 'string', implemented: false };
  },
};

function resourceType(name: string, api: ValueMap): ResourceTypeSchema {
  const type: ResourceTypeSchema = {
    name,
    properties: propertySchemas(api.properties as ValueMap),
    attributes: {},
    updatePolicy: isMap(api.update_policy) ? propertySchemas(api.update_policy) : {},
    support: { status: 'SUPPORTED', version: '1.0.0' },
    deletionPolicies: ['Delete', 'Retain'],
    translation: [],
  };
  for (const [key, schema] of Object.entries(api.attributes as ValueMap))
    type.attributes[key] = { ...(schema as object) } as AttributeSchema;
  type.attributes.show = { description: 'Detailed information about resource.', type: 'map', cache: 'none' };
  NOTED[name]?.(type);
  return type;
}

export const vecTypes: ReadonlyMap<string, ResourceTypeSchema> = new Map(
  Object.entries(data.types).map(([name, api]) => [name, resourceType(name, api)]),
);

export const vecRegistry: TypeRegistry = { get: (name) => vecTypes.get(name), names: () => vecTypes.keys() };

/** The custom constraints: null when the value passes, else a message. */
export const vecConstraints: Record<string, (value: Value) => string | null> = {
  'vec.even': (value) => {
    const text = String(value).trim();
    return /^[+-]?\d+$/.test(text) && /[02468]$/.test(text) ? null : `${text} is not even`;
  },
  'vec.known': (value) => (['alpha', 'beta', 'gamma'].includes(value as string) ? null : `${String(value)} is unknown`),
};
