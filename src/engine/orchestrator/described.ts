import { describeParameter } from '../../template/describe/index.ts';
import { PSEUDO_NAMES } from '../../template/parameters/index.ts';
import { isTruthy } from '../../template/schema/index.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import type { Draft } from '../model/model.ts';

/** A template as `validate` describes it: its parameters, with the values that they are given. */
export function describeStack({ template, parameters: given }: Draft): ValueMap {
  const parameters: ValueMap = {};
  for (const parameter of given) {
    if (!PSEUDO_NAMES[template.kind].has(parameter.name)) parameters[parameter.name] = describeParameter(parameter);
  }
  const groups = template.parameterGroups;
  return {
    Description: template.description,
    Parameters: parameters,
    ...(groups !== undefined && isTruthy(groups) ? { ParameterGroups: groups as Value } : {}),
  };
}
