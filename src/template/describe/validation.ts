/**
 * The answer to the validation of a template: its parameters for a form to ask for, those of nested stacks on demand,
 * and the environment. The validation itself is done before.
 */
import type { Environment } from '../environment/environment.ts';
import type { ParameterValues } from '../parameters/values.ts';
import { isTruthy } from '../schema/python-values.ts';
import { setKey, type Value, type ValueMap } from '../value.ts';
import { describeParameter } from './parameter.ts';

/** A template with what it was validated with. */
export interface DescribedStack {
  description: Value;
  parameterGroups: Value | undefined;
  parameters: ParameterValues;
  environment: Environment;
  /** Resources that are nested stacks, with their types. Asked only where nested parameters are wanted. */
  nested(): Iterable<{ name: string; type: string; stack: DescribedStack }>;
}

function describeParameters(stack: DescribedStack): ValueMap {
  const parameters: ValueMap = {};
  for (const parameter of stack.parameters.declared()) setKey(parameters, parameter.name, describeParameter(parameter));
  return parameters;
}

/** What there is to say of any stack, at the top or nested. */
function describeStack(stack: DescribedStack): ValueMap {
  return {
    Description: stack.description,
    Parameters: describeParameters(stack),
    ...(isTruthy(stack.parameterGroups) ? { ParameterGroups: stack.parameterGroups as Value } : {}),
  };
}

function describeNested(stack: DescribedStack): ValueMap {
  const nested: ValueMap = {};
  for (const { name, type, stack: child } of stack.nested()) {
    setKey(nested, name, { Type: type, ...describeStack(child), ...describeNested(child) });
  }
  return Object.keys(nested).length === 0 ? {} : { NestedParameters: nested };
}

/** `POST /validate`. */
export function describeValidation(stack: DescribedStack, { showNested = false } = {}): ValueMap {
  const answer = { ...describeStack(stack), ...(showNested ? describeNested(stack) : {}) };
  // Last, since looking into nested stacks may add to the registry.
  return { ...answer, Environment: stack.environment.toUserSections() };
}

/** The same in the words of CloudFormation's `ValidateTemplate`. */
export function describeCfnValidation(answer: ValueMap): ValueMap {
  const parameters = Object.entries(answer.Parameters as Record<string, ValueMap>).map(([key, parameter]) => ({
    ParameterKey: key,
    DefaultValue: parameter.Default ?? '',
    Description: parameter.Description ?? '',
    NoEcho: parameter.NoEcho ?? 'false',
  }));
  const result = { ...answer, Parameters: parameters };
  return { ValidateTemplateResponse: { ValidateTemplateResult: result } };
}
