/**
 * `repeat`: a template, once for each combination of the items of some lists.
 *
 *     repeat: { template: '%user%@%host%', for_each: { '%user%': [a, b], '%host%': [x] } }   →   [a@x, b@x]
 */
import { HeatError } from '../../errors.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { type Expression, entryOf, isMapExpression, mayBeMap } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { pythonType } from '../schema/python-values.ts';
import { isMap, setKey, type Value, type ValueMap } from '../value.ts';

interface Use {
  forEach: Expression;
  template: Expression;
  /** All combinations; otherwise the lists go side by side. */
  permutations: boolean;
}

/** Most combinations; Heat would run out of memory. */
const MAX_REPETITIONS = 100_000;

/** Values copied that count as one. */
const COPIED = 8;

function parse(args: Expression, name: string): Use {
  if (!isMapExpression(args)) throw new HeatError('TypeError', `Arguments to "${name}" must be a map.`);
  const forEach = entryOf(args, 'for_each');
  const template = entryOf(args, 'template');
  if (forEach === undefined || template === undefined) {
    throw new HeatError('KeyError', `"${name}" must have both "template" and "for_each".`);
  }
  return { forEach, template, permutations: true };
}

function parseNested(args: Expression, name: string): Use {
  const use = parse(args, name);
  const permutations = isMapExpression(args) ? (entryOf(args, 'permutations') ?? true) : true;
  if (args !== null && isMapExpression(args) && entryOf(args, 'permutations') === null) throw notBoolean(name);
  if (typeof permutations !== 'boolean') throw notBoolean(name);
  return { ...use, permutations };
}

function notBoolean(name: string): HeatError {
  return new HeatError('TypeError', `"permutations" should be boolean type for ${name} function.`);
}

function repeatFunction(parseUse: typeof parse, maps: boolean) {
  return templateFunction<Use>({
    description: 'A list with a template once for each combination of the items of lists.',
    parse: parseUse,
    validate(call) {
      if (!mayBeMap(call.state.forEach)) {
        throw new HeatError('TypeError', `The "for_each" argument to "${call.name}" must contain a map.`);
      }
    },
    resolve(call, evaluation) {
      const { permutations } = call.state;
      const forEach = evaluation.known(call.state.forEach);
      if (!isMap(forEach)) {
        throw new HeatError('AttributeError', `"for_each" of "${call.name}" is a ${pythonType(forEach)}, not a map.`);
      }
      const keys = Object.keys(forEach);
      if (keys.length === 0) throw new HeatError('ValueError', `"for_each" of "${call.name}" is empty.`);
      const lists = Object.values(forEach).map((value) => itemsOf(value, maps && permutations, call.name));
      const given = lists.filter((_, i) => forEach[keys[i] as string] !== null);
      if (!permutations && new Set(given.map((list) => list.length)).size > 1) {
        throw new HeatError('ValueError', `For ${call.name}, the lists must be of equal length without permutations.`);
      }
      const template = evaluation.known(call.state.template);
      const combinations = permutations ? product(lists, evaluation) : sideBySide(lists);
      return combinations.map((values) => fill(template, keys, values, evaluation));
    },
  });
}

function itemsOf(value: Value, maps: boolean, name: string): Value[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  if (maps && isMap(value)) return Object.keys(value);
  throw new HeatError(
    'TypeError',
    `The values of the "for_each" argument to "${name}" must be lists${maps ? ' or maps' : ''}.`,
  );
}

function product(lists: readonly Value[][], evaluation: Evaluation): Value[][] {
  const count = lists.reduce((total, list) => total * list.length, 1);
  if (count > MAX_REPETITIONS) throw new HeatError('ValueError', `More than ${MAX_REPETITIONS} repetitions.`);
  evaluation.spend((count * lists.length) / COPIED);
  let combinations: Value[][] = [[]];
  for (const list of lists) combinations = combinations.flatMap((values) => list.map((item) => [...values, item]));
  return combinations;
}

function sideBySide(lists: readonly Value[][]): Value[][] {
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i] as Value));
}

function fill(template: Value, keys: readonly string[], values: readonly Value[], evaluation: Evaluation): Value {
  evaluation.spend(1);
  if (typeof template === 'string') return fillText(template, keys, values, evaluation);
  if (Array.isArray(template)) return template.map((item) => fill(item, keys, values, evaluation));
  if (!isMap(template)) return template;
  const map: ValueMap = {};
  for (const [key, value] of Object.entries(template)) {
    setKey(map, fillText(key, keys, values, evaluation), fill(value, keys, values, evaluation));
  }
  return map;
}

/** What it counts as to look for one placeholder in one text, and characters of the text that count as one value. */
const LOOKED_FOR = 2;
const SEARCHED = 32;

function fillText(text: string, keys: readonly string[], values: readonly Value[], evaluation: Evaluation): string {
  let filled = text;
  for (const [i, key] of keys.entries()) {
    const value = values[i];
    if (typeof value !== 'string') throw new HeatError('TypeError', `${key} stands for something that is no string.`);
    evaluation.spend(LOOKED_FOR + filled.length / SEARCHED);
    if (!filled.includes(key)) continue;
    evaluation.spendText(filledLength(filled, key, value));
    // An empty placeholder is found between all characters.
    filled =
      key === '' ? [value, ...Array.from(filled, (char) => char + value)].join('') : filled.split(key).join(value);
  }
  return filled;
}

/** Length with all placeholders filled; where even one in every place could not make it long, only that it is not. */
function filledLength(text: string, key: string, value: string): number {
  const most = (text.length + 1) * (value.length + 1);
  return most <= 4096
    ? text.length
    : text.length + (text.split(key).length - 1) * Math.max(0, value.length - key.length);
}

export const repeat = repeatFunction(parse, false);
export const repeatWithMap = repeatFunction(parse, true);
export const repeatWithNestedLoop = repeatFunction(parseNested, true);
