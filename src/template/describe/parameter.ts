/** A parameter as the answer of a validation shows it, in CloudFormation's words. */
import { PARAMETER_TYPES } from '../parameters/dialect.ts';
import type { Parameter } from '../parameters/parameter.ts';
import { isTruthy } from '../schema/python-values.ts';
import type { Constraint } from '../schema/types.ts';
import type { Value, ValueMap } from '../value.ts';

type Shower = { [K in Constraint['kind']]: (constraint: Extract<Constraint, { kind: K }>) => Record<string, unknown> };

const CONSTRAINTS: Shower = {
  length: ({ min, max }) => ({ MinLength: min, MaxLength: max }),
  range: ({ min, max }) => ({ MinValue: min, MaxValue: max }),
  modulo: ({ step, offset }) => ({ Step: step, Offset: offset }),
  allowed_values: ({ values }) => ({ AllowedValues: values }),
  allowed_pattern: ({ pattern }) => ({ AllowedPattern: pattern }),
  custom_constraint: ({ name }) => ({ CustomConstraint: name }),
};

export function describeParameter(parameter: Parameter): ValueMap {
  const { schema } = parameter;
  const shown: ValueMap = {
    Type: PARAMETER_TYPES[schema.type].cfn,
    Description: isTruthy(schema.description) ? schema.description : '',
    NoEcho: schema.hidden ? 'true' : 'false',
    Label: parameter.label,
  };
  if (parameter.default !== null) shown.Default = parameter.default;
  if (isTruthy(parameter.given)) shown.Value = parameter.given;
  if (isTruthy(schema.tags)) shown.Tags = schema.tags;
  const descriptions: string[] = [];
  for (const constraint of schema.value.constraints ?? []) {
    const show = CONSTRAINTS[constraint.kind] as (constraint: Constraint) => Record<string, Value | undefined>;
    for (const [key, value] of Object.entries(show(constraint))) if (value !== undefined) shown[key] = value;
    if (constraint.description) descriptions.push(constraint.description);
  }
  if (descriptions.length > 0) shown.ConstraintDescription = descriptions.join(' ');
  return shown;
}
