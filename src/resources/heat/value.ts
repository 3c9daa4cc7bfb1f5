import type { PropertySchema, PropertyType } from '../../template/schema/types.ts';
import { ownType } from '../own-type.ts';
import { anything, oneOf, required, since, text, update } from '../terms/index.ts';
import { schemaOf } from '../terms/schema-of.ts';

const TYPES = {
  string: 'string',
  number: 'number',
  comma_delimited_list: 'list',
  json: 'map',
  boolean: 'boolean',
} as const satisfies Record<string, PropertyType>;
const TYPE_NAMES = Object.keys(TYPES) as (keyof typeof TYPES)[];

const PROPERTIES = {
  type: text('Its type, by which it is checked and converted.', oneOf(...TYPE_NAMES), update),
  value: anything('The value.', required, update),
};
const OF_ANY_TYPE = schemaOf(PROPERTIES).properties;

/** The schema for each declared type of the value. */
const BY_TYPE: Record<string, Record<string, PropertySchema>> = Object.fromEntries(
  Object.entries(TYPES).map(([name, type]) => [
    name,
    schemaOf({ ...PROPERTIES, value: { ...PROPERTIES.value, type } }).properties,
  ]),
);

export const value = ownType({
  name: 'OS::Heat::Value',
  description: 'A value worked out from others, under a name.',
  ...since('7.0.0'),
  properties: PROPERTIES,
  attributes: {
    value: anything('The value.'),
  },
  propertiesFor: (read) => BY_TYPE[String(read('type'))] ?? OF_ANY_TYPE,
  attribute: async ({ properties }, name) => (name === 'value' ? (properties.value ?? null) : null),
});
