/**
 * A template that stands for a resource type: its properties as parameters, its attributes as outputs. The start of a
 * template that is to replace the type (`GET /resource_types/{type}/template`).
 */
import { HeatError } from '../../errors.ts';
import { PARAMETER_TYPES, type ParameterType } from '../parameters/dialect.ts';
import { showConstraint } from '../schema/shown-form.ts';
import type { Constraint, PropertySchema, PropertyType, ResourceTypeSchema } from '../schema/types.ts';
import { setKey, type Value, type ValueMap } from '../value.ts';
import { isShown } from './support.ts';
import { shownAttributes } from './type-schema.ts';

/** There is no parameter for a property that takes anything. */
const TYPES: Partial<Record<PropertyType, ParameterType>> = {
  integer: 'number',
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  map: 'json',
  list: 'comma_delimited_list',
};

function parameterType(name: string, schema: PropertySchema): ParameterType {
  const type = TYPES[schema.type];
  if (type === undefined) throw new HeatError('KeyError', `No parameter can stand for property ${name} of any type.`);
  return type;
}

interface Style {
  parameter(name: string, schema: PropertySchema): ValueMap;
  property(name: string, schema: PropertySchema): Value;
  output(resource: string, attribute: string, description: string | undefined): ValueMap;
  reference(resource: string): ValueMap;
  template(parts: {
    description: string;
    parameters: ValueMap;
    resources: Record<string, Part>;
    outputs: ValueMap;
  }): ValueMap;
}

interface Part {
  type: string;
  properties: ValueMap;
}

/** The constraints that a generated template takes over. */
const HOT_CONSTRAINTS: ReadonlySet<Constraint['kind']> = new Set([
  'length',
  'range',
  'allowed_values',
  'allowed_pattern',
]);

function hotConstraint(constraint: Constraint): ValueMap {
  if (!HOT_CONSTRAINTS.has(constraint.kind)) return {};
  return { [constraint.kind]: showConstraint(constraint)[constraint.kind] ?? null };
}

const CFN_BOUNDS = { length: 'Length', range: 'Value' } as const;

function cfnConstraint(constraint: Constraint): ValueMap {
  if (constraint.kind === 'allowed_values') return { AllowedValues: constraint.values };
  if (constraint.kind === 'allowed_pattern') return { AllowedPattern: constraint.pattern };
  if (constraint.kind !== 'length' && constraint.kind !== 'range') return {};
  const of = CFN_BOUNDS[constraint.kind];
  const bounds: ValueMap = {};
  if (constraint.min !== undefined) bounds[`Min${of}`] = constraint.min;
  if (constraint.max !== undefined) bounds[`Max${of}`] = constraint.max;
  return bounds;
}

const hasDefault = (schema: PropertySchema) => schema.default !== undefined && schema.default !== null;

const STYLES: Record<'hot' | 'cfn', Style> = {
  hot: {
    parameter: (name, schema) => ({
      type: parameterType(name, schema),
      ...(schema.description === undefined ? {} : { description: schema.description }),
      ...(hasDefault(schema) ? { default: schema.default as Value } : {}),
      ...(schema.constraints?.length ? { constraints: schema.constraints.map(hotConstraint) } : {}),
    }),
    property: (name) => ({ get_param: name }),
    output: (resource, attribute, description) => ({
      value: { get_attr: [resource, attribute] },
      description: description ?? null,
    }),
    reference: (resource) => ({ value: { get_resource: resource } }),
    template: ({ description, parameters, resources, outputs }) => ({
      heat_template_version: '2016-10-14',
      description,
      parameters,
      outputs,
      resources: resources as unknown as Value,
    }),
  },
  cfn: {
    parameter: (name, schema) => ({
      Type: PARAMETER_TYPES[parameterType(name, schema)].cfn,
      ...(schema.description === undefined ? {} : { Description: schema.description }),
      ...(hasDefault(schema) ? { Default: schema.default as Value } : {}),
      ...Object.assign({}, ...(schema.constraints ?? []).map(cfnConstraint)),
      ...(schema.type === 'boolean' ? { AllowedValues: ['True', 'true', 'False', 'false'] } : {}),
    }),
    property: (name, schema): ValueMap =>
      schema.type === 'list' ? { 'Fn::Split': [',', { Ref: name }] } : { Ref: name },
    output: (resource, attribute, description) => ({
      Value: { 'Fn::GetAtt': [resource, attribute] },
      Description: description ?? null,
    }),
    reference: (resource) => ({ Value: { Ref: resource } }),
    template: ({ description, parameters, resources, outputs }) => ({
      HeatTemplateFormatVersion: '2012-12-12',
      Description: description,
      Parameters: parameters,
      Resources: Object.fromEntries(
        Object.entries(resources).map(([name, { type, properties }]) => [name, { Type: type, Properties: properties }]),
      ),
      Outputs: outputs,
    }),
  },
};

/** Throws KeyError where a property takes values of any type. */
export function generateTemplate(type: ResourceTypeSchema, style: 'hot' | 'cfn'): ValueMap {
  const write = STYLES[style];
  const resource = type.className ?? type.name.slice(type.name.lastIndexOf(':') + 1);
  const parameters: ValueMap = {};
  const properties: ValueMap = {};
  for (const [name, schema] of Object.entries(type.properties)) {
    if (!isShown(schema) || schema.implemented === false) continue;
    setKey(parameters, name, write.parameter(name, schema));
    setKey(properties, name, write.property(name, schema));
  }
  const outputs: ValueMap = {};
  for (const [name, { description }] of shownAttributes(type)) {
    setKey(outputs, name, write.output(resource, name, description));
  }
  outputs['OS::stack_id'] = write.reference(resource);
  const description = `Initial template of ${resource}`;
  return write.template({
    description,
    parameters,
    resources: { [resource]: { type: type.name, properties } },
    outputs,
  });
}
