/** Validates the calls of an expression without evaluating it: arguments first, then what the function itself checks. */
import { HeatError } from '../../errors.ts';
import { type Evaluation, NeedsUnknown } from './evaluate.ts';
import { Call, type Expression, ListExpression, MapExpression } from './expression.ts';
import type { AttributeNames } from './function.ts';

type Path = readonly (string | number)[];
type Report = (error: HeatError, path: Path) => void;

/** Every refusal is reported as StackValidationFailed, as Heat does whatever its class. */
export function validateExpression(
  expression: Expression,
  evaluation: Evaluation,
  attributes: AttributeNames,
  report: Report,
): void {
  if (expression instanceof ListExpression) {
    for (const item of expression.items) validateExpression(item, evaluation, attributes, report);
  } else if (expression instanceof MapExpression) {
    for (const item of expression.entries.values()) validateExpression(item, evaluation, attributes, report);
  } else if (expression instanceof Call) validateCall(expression, evaluation, attributes, report);
}

function validateCall(call: Call, evaluation: Evaluation, attributes: AttributeNames, report: Report): void {
  const inner = call.fn.parseMacro === undefined ? call.args : chosen(call);
  validateExpression(inner, evaluation, attributes, report);
  if (call.fn.validate === undefined) return;
  try {
    call.fn.validate(call, evaluation, attributes);
  } catch (error) {
    // What depends on a value that is not known yet cannot be checked yet.
    if (error instanceof NeedsUnknown) return;
    if (!(error instanceof HeatError)) throw error;
    const message = `${call.path.join('.')}: ${error.message}`;
    report(new HeatError('StackValidationFailed', message, { cause: error }), call.path);
  }
}

/** What a macro's value comes from. */
function chosen(call: Call): Expression {
  const found: Expression[] = [];
  call.fn.references?.(call, {
    resource: () => {},
    attribute: () => {},
    expression: (expression) => found.push(expression),
  });
  return found[0] ?? null;
}
