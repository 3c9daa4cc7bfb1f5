import type { PropertySchema, PropertyType } from '../../template/schema/types.ts';
import { resource } from '../define.ts';
import { schema } from './value.schema.ts';

const TYPES: Record<string, PropertyType> = {
  string: 'string',
  number: 'number',
  comma_delimited_list: 'list',
  json: 'map',
  boolean: 'boolean',
};

/** The schema for each declared type of the value. */
const BY_TYPE: Record<string, Record<string, PropertySchema>> = Object.fromEntries(
  Object.entries(TYPES).map(([name, type]) => [
    name,
    { ...schema.properties, value: { ...schema.properties.value, type } },
  ]),
);

export const value = resource({
  ...schema,
  propertiesFor: (read) => BY_TYPE[String(read('type'))] ?? schema.properties,
  async update() {},
  attribute: async ({ properties }, name) => (name === 'value' ? (properties.value ?? null) : null),
});
