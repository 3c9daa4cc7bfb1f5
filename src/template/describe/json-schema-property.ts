/** A property's schema as JSON Schema. Wherever a value may stand, a function may stand too. */
import { magnitude, toNumber } from '../schema/numbers.ts';
import { pythonText } from '../schema/python-values.ts';
import type { Bound, Constraint, PropertySchema, PropertyType } from '../schema/types.ts';
import { setKey, type Value, type ValueMap } from '../value.ts';
import { isShown } from './support.ts';

const INTEGER_TEXT = '^\\s*[-+]?\\d+\\s*$';
const NUMBER_TEXT = '^\\s*[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?\\s*$';

/** What each type takes. Null is what an empty value in YAML gives: the default. */
const TYPES: Record<PropertyType, ValueMap> = {
  string: { type: ['string', 'integer', 'boolean', 'null'] },
  integer: { anyOf: [{ type: ['number', 'boolean', 'null'] }, { type: 'string', pattern: INTEGER_TEXT }] },
  number: { anyOf: [{ type: ['number', 'boolean', 'null'] }, { type: 'string', pattern: NUMBER_TEXT }] },
  boolean: {
    anyOf: [{ type: ['boolean', 'null'] }, { type: 'string', pattern: '^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$' }],
  },
  list: { type: ['array', 'null'] },
  map: { type: ['object', 'null'] },
  any: {},
};

/** Takes a function in place of a value. */
const OR_FUNCTION = { $ref: '#/definitions/isFunction' };

export function orFunction(schema: ValueMap): ValueMap {
  return { if: OR_FUNCTION, then: { $ref: '#/definitions/function' }, else: schema };
}

const LENGTHS: Partial<Record<PropertyType, [min: string, max: string]>> = {
  string: ['minLength', 'maxLength'],
  list: ['minItems', 'maxItems'],
  map: ['minProperties', 'maxProperties'],
};

function bounds(min: Bound | undefined, max: Bound | undefined, keys: [string, string]): ValueMap {
  const schema: ValueMap = {};
  if (min !== undefined) schema[keys[0]] = Number(magnitude(min));
  if (max !== undefined) schema[keys[1]] = Number(magnitude(max));
  return schema;
}

/** The values as they are, and as texts. */
function spellings(values: readonly Value[]): Value[] {
  const all = new Set<Value>(values);
  for (const value of values) {
    all.add(pythonText(value));
    if (typeof value !== 'string') continue;
    try {
      all.add(toNumber(value) as Value);
    } catch {
      // A word spells no number.
    }
  }
  return [...all, null];
}

/** Python's patterns are JavaScript's as long as they hold nothing peculiar. */
function asPattern(pattern: string): ValueMap {
  if (/\(\?|\\[AZ]|\[\[/.test(pattern)) return {};
  try {
    new RegExp(pattern, 'u');
  } catch {
    return {};
  }
  return { pattern: `^(?:${pattern})$` };
}

/** Constraints that JSON Schema can say; the others are left to Hearth. */
function constraintSchema(constraint: Constraint, type: PropertyType): ValueMap {
  if (constraint.kind === 'length') {
    const keys = LENGTHS[type];
    return keys === undefined ? {} : bounds(constraint.min, constraint.max, keys);
  }
  if (constraint.kind === 'range') return bounds(constraint.min, constraint.max, ['minimum', 'maximum']);
  if (constraint.kind === 'allowed_pattern') return asPattern(constraint.pattern);
  if (constraint.kind === 'allowed_values') {
    return type === 'list'
      ? { items: orFunction({ enum: spellings(constraint.values) }) }
      : { enum: spellings(constraint.values) };
  }
  return {};
}

function describe(schema: PropertySchema): string {
  const lines = [schema.description ?? ''];
  for (const constraint of schema.constraints ?? []) {
    if (constraint.kind === 'custom_constraint') lines.push(`Must be a valid ${constraint.name}.`);
    else if (constraint.description) lines.push(constraint.description);
  }
  if (schema.immutable) lines.push('Cannot be changed.');
  else if (!schema.updateAllowed) lines.push('A change replaces the resource.');
  if (schema.support?.status === 'DEPRECATED') lines.push(`Deprecated. ${schema.support.message ?? ''}`.trim());
  return lines.filter((line) => line !== '').join('\n');
}

/** One property. `top`: whether what a change of it does is worth a word. */
export function propertyJsonSchema(schema: PropertySchema, top = true): ValueMap {
  const value: ValueMap = { ...TYPES[schema.type] };
  if (schema.items !== undefined) {
    const items = propertyJsonSchema(schema.items, false);
    value[schema.type === 'list' ? 'items' : 'additionalProperties'] = items;
  }
  if (schema.properties !== undefined) Object.assign(value, keysJsonSchema(schema.properties, false));
  const said = (schema.constraints ?? []).map((constraint) => constraintSchema(constraint, schema.type));
  const conditions = said.filter((condition) => Object.keys(condition).length > 0);
  if (conditions.length > 0) value.allOf = conditions;
  const description = top ? describe(schema) : (schema.description ?? '');
  return {
    ...(description === '' ? {} : { description }),
    ...(schema.default === undefined || schema.default === null ? {} : { default: schema.default }),
    ...(schema.support?.status === 'DEPRECATED' ? { deprecated: true } : {}),
    ...examples(schema),
    ...orFunction(value),
  };
}

/** Values to choose from: language servers do not offer what stands behind a condition. */
function examples({ type, constraints = [] }: PropertySchema): ValueMap {
  if (type === 'boolean') return { examples: [true, false] };
  if (type === 'list') return {};
  const values = constraints.flatMap((constraint) => (constraint.kind === 'allowed_values' ? constraint.values : []));
  return values.length > 0 ? { examples: values } : {};
}

/** A map with these keys and no others. */
export function keysJsonSchema(schemas: Record<string, PropertySchema>, top = true): ValueMap {
  const properties: ValueMap = {};
  const required: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.implemented === false) continue;
    // Hidden properties are taken, but not offered.
    setKey(properties, name, isShown(schema) ? propertyJsonSchema(schema, top) : {});
    if (schema.required) required.push(name);
  }
  return { properties, additionalProperties: false, ...(required.length > 0 ? { required } : {}) };
}
