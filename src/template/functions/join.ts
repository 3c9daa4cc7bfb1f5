/** `list_join` (of one list, later of several) and `Fn::Join`. */
import { HeatError } from '../../errors.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { asList, type Expression } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { isTruthy, pythonType } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';
import { jsonText } from './sort-keys.ts';

interface Use {
  delimiter: Expression;
  lists: readonly Expression[];
}

function listArguments(args: Expression, name: string): readonly Expression[] {
  const items = asList(args);
  if (items === undefined) throw usage('TypeError', name);
  return items;
}

function usage(code: 'TypeError' | 'ValueError', name: string): HeatError {
  return new HeatError(code, `Arguments to "${name}" should be: [" ", ["text1", "text2"]].`);
}

/** `[delimiter, list]`; the items must be texts. */
export const join = templateFunction<Use>({
  description: 'The texts of a list, joined by a delimiter.',
  parse(args, name) {
    const [delimiter = null, list = null, ...more] = listArguments(args, name);
    if (asList(args)?.length !== 2 || more.length > 0) throw usage('ValueError', name);
    return { delimiter, lists: [list] };
  },
  resolve(call, evaluation) {
    const items = evaluation.known(call.state.lists[0] ?? null) ?? [];
    if (!Array.isArray(items)) throw new HeatError('TypeError', `"${call.name}" must operate on a list.`);
    const delimiter = checkDelimiter(evaluation.known(call.state.delimiter), call.name);
    return joined(items.map(textItem), delimiter, evaluation);
  },
});

/** `[delimiter, list, list, …]`; items that are lists or maps become JSON. */
export const joinMultiple = templateFunction<Use>({
  description: 'The texts of one or more lists, joined by a delimiter.',
  parse(args, name) {
    const [delimiter = null, ...lists] = listArguments(args, name);
    if (lists.length === 0) throw usage('ValueError', name);
    return { delimiter, lists };
  },
  resolve(call, evaluation) {
    const items: Value[] = [];
    for (const expression of call.state.lists) {
      const list = evaluation.known(expression);
      if (!isTruthy(list)) continue;
      if (!Array.isArray(list)) throw new HeatError('TypeError', `"${call.name}" must operate on a list.`);
      for (const item of list) items.push(item);
    }
    const delimiter = checkDelimiter(evaluation.known(call.state.delimiter), call.name);
    return joined(
      items.map((item) => textOrJson(item, evaluation)),
      delimiter,
      evaluation,
    );
  },
});

function joined(texts: readonly string[], delimiter: string, evaluation: Evaluation): string {
  let length = delimiter.length * texts.length;
  for (const text of texts) length += text.length;
  evaluation.spendText(length);
  return texts.join(delimiter);
}

function checkDelimiter(delimiter: Value, name: string): string {
  if (typeof delimiter !== 'string') throw new HeatError('TypeError', `"${name}" delimiter must be a string.`);
  return delimiter;
}

function textItem(item: Value): string {
  if (item === null) return '';
  if (typeof item !== 'string')
    throw new HeatError('TypeError', `Items to join must be strings not ${pythonType(item)}.`);
  return item;
}

function textOrJson(item: Value, evaluation: Evaluation): string {
  if (Array.isArray(item) || isMap(item)) return jsonText(item, evaluation);
  return textItem(item);
}
