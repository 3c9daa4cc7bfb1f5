/** What a template says of one output. */
import { HeatError } from '../../errors.ts';
import type { ProblemSink } from '../diagnostics/problems.ts';
import type { Compiler } from '../expression/compile.ts';
import { Evaluation, NOT_MADE } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import type { TemplateFormat } from '../formats/format.ts';
import { pythonText, pythonType } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';
import type { Conditions } from './conditions.ts';

export interface OutputDefinition {
  name: string;
  /** Null where the condition does not hold. */
  value: Expression;
  description: string;
  /** Place in the template. */
  path: readonly (string | number)[];
}

/** Parses one output. Null where it is none, which the sink has been told. */
export function parseOutput(
  name: string,
  raw: Value,
  format: TemplateFormat,
  compiler: Compiler,
  conditions: Conditions,
  problems: ProblemSink,
): OutputDefinition | null {
  const { outputKeys: keys, sections } = format;
  const path = [sections.outputs, name];
  const fail = (message: string) => {
    const error = new HeatError('StackValidationFailed', `Output validation error: ${path.join('.')}: ${message}`);
    problems.add({ error, code: 'invalid-output', path });
    return null;
  };
  if (!isMap(raw)) return fail(`Output definitions must be a map. Found a ${pythonType(raw)} instead.`);
  if (!Object.hasOwn(raw, keys.value)) return fail(`Each output definition must contain a ${keys.value} key.`);
  const written = raw[keys.description] ?? null;
  const description = written === null ? 'No description given' : pythonText(written);
  if (keys.condition !== undefined && raw[keys.condition] !== undefined) {
    const at = [...path, keys.condition];
    const condition = compiler.condition(raw[keys.condition] as Value, at);
    if (!isEnabled(condition, conditions, problems, at)) return { name, value: null, description, path };
  }
  return { name, value: compiler.expression(raw[keys.value] as Value, [...path, keys.value]), description, path };
}

/** Whether a condition at some place holds; what is wrong with it goes to the sink. */
export function isEnabled(
  condition: Expression,
  conditions: Conditions,
  problems: ProblemSink,
  path: readonly (string | number)[],
): boolean {
  const value = new Evaluation(NOT_MADE, conditions.effort).condition(condition);
  try {
    return conditions.isEnabled(value);
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    const failure = new HeatError('StackValidationFailed', `${path.join('.')}: ${error.message}`, { cause: error });
    problems.add({ error: failure, code: 'invalid-condition', path });
    return true;
  }
}
