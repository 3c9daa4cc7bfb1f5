/** `get_param`, and `Ref` where it means a parameter. */
import { HeatError } from '../../errors.ts';
import type { Evaluation, Resolved } from '../expression/evaluate.ts';
import type { Call } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { isSequence, subscript } from '../expression/sequences.ts';
import { toInteger } from '../schema/numbers.ts';
import { isTruthy } from '../schema/python-values.ts';
import { Unknown } from '../schema/types.ts';
import { isInteger, isMap, type Value } from '../value.ts';

/** `{get_param: name}` or `{get_param: [name, key, index, …]}`; a path that leads nowhere yields an empty text. */
export const getParam = templateFunction({
  description: 'The value of a parameter, or part of it.',
  resolve(call, evaluation) {
    const args = evaluation.known(call.args);
    if (!isTruthy(args)) throw new HeatError('ValueError', `Function "${call.name}" must have arguments.`);
    if (typeof args !== 'string' && !Array.isArray(args)) {
      throw new HeatError('TypeError', `Argument to "${call.name}" must be string or list.`);
    }
    const [name, ...path] = typeof args === 'string' ? [args] : args;
    if (typeof name !== 'string') throw new HeatError('TypeError', `Parameter name in "${call.name}" must be string.`);
    const value = evaluation.noted(readParameter(name, call, 'UserParameterMissing'));
    return value instanceof Unknown ? value : follow(value, path);
  },
});

/** KeyError of the parameters becomes the error of whoever asked. */
function readParameter(
  name: string,
  call: Call,
  missing: 'UserParameterMissing' | 'InvalidTemplateReference',
): Resolved {
  try {
    return call.scope.parameter(name);
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'KeyError') throw error;
    if (missing === 'UserParameterMissing') throw new HeatError(missing, `The Parameter (${name}) was not provided.`);
    throw new HeatError(missing, `The specified reference "${name}" (in unknown) is incorrect.`);
  }
}

function follow(value: Value, path: readonly Value[]): Value {
  let current = value;
  for (const key of path) {
    try {
      current = step(current, key);
    } catch (error) {
      if (error instanceof HeatError) return '';
      throw error;
    }
  }
  return current;
}

function step(collection: Value, key: Value): Value {
  if (!isMap(collection) && !isSequence(collection)) throw new HeatError('TypeError', 'there is no path into a scalar');
  if (typeof key !== 'string' && typeof key !== 'boolean' && !isInteger(key)) {
    throw new HeatError('TypeError', 'steps of a path must be strings');
  }
  return subscript(collection, isSequence(collection) && typeof key === 'string' ? toInteger(key) : key);
}

/** A parameter by its name alone. */
export function parameterReference(call: Call, evaluation: Evaluation): Resolved {
  const name = evaluation.known(call.args);
  if (typeof name === 'object' && name !== null)
    throw new HeatError('TypeError', 'The name of a parameter must be a string.');
  return evaluation.noted(
    readParameter(typeof name === 'string' ? name : String(name), call, 'InvalidTemplateReference'),
  );
}

/** `Ref` in conditions, where there are no resources. */
export const paramRef = templateFunction({
  description: 'The value of a parameter.',
  resolve: (call, evaluation) => parameterReference(call as Call, evaluation),
});
