import { convertToType, loadJson, type PropertyType } from '../../template/schema/index.ts';
import type { Value } from '../../template/value.ts';
import { resource } from '../define.ts';
import { schema } from './value.schema.ts';

export const value = resource({
  ...schema,
  validate({ properties }) {
    settled(properties.type, properties.value ?? null);
  },
  async update() {},
  attribute: async ({ properties }, name) =>
    name === 'value' ? settled(properties.type, properties.value ?? null) : null,
});

const TYPES: Record<string, PropertyType> = {
  string: 'string',
  number: 'number',
  comma_delimited_list: 'list',
  json: 'map',
  boolean: 'boolean',
};

/** The value in its declared type. */
function settled(type: Value | undefined, given: Value): Value {
  const wanted = typeof type === 'string' ? TYPES[type] : undefined;
  if (wanted === undefined || given === null) return given;
  if (typeof given === 'string' && wanted === 'list') return given === '' ? [] : given.split(',');
  if (typeof given === 'string' && wanted === 'map') return loadJson(given);
  return convertToType(wanted, given);
}
