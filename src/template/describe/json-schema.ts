/**
 * HOT as a JSON Schema (draft-07), made from the catalogue. YAML language servers complete and check templates with it:
 *
 *     # yaml-language-server: $schema=./hot.schema.json
 *     heat_template_version: 2021-04-16
 */
import { ADDED_PARAMETER_TYPES, PARAMETER_TYPES } from '../parameters/dialect.ts';
import type { ResourceTypeSchema, TypeRegistry } from '../schema/types.ts';
import { setKey, type ValueMap } from '../value.ts';
import { type FormatFacts, formatFacts } from './formats.ts';
import { keysJsonSchema, orFunction } from './json-schema-property.ts';
import { isShown } from './support.ts';

const NAME = { type: 'string', minLength: 1 };
const TEXT = { type: ['string', 'null'] };
const CONDITION_NAME = {
  description: 'Name of a condition, true or false, or a function that yields one.',
  type: ['string', 'boolean', 'object'],
};
const BOUND = { type: ['number', 'string'] };

const CONSTRAINT: ValueMap = {
  type: 'object',
  additionalProperties: false,
  properties: {
    description: { type: 'string', description: 'Shown where a value does not meet the constraint.' },
    length: minMax('Bounds of the length of a text, or of the number of elements.'),
    range: minMax('Bounds of a number.'),
    modulo: {
      description: 'A number that is a multiple of step, plus offset.',
      type: 'object',
      additionalProperties: false,
      required: ['step', 'offset'],
      properties: { step: BOUND, offset: BOUND },
    },
    allowed_values: { type: 'array', description: 'The values that are taken.' },
    allowed_pattern: { type: 'string', description: 'Regular expression that the whole value matches.' },
    custom_constraint: { type: 'string', description: 'Named check in the cloud, such as nova.flavor.' },
  },
};

function minMax(description: string): ValueMap {
  return { description, type: 'object', additionalProperties: false, properties: { min: BOUND, max: BOUND } };
}

const PARAMETER: ValueMap = {
  type: 'object',
  required: ['type'],
  additionalProperties: false,
  properties: {
    type: { description: 'What kind of value the parameter takes.' },
    label: { ...TEXT, description: 'Name for people.' },
    description: { ...TEXT, description: 'What the parameter is for.' },
    default: { description: 'Value where the user gives none.' },
    hidden: { type: ['boolean', 'string'], description: 'Whether the value is masked wherever it is shown.' },
    immutable: { type: ['boolean', 'string'], description: 'Whether an update may not change the value.' },
    tags: { type: 'array', description: 'Labels for grouping parameters.' },
    constraints: { type: 'array', items: { $ref: '#/definitions/constraint' } },
    schema: {},
  },
};

/** Plugins may have added types. */
function parameterSchema(): ValueMap {
  const properties = PARAMETER.properties as Record<string, ValueMap>;
  const type = { ...properties.type, enum: [...Object.keys(PARAMETER_TYPES), ...ADDED_PARAMETER_TYPES.keys()] };
  return { ...PARAMETER, properties: { ...properties, type } };
}

const PARAMETER_GROUP: ValueMap = {
  type: 'object',
  required: ['parameters'],
  properties: {
    label: { description: 'Heading of the group.' },
    description: { description: 'What the group is about.' },
    parameters: {
      type: 'array',
      items: NAME,
      description: 'Names of the parameters, in the order in which to show them.',
    },
  },
};

function outputSchema(keys: readonly string[]): ValueMap {
  const all: ValueMap = {
    description: { ...TEXT, description: 'What the output tells.' },
    value: { description: 'The value, usually a function.' },
    condition: CONDITION_NAME,
  };
  return { type: 'object', required: ['value'], additionalProperties: false, properties: pick(all, keys) };
}

function pick(map: ValueMap, keys: readonly string[]): ValueMap {
  const picked: ValueMap = {};
  for (const key of keys) picked[key] = map[key] ?? {};
  return picked;
}

