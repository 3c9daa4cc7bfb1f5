/** `Fn::FindInMap`, `Fn::Select`, `Fn::GetAZs`, `Fn::Base64` and `Fn::MemberListToMap`. */
import { HeatError } from '../../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { at, subscript, unpack } from '../expression/sequences.ts';
import { toInteger } from '../schema/numbers.ts';
import { loadJson } from '../schema/python-json.ts';
import { isInteger, isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { byCodePoint } from './sort-keys.ts';

/** `[map, key, value]` of the `Mappings` section. */
export const findInMap = templateFunction<readonly Expression[]>({
  description: 'A value from a mapping of the template, by its two keys.',
  parse: (args, name) => unpack(args, 3, `Arguments to "${name}" must be of the form [map, key, value].`),
  resolve(call, evaluation) {
    const [map = null, key = null, value = null] = call.state.map((step) => evaluation.known(step));
    return subscript(subscript(subscript(call.scope.mappings, map), key), value);
  },
});

export const getAzs = templateFunction({
  description: 'The availability zones.',
  resolve: (call) => [...call.scope.availabilityZones],
});

/** Hands its text on as it is; whoever needs Base64 encodes for himself. */
export const base64 = templateFunction({
  description: 'Stands where CloudFormation encodes to Base64; the text stays as it is.',
  resolve(call, evaluation) {
    const text = evaluation.known(call.args);
    if (typeof text !== 'string') throw new HeatError('TypeError', `"${call.name}" argument must be a string.`);
    return text;
  },
});

/** Characters of JSON read that count as one value. */
const READ = 16;

/** `[index, list]` or `[key, map]`; the collection may be JSON in a text. What is not there yields an empty text. */
export const select = templateFunction<readonly Expression[]>({
  description: 'One item of a list or map.',
  parse: (args, name) => unpack(args, 2, `Arguments to "${name}" must be of the form [index, collection].`),
  resolve(call, evaluation) {
    const [lookup = null, collection = null] = call.state;
    const index = evaluation.known(lookup);
    // Other items may be unknown: only the one selected counts.
    const value = evaluation.insist(evaluation.value(collection));
    if (typeof value === 'string') evaluation.spend(value.length / READ);
    const selected = selectFrom(parseText(value, call.name), index, call.name);
    return evaluation.noted(selected);
  },
});

function parseText(value: Value, name: string): Value {
  if (typeof value !== 'string' || value === '') return value;
  try {
    return loadJson(value);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    throw new HeatError('ValueError', `"${name}": ${error.message}`);
  }
}

function selectFrom(collection: Value, key: Value, name: string): Value {
  if (collection === '' || collection === null) {
    if (collection === null) indexOf(key);
    return '';
  }
  if (isMap(collection)) {
    if (typeof key !== 'string') throw new HeatError('TypeError', `Index to "${name}" must be a string.`);
    return Object.hasOwn(collection, key) ? (collection[key] as Value) : '';
  }
  const index = indexOf(key);
  if (!Array.isArray(collection)) throw new HeatError('TypeError', `Arguments to ${name} not fully resolved.`);
  if (index === undefined) throw new HeatError('TypeError', `Index to "${name}" must be an integer.`);
  return at(collection, index) ?? '';
}

function indexOf(key: Value): number | bigint | undefined {
  if (isInteger(key)) return key;
  try {
    return toInteger(key);
  } catch (error) {
    if (error instanceof HeatError) return undefined;
    throw error;
  }
}

const MEMBER = /^\.member\.(\p{Nd}+)\.(.*)/u;

/** `[keyName, valueName, ['.member.0.Name=a', '.member.0.Value=b', …]]` becomes `{a: b}`. */
export const memberListToMap = templateFunction<readonly Expression[]>({
  description: 'A map of what a numbered list of keys and values spells out.',
  parse(args, name) {
    const items = unpack(
      args,
      3,
      `Arguments to "${name}" should be: ["Name", "Value", [".member.0.Name=key", ".member.0.Value=door"]].`,
    );
    if (typeof items[0] !== 'string') throw new HeatError('TypeError', `${name} Key Name must be a string.`);
    if (typeof items[1] !== 'string') throw new HeatError('TypeError', `${name} Value Name must be a string.`);
    return items;
  },
  resolve(call, evaluation) {
    const [keyName, valueName, list] = call.state as readonly [string, string, Expression];
    const items = [...iterable(evaluation.known(list))];
    evaluation.spend(items.length);
    const members = membersOf(items);
    const map: ValueMap = {};
    for (const [, member] of members) {
      const key = member.get(keyName);
      const value = member.get(valueName);
      if (key !== undefined && value !== undefined) setKey(map, key, value);
    }
    return map;
  },
});

function iterable(list: Value): Iterable<Value> {
  if (Array.isArray(list) || typeof list === 'string') return list;
  if (isMap(list)) return Object.keys(list);
  throw new HeatError('TypeError', 'Member list must be a list.');
}

/** Members by their number, in order. */
function membersOf(items: Iterable<Value>): Array<[bigint, Map<string, string>]> {
  const texts = new Map<string, string>();
  for (const item of items) {
    if (typeof item !== 'string') throw new HeatError('TypeError', 'Member list items must be strings.');
    const equals = item.indexOf('=');
    if (equals < 0) throw new HeatError('ValueError', 'Member list items must be of the form name=value.');
    texts.set(item.slice(0, equals), item.slice(equals + 1));
  }
  const members = new Map<bigint, Map<string, string>>();
  for (const [name, value] of texts) {
    const [, number, key] = MEMBER.exec(name) ?? [];
    if (number === undefined || key === undefined) continue;
    const index = BigInt(toInteger(number));
    let member = members.get(index);
    if (member === undefined) members.set(index, (member = new Map()));
    member.set(key, value);
  }
  return [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : byCodePoint('', '')));
}
