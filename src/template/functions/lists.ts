/** `list_concat`, `list_concat_unique`, `filter` and `contains`. */
import { HeatError } from '../../errors.ts';
import { weightOf } from '../expression/effort.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { asList, type Expression } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { isEmpty } from '../expression/sequences.ts';
import { isTruthy, pythonEquals } from '../schema/python-values.ts';
import type { Value } from '../value.ts';
import { Membership } from './membership.ts';

function concat(lists: Value, name: string, evaluation: Evaluation): Value[] {
  if (!Array.isArray(lists)) {
    throw new HeatError('TypeError', `Arguments to "${name}" should be: [[<value 1>, <value 2>], [<value 3>]].`);
  }
  const all: Value[] = [];
  for (const list of lists) {
    if (list === null) continue;
    if (!Array.isArray(list)) throw new HeatError('TypeError', 'Items to concat must be lists.');
    evaluation.spend(list.length);
    for (const item of list) all.push(item);
  }
  return all;
}

/** `[list, list, …]`; null counts as an empty list. Items may be unknown. */
export const listConcat = templateFunction({
  description: 'Lists, one after the other as one.',
  resolve(call, evaluation) {
    const lists = evaluation.insist(evaluation.value(call.args));
    if (Array.isArray(lists)) for (const list of lists) evaluation.insist(list);
    return concat(lists, call.name, evaluation);
  },
});

/** The same, each item once. */
export const listConcatUnique = templateFunction({
  description: 'Lists, one after the other as one, each item once.',
  resolve: (call, evaluation) => unique(concat(evaluation.known(call.args), call.name, evaluation), evaluation),
});

function unique(items: Value[], evaluation: Evaluation): Value[] {
  const seen = new Membership(evaluation);
  return items.filter((item) => seen.addNew(item));
}

interface Pair {
  first: Expression;
  second: Expression;
}

/** `[values, list]`: the list without the values. */
export const filter = templateFunction<Pair>({
  description: 'A list without the values that are named.',
  parse(args, name) {
    const items = asList(args);
    if (items === undefined) throw new HeatError('TypeError', `Argument to "${name}" must be a list.`);
    const [first = null, second = null] = items;
    if (items.length !== 2) {
      throw new HeatError('ValueError', `"${name}" expected [values, sequence] but got ${items.length} arguments.`);
    }
    return { first, second };
  },
  resolve(call, evaluation) {
    const list = evaluation.known(call.state.second);
    if (!isTruthy(list)) return list;
    if (!Array.isArray(list)) throw new HeatError('TypeError', `"${call.name}" only works with lists.`);
    const values = evaluation.known(call.state.first);
    if (!isTruthy(values)) return list;
    if (!Array.isArray(values)) throw new HeatError('TypeError', `"${call.name}" filters a list of values.`);
    const unwanted = new Membership(evaluation);
    for (const value of values) unwanted.add(value);
    return list.filter((item) => !unwanted.has(item));
  },
});

/** Comparisons, and characters searched, that count as one value. */
const COMPARISONS = 8;
const SEARCHED = 4096;

/** `[value, list]`; a text contains its parts. */
export const contains = templateFunction<Pair>({
  description: 'Whether a value is in a list or text.',
  parse(args, name) {
    const usage = `Arguments to "${name}" should be: ["value1", ["value1", "value2"]].`;
    const items = asList(args);
    if (items === undefined || isEmpty(args)) throw new HeatError('TypeError', usage);
    const [first = null, second = null] = items;
    if (items.length !== 2) throw new HeatError('ValueError', usage);
    return { first, second };
  },
  resolve(call, evaluation) {
    const value = evaluation.known(call.state.first);
    const sequence = evaluation.known(call.state.second);
    evaluation.spend(typeof sequence === 'string' ? sequence.length / SEARCHED : weightOf(sequence) / COMPARISONS);
    if (Array.isArray(sequence)) return sequence.some((item) => pythonEquals(item, value));
    if (typeof sequence !== 'string')
      throw new HeatError('TypeError', `Second argument to "${call.name}" should be a sequence.`);
    if (typeof value !== 'string') throw new HeatError('TypeError', 'Only a text can be in a text.');
    return sequence.includes(value);
  },
});
