/** The types of Heat's own that the corpus uses besides Vec types, and the installation's registry with its aliases. */
import { readFileSync } from 'node:fs';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import type { PropertySchema, ResourceTypeSchema, TypeRegistry } from '../../../src/template/schema/types.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';
import { vecTypes } from './vec-types.ts';

const file = new URL('./heat-types.json', import.meta.url);
const data = JSON.parse(readFileSync(file, 'utf8')) as {
  aliases: ValueMap;
  types: Record<string, Partial<ResourceTypeSchema>>;
};

const types = new Map<string, ResourceTypeSchema>(vecTypes);
for (const [name, type] of Object.entries(data.types)) {
  const empty = { properties: {}, attributes: {}, updatePolicy: {}, support: { status: 'SUPPORTED' as const } };
  types.set(name, { name, deletionPolicies: ['Delete', 'Retain'], translation: [], ...empty, ...type });
}

const VALUE_TYPES: Record<string, PropertySchema['type']> = {
  string: 'string',
  number: 'number',
  comma_delimited_list: 'list',
  json: 'map',
  boolean: 'boolean',
};

/** `OS::Heat::Value`: its `value` has the type that its `type` says. */
const value = types.get('OS::Heat::Value') as ResourceTypeSchema;
const variants = new Map(
  Object.entries(VALUE_TYPES).map(([name, type]) => [
    name as Value,
    { ...value.properties, value: { ...(value.properties.value as PropertySchema), type } },
  ]),
);
value.propertiesFor = (read) => variants.get(read('type')) ?? value.properties;

(types.get('OS::Heat::None') as ResourceTypeSchema).anyProperties = true;

const version = { heat_template_version: '2015-04-30' };

/** One member of a group stands for all. */
(types.get('OS::Heat::ResourceGroup') as ResourceTypeSchema).nestedTemplate = ({ properties, forValidation }) => {
  if (forValidation && properties.count === 0) return undefined;
  const { index_var: index, resource_def: member } = properties as ValueMap;
  const first = JSON.parse(JSON.stringify(member).replaceAll(String(index), '0')) as ValueMap;
  const given = Object.fromEntries(Object.entries(first).filter(([, part]) => part !== null));
  return { template: { ...version, resources: { 0: given } }, parameters: {} };
};

(types.get('OS::Heat::ResourceChain') as ResourceTypeSchema).nestedTemplate = ({ properties }) => {
  const { resources: members, resource_properties: shared } = properties as ValueMap;
  const given = shared === null ? {} : { properties: shared as Value };
  const resources = (members as string[]).map((type, i) => [String(i), { type, ...given }]);
  return { template: { ...version, resources: Object.fromEntries(resources) as ValueMap }, parameters: {} };
};

export const registry: TypeRegistry = { get: (name) => types.get(name), names: () => types.keys() };

export const base = baseRegistry(registry, [{ resource_registry: data.aliases }]);
