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

export const registry: TypeRegistry = { get: (name) => types.get(name), names: () => types.keys() };

export const base = baseRegistry(registry, [{ resource_registry: data.aliases }]);