/** Names of types: those known, templates, and names of the user's own, which an environment explains. */
function typeName(names: readonly string[]): ValueMap {
  return {
    description: 'Type of the resource, or the name of a template.',
    type: 'string',
    anyOf: [{ enum: [...names] }, { pattern: '\\.(yaml|template)$' }, { not: { pattern: '^(OS|AWS)::' } }],
  };
}

function resourceSchema(types: readonly ResourceTypeSchema[], facts: FormatFacts): ValueMap {
  const shown = types.filter(isShown).map(({ name }) => name);
  const keys: ValueMap = {
    type: typeName(shown),
    description: { ...TEXT, description: 'What the resource is for.' },
    properties: { description: 'What is special about this resource.' },
    metadata: { type: ['object', 'null'], description: 'Data that travels with the resource.' },
    depends_on: {
      description: 'Resources that have to be there first, beyond those referred to.',
      anyOf: [NAME, { type: 'array', items: { type: ['string', 'object'] } }, { type: ['object', 'null'] }],
    },
    deletion_policy: orFunction({
      enum: [...facts.deletionPolicies, null],
      description: 'What becomes of the object when the resource is deleted.',
    }),
    update_policy: { type: ['object', 'null'], description: 'How the resource goes about an update.' },
    external_id: { type: ['string', 'object', 'null'], description: 'Id of an object that exists already.' },
    condition: CONDITION_NAME,
  };
  return {
    type: 'object',
    required: ['type'],
    additionalProperties: false,
    properties: pick(keys, facts.resourceKeys),
    allOf: types.map(({ name }) => ({
      if: { properties: { type: { const: name } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/types/${name}` },
    })),
  };
}

/** What the resource of one type adds: its properties, its update policy. */
function typeSchema(type: ResourceTypeSchema): ValueMap {
  const properties = { type: ['object', 'null'], ...keysJsonSchema(type.properties) };
  const schema: ValueMap = { properties: { properties: orFunction(properties) } };
  if (type.description !== undefined) schema.description = type.description;
  if (Object.keys(type.updatePolicy).length > 0) {
    const policy = orFunction({ type: ['object', 'null'], ...keysJsonSchema(type.updatePolicy, false) });
    schema.properties = { ...(schema.properties as ValueMap), update_policy: policy };
  }
  if (Object.values(type.properties).some(({ required }) => required)) schema.required = ['properties'];
  return schema;
}

/** A JSON Schema of HOT templates. It describes the latest version; Hearth itself knows what older ones lack. */
export function jsonSchema(registry: TypeRegistry): ValueMap {
  const facts = formatFacts();
  const types = [...registry.names()].sort().flatMap((name) => registry.get(name) ?? []);
  const typeSchemas: ValueMap = {};
  for (const type of types) setKey(typeSchemas, type.name, typeSchema(type));
  const functions: ValueMap = {};
  for (const name of facts.functions) functions[name] = {};
  const named = (schema: ValueMap, description: string): ValueMap => ({
    description,
    type: ['object', 'null'],
    additionalProperties: schema,
  });
  const sections: ValueMap = {
    heat_template_version: { description: 'Version of the template language.', enum: [...facts.versions] },
    description: { ...TEXT, description: 'What the template makes.' },
    parameter_groups: { type: ['array', 'null'], items: PARAMETER_GROUP },
    parameters: named({ $ref: '#/definitions/parameter' }, 'What users can choose.'),
    conditions: named({}, 'Named conditions, on which resources and outputs may depend.'),
    resources: named({ $ref: '#/definitions/resource' }, 'What the stack is made of.'),
    outputs: named(outputSchema(facts.outputKeys), 'What the stack tells about itself.'),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Heat Orchestration Template',
    type: 'object',
    required: ['heat_template_version'],
    additionalProperties: false,
    properties: pick(sections, facts.sections),
    definitions: {
      // The key of a function says that it is one; what else is in it is checked by `function`.
      isFunction: { type: 'object', minProperties: 1, maxProperties: 1, propertyNames: { enum: [...facts.functions] } },
      function: { type: 'object', properties: functions },
      constraint: CONSTRAINT,
      parameter: parameterSchema(),
      resource: resourceSchema(types, facts),
      types: typeSchemas,
    },
  };
}
