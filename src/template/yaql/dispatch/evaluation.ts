/** Evaluates an expression in a context. */

import type { Engine } from '../engine.ts';
import { Constant, type Expression, FunctionExpression, Wrap } from '../syntax/expressions.ts';
import { MappingRule } from '../values/values.ts';
import { callFunction } from './call.ts';
import type { Context } from './context.ts';

/** The receiver is what stands before the dot in a method call, or NO_RECEIVER. */
export function evaluate(expression: Expression, receiver: unknown, context: Context, engine: Engine): unknown {
  if (expression instanceof Constant) return expression.value;
  if (expression instanceof FunctionExpression) {
    return callFunction(expression.name, expression.args, { context, engine, receiver });
  }
  if (expression instanceof Wrap) {
    return engine.nested(2, () => evaluate(expression.inner, receiver, context, engine));
  }
  return engine.nested(
    2,
    () =>
      new MappingRule(
        evaluate(expression.source, receiver, context, engine),
        evaluate(expression.destination, receiver, context, engine),
      ),
  );
}
