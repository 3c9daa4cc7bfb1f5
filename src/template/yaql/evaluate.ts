/** YAQL: a query language over data, with the semantics of Python's yaql 2.0.0 as Heat sets it up. */
import { RegexBudgetExceeded, RegexSyntaxError } from '../regex/index.ts';
import { fromValue, toResult, type YaqlValue } from './convert.ts';
import { evaluate } from './dispatch/evaluation.ts';
import { NO_RECEIVER } from './dispatch/types.ts';
import { Engine } from './engine.ts';
import { YaqlError } from './errors.ts';
import { standardContext } from './library/index.ts';
import type { Expression } from './syntax/expressions.ts';
import { parseExpression, TOO_DEEP } from './syntax/parser.ts';

/** A parsed expression, which can be evaluated again and again. */
export interface YaqlExpression {
  readonly text: string;
  readonly tree: Expression | typeof TOO_DEEP;
}

export interface YaqlOptions {
  /** Longest collection; 200 by default, as Heat's `limit_iterators`. */
  limitIterators?: number;
  /** Most bytes of one value; 10000 by default, as Heat's `memory_quota`. */
  memoryQuota?: number;
  /** Most steps of an evaluation; 50000 (a tenth of a second or two) by default. The reference knows no such limit. */
  maxSteps?: number;
  /** Is told how many steps were taken, whatever came of it. */
  taken?: (steps: number) => void;
  /** The clock, for `now()` and for dates of which only a part is given. Without one these fail. */
  now?: () => Date;
  /** Numbers from 0 up to 1, for `random()`. Without a source these fail. */
  random?: () => number;
}

const DEFAULT_LIMITS = { limitIterators: 200, memoryQuota: 10_000, maxSteps: 50_000 };

/**
 * Reads an expression. Throws YaqlError: `isYaqlException` tells syntax errors, which Heat reports as ValueError
 * ("Bad expression"), from others.
 */
export function parseYaql(expression: string): YaqlExpression {
  return { text: expression, tree: parseExpression(expression) };
}

/** Evaluates an expression with the data as `$`; Heat passes `{data: ...}`. Throws YaqlError. */
export function evaluateYaql(expression: YaqlExpression, data: unknown, options: YaqlOptions = {}): YaqlValue {
  const { tree } = expression;
  if (tree === TOO_DEEP) throw new YaqlError('RecursionError', 'maximum recursion depth exceeded');
  const { now = noClock, random = noRandom, taken, ...limits } = options;
  const engine = new Engine({ ...DEFAULT_LIMITS, ...limits }, now, random);
  try {
    const context = standardContext().child();
    context.set('$', fromValue(data));
    const result = engine.nested(ROOT_FRAMES, () => evaluate(tree, NO_RECEIVER, context, engine));
    engine.limitMemory(result);
    return toResult(result, engine);
  } catch (error) {
    throw asYaqlError(error);
  } finally {
    taken?.(engine.steps);
  }
}

/** Frames that the reference needs to get to the expression. */
const ROOT_FRAMES = 7;

function asYaqlError(error: unknown): unknown {
  if (error instanceof RegexSyntaxError) return new YaqlError(error.pythonClass, error.message);
  if (error instanceof RegexBudgetExceeded) return new YaqlError('RegexBudgetExceeded', error.message);
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return new YaqlError('RecursionError', 'maximum recursion depth exceeded');
  }
  if (error instanceof RangeError) {
    return new YaqlError('MemoryQuotaExceededException', 'Expression consumed too much memory');
  }
  return error;
}

function noClock(): Date {
  throw new YaqlError('RuntimeError', 'The expression asks for the time, and there is no clock here');
}

function noRandom(): number {
  throw new YaqlError('RuntimeError', 'The expression asks for random numbers, and there is no source of them here');
}
