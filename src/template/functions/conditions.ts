/** Functions of conditions (`equals`, `not`, `and`, `or`) and `if`, which chooses by one. */
import { HeatError } from '../../errors.ts';
import { weightOf } from '../expression/effort.ts';
import { Evaluation, NOT_MADE, OMITTED } from '../expression/evaluate.ts';
import { asList, type Expression } from '../expression/expression.ts';
import { type MacroParser, templateFunction } from '../expression/function.ts';
import type { Scope } from '../expression/scope.ts';
import { isEmpty } from '../expression/sequences.ts';
import { isTruthy, pythonEquals } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

/** Whether a condition holds: a boolean is one by itself, a text the name of one. */
function holds(condition: Value, scope: Scope): boolean {
  return typeof condition === 'boolean' ? condition : scope.conditions.isEnabled(condition);
}

/** Values compared that count as one. */
const COMPARISONS = 8;

export const equals = templateFunction<[Expression, Expression]>({
  description: 'Whether two values are the same.',
  parse(args, name) {
    const items = asList(args);
    if (items === undefined || items.length !== 2) {
      throw new HeatError('ValueError', `Arguments to "${name}" must be of the form: [value_1, value_2].`);
    }
    return [items[0] ?? null, items[1] ?? null];
  },
  resolve(call, evaluation) {
    const left = evaluation.known(call.state[0]);
    const right = evaluation.known(call.state[1]);
    if (typeof left === 'object') evaluation.spend(weightOf(left) / COMPARISONS);
    return pythonEquals(left, right);
  },
});

/** Takes the condition itself. */
export const not = templateFunction({
  description: 'Whether a condition does not hold.',
  parse(args, name) {
    if (args === null) throw new HeatError('ValueError', `Argument to "${name}" must be a condition.`);
  },
  resolve: (call, evaluation) => !holds(evaluation.known(call.args), call.scope),
});

/** Takes a list of one condition. */
export const cfnNot = templateFunction<Expression>({
  description: 'Whether a condition does not hold.',
  parse(args, name) {
    const items = asList(args);
    if (items === undefined || items.length !== 1) {
      throw new HeatError('ValueError', `Arguments to "${name}" must be of the form: [condition].`);
    }
    return items[0] ?? null;
  },
  resolve: (call, evaluation) => !holds(evaluation.known(call.state), call.scope),
});

function junction(combine: 'every' | 'some', description: string) {
  return templateFunction({
    description,
    parse(args, name) {
      const items = asList(args);
      if (items === undefined)
        throw new HeatError('ValueError', `Arguments to "${name}" must be a list of conditions.`);
      if (items.length < 2) throw new HeatError('ValueError', `"${name}" takes at least 2 conditions.`);
    },
    resolve(call, evaluation) {
      const conditions = evaluation.known(call.args) as Value[];
      return conditions[combine]((condition) => holds(condition, call.scope));
    },
  });
}

export const and = junction('every', 'Whether all of the conditions hold.');
export const or = junction('some', 'Whether one of the conditions holds.');

/** What an `if` chose, and where from. */
type Chosen = { expression: Expression } | typeof OMITTED;

function ifFunction(omittable: boolean) {
  const usage = omittable
    ? '[condition_name, value_if_true, value_if_false] or [condition_name, value_if_true]'
    : '[condition_name, value_if_true, value_if_false]';
  return templateFunction<Chosen>({
    description: 'One of two values, as a condition says.',
    parseMacro(raw, name, scope, parser): Chosen {
      if (!Array.isArray(raw) || isEmpty(raw) || raw.length > 3 || raw.length < (omittable ? 2 : 3)) {
        throw new HeatError('ValueError', `Arguments to "${name}" must be of the form: ${usage}.`);
      }
      const condition = parser.condition(raw[0] as Value, 0);
      const step = decide(condition, scope) ? 1 : 2;
      const value = raw[step];
      return value === undefined ? OMITTED : { expression: parser.expression(value, step) };
    },
    resolve: (call, evaluation) => (call.state === OMITTED ? OMITTED : evaluation.nullable(call.state.expression)),
    references(call, sink) {
      if (call.state !== OMITTED) sink.expression(call.state.expression);
    },
  });
}

/** Conditions speak of parameters only, so they can be decided while the template is parsed. */
function decide(condition: Expression, scope: Scope): boolean {
  const value = new Evaluation(NOT_MADE, scope.conditions.effort).condition(condition);
  return isTruthy(holds(value, scope));
}

export type { MacroParser };
export const ifElse = ifFunction(false);
/** Without an else, what the `if` stands in is left out of its list or map. */
export const ifNullable = ifFunction(true);
