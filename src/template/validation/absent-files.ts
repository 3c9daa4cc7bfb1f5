/** Files that an expression asks for by `get_file`, and that did not come with the template. */
import { Evaluation, NOTHING_KNOWN } from '../expression/evaluate.ts';
import { Call, type Expression, ListExpression, MapExpression } from '../expression/expression.ts';
import { getFile } from '../functions/get-file.ts';

export interface AbsentFile {
  name: string;
  path: readonly (string | number)[];
}

/** In parts that are evaluated; what an `if` does not choose is not looked at. */
export function* absentFiles(expression: Expression): Generator<AbsentFile> {
  if (expression instanceof ListExpression) for (const item of expression.items) yield* absentFiles(item);
  else if (expression instanceof MapExpression) {
    for (const item of expression.entries.values()) yield* absentFiles(item);
  } else if (expression instanceof Call) {
    for (const inner of partsOf(expression)) yield* absentFiles(inner);
    if (expression.fn !== getFile) return;
    const name = new Evaluation(NOTHING_KNOWN).value(expression.args);
    const { files } = expression.scope;
    if (typeof name === 'string' && !Object.hasOwn(files, name)) yield { name, path: expression.path };
  }
}

function partsOf(call: Call): Expression[] {
  if (call.fn.references === undefined) return [call.args];
  const parts: Expression[] = [];
  const nothing = () => {};
  call.fn.references(call, { resource: nothing, attribute: nothing, expression: (part) => parts.push(part) });
  return parts;
}
