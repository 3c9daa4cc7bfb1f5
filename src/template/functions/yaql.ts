/** `yaql`: an expression of the query language over data. */
import { ERRORS, type ErrorCode, HeatError } from '../../errors.ts';
import { weightOf } from '../expression/effort.ts';
import { Call, type Expression, entryOf, isMapExpression, keysOf } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import type { Value } from '../value.ts';
import { evaluateYaql, parseYaql, toValue, YaqlError, type YaqlExpression } from '../yaql/index.ts';

interface Use {
  expression: Expression;
  data: Expression;
}

/** Most steps of one expression; what each counts as, and the expression by itself. */
const MAX_STEPS = 15_000;
const STEP = 20;
const CALL = 100;

/** Longest expression, in characters. */
const LONGEST = 65_536;

export const yaql = templateFunction<Use>({
  description: 'The value of a YAQL expression.',
  parse(args, name) {
    if (!isMapExpression(args)) throw new HeatError('TypeError', `Arguments to "${name}" must be a map.`);
    const expression = entryOf(args, 'expression');
    const isKnown = keysOf(args).every((key) => key === 'expression' || key === 'data');
    if (expression === undefined || !isKnown) {
      throw new HeatError('KeyError', `"${name}" takes "expression" and, if need be, "data".`);
    }
    return { expression, data: entryOf(args, 'data') ?? (hasData(args) ? null : {}) };
  },
  validate(call) {
    if (!(call.state.expression instanceof Call)) parseExpression(call.state.expression as Value, call.name);
  },
  resolve(call, evaluation) {
    const expression = parseExpression(evaluation.known(call.state.expression), call.name);
    const data = evaluation.known(call.state.data);
    evaluation.spend(weightOf(data));
    let steps = 0;
    const limits = {
      ...call.scope.yaql,
      maxSteps: Math.min(MAX_STEPS, Math.ceil(evaluation.effort.left / STEP)),
      taken: (count: number) => {
        steps = count;
      },
    };
    try {
      return toValue(evaluateYaql(expression, { data }, limits));
    } catch (error) {
      throw named(error);
    } finally {
      evaluation.spend(CALL + steps * STEP);
    }
  },
});

function hasData(args: Expression): boolean {
  return isMapExpression(args) && entryOf(args, 'data') !== undefined;
}

/** Expressions are parsed when the template is validated, and again when it is evaluated, for each of many stacks. */
const PARSED = new Map<string, YaqlExpression>();
const MAX_PARSED = 500;

function parseExpression(text: Value, name: string): YaqlExpression {
  if (typeof text !== 'string')
    throw new HeatError('TypeError', `The "expression" argument to ${name} must contain a string.`);
  if (text.length > LONGEST)
    throw new HeatError('ValueError', `The "expression" argument to ${name} is longer than ${LONGEST} characters.`);
  const known = PARSED.get(text);
  if (known !== undefined) return known;
  try {
    const parsed = parseYaql(text);
    if (PARSED.size >= MAX_PARSED) PARSED.clear();
    PARSED.set(text, parsed);
    return parsed;
  } catch (error) {
    if (error instanceof YaqlError && error.isYaqlException)
      throw new HeatError('ValueError', `Bad expression ${error.message}.`, { cause: error });
    throw named(error);
  }
}

/** YAQL's errors go by the name of their class; one that does not leave the engine in Heat is a RemoteError. */
function named(error: unknown): unknown {
  if (!(error instanceof YaqlError)) return error;
  const code = Object.hasOwn(ERRORS, error.className) ? (error.className as ErrorCode) : 'RemoteError';
  return new HeatError(code, error.message, { cause: error });
}
