/** How a template format writes its parameters: names of types and keys, and what a parameter may have. */
import type { Constraint, PropertyType } from '../schema/types.ts';

export type ParameterType = 'string' | 'number' | 'comma_delimited_list' | 'json' | 'boolean';

/** The property type as which a parameter is constrained, and its name in CloudFormation and in the API. */
export const PARAMETER_TYPES: Record<ParameterType, { property: PropertyType; cfn: string }> = {
  string: { property: 'string', cfn: 'String' },
  number: { property: 'number', cfn: 'Number' },
  comma_delimited_list: { property: 'list', cfn: 'CommaDelimitedList' },
  json: { property: 'map', cfn: 'Json' },
  boolean: { property: 'boolean', cfn: 'Boolean' },
};

/** Types that plugins add: one of the above with constraints. */
export const ADDED_PARAMETER_TYPES = new Map<string, { base: ParameterType; constraints: readonly Constraint[] }>();

type SchemaKey = 'type' | 'default' | 'description' | 'label' | 'hidden';

export interface ParameterDialect {
  kind: 'hot' | 'cfn';
  types: Record<string, ParameterType>;
  /** Every key that a parameter may have, by what it means. */
  keys: Record<SchemaKey, string> & Record<string, string | undefined>;
  modulo: boolean;
}

const names = Object.keys(PARAMETER_TYPES) as ParameterType[];

const HOT_KEYS = {
  type: 'type',
  description: 'description',
  default: 'default',
  /** Accepted, and without meaning. */
  schema: 'schema',
  constraints: 'constraints',
  hidden: 'hidden',
  label: 'label',
  immutable: 'immutable',
};

/** HOT up to 2016-10-14. */
const HOT_FIRST: ParameterDialect = {
  kind: 'hot',
  types: Object.fromEntries(names.map((name) => [name, name])),
  keys: HOT_KEYS,
  modulo: false,
};
/** HOT from 2017-02-24: modulo. */
const HOT_MODULO: ParameterDialect = { ...HOT_FIRST, modulo: true };
/** HOT from 2018-03-02: tags. */
const HOT_TAGS: ParameterDialect = { ...HOT_MODULO, keys: { ...HOT_KEYS, tags: 'tags' } };

const CFN: ParameterDialect = {
  kind: 'cfn',
  types: Object.fromEntries(names.map((name) => [PARAMETER_TYPES[name].cfn, name])),
  keys: {
    type: 'Type',
    default: 'Default',
    hidden: 'NoEcho',
    description: 'Description',
    label: 'Label',
    allowedValues: 'AllowedValues',
    allowedPattern: 'AllowedPattern',
    maxLength: 'MaxLength',
    minLength: 'MinLength',
    maxValue: 'MaxValue',
    minValue: 'MinValue',
    constraintDescription: 'ConstraintDescription',
  },
  modulo: false,
};

/** The dialect of a template format; `version` is a date (`2018-03-02`). */
export function parameterDialect(kind: 'hot' | 'cfn', version: string): ParameterDialect {
  if (kind === 'cfn') return CFN;
  if (version < '2017-02-24') return HOT_FIRST;
  return version < '2018-03-02' ? HOT_MODULO : HOT_TAGS;
}
