/** Lists, dictionaries and sets. */
import { type Call, extension, fn, method, param } from '../dispatch/definition.ts';
import {
  anything,
  int,
  iterable,
  keyword,
  type Lambda,
  lambda,
  mapping,
  mappingRuleValue,
  sequence,
  setType,
} from '../dispatch/types.ts';
import type { Engine } from '../engine.ts';
import { YaqlError } from '../errors.ts';
import { equals, includesAll, setHas } from '../values/equality.ts';
import { Iter, isIterable, iterate } from '../values/iteration.ts';
import { sizeOf } from '../values/size.ts';
import { place } from '../values/text.ts';
import {
  Dict,
  DictView,
  FrozenSet,
  isSequence,
  isSet,
  List,
  type MappingRule,
  requireFrozenSet,
  Tuple,
} from '../values/values.ts';

/** Items, with those of iterators among them in their place. */
function* spread(items: Iterable<unknown>, engine: Engine): Generator<unknown> {
  for (const item of items) {
    engine.step();
    if (item instanceof Iter) yield* spread(iterate(item), engine);
    else yield item;
  }
}

function* flatten(items: unknown, engine: Engine): Generator<unknown> {
  for (const item of iterate(items)) {
    engine.step();
    if (isIterable(item)) yield* flatten(item, engine);
    else yield item;
  }
}

function contains(collection: unknown, value: unknown): boolean {
  if (isSet(collection)) return setHas(collection, value);
  for (const item of iterate(collection)) if (equals(item, value)) return true;
  return false;
}

function getItem(dict: Dict, key: unknown): unknown {
  const value = dict.get(key);
  if (value === undefined) throw new YaqlError('KeyError', String(key));
  return value;
}

function getOr(dict: Dict, key: unknown, fallback: unknown): unknown {
  const value = dict.get(key);
  return value === undefined ? fallback : value;
}

function* pairs(items: unknown): Generator<[unknown, unknown]> {
  for (const item of iterate(items)) {
    const reader = iterate(item);
    const key = reader.next();
    const value = key.done ? key : reader.next();
    if (key.done || value.done) throw new YaqlError('StopIteration', 'a pair is too short');
    yield [key.value, value.value];
  }
}

const rulePairs = (rules: readonly MappingRule[]): [unknown, unknown][] =>
  rules.map((rule) => [rule.source, rule.destination]);

function frozenWith(dict: Dict, entries: Iterable<readonly [unknown, unknown]>): Dict {
  const result = new Dict(true, dict.entries());
  for (const [key, value] of entries) result.set(key, value);
  return result;
}

function growing(frozen: boolean, entries: Iterable<readonly [unknown, unknown]>, engine: Engine): Dict {
  const result = new Dict(false);
  for (const [key, value] of entries) {
    result.set(key, value);
    engine.limitMemory(result);
  }
  return frozen ? new Dict(true, result.entries()) : result;
}

function* selected(collection: unknown, key: Lambda, value: Lambda | null): Generator<[unknown, unknown]> {
  for (const item of iterate(collection)) yield [key(item), value ? value(item) : item];
}

function combine({ engine }: Call, left: unknown, right: unknown): unknown {
  if (left instanceof Tuple && right instanceof Tuple) {
    engine.limitMemory(left, right);
    return new Tuple([...left.items, ...right.items]);
  }
  if (left instanceof FrozenSet && right instanceof FrozenSet) {
    engine.limitMemory(left, right);
    return new FrozenSet(left, right);
  }
  return new Iter(chain([left, right]));
}

export function* chain(collections: readonly unknown[]): Generator<unknown> {
  for (const collection of collections) yield* iterate(collection);
}

function repeatList({ engine }: Call, list: Tuple | List, times: unknown): Tuple | List {
  const count = place(times);
  engine.limitBytes((1 - count) * 56, count * sizeOf(list));
  const items: unknown[] = [];
  for (let i = 0; i < count; i++) {
    engine.step(list.items.length);
    items.push(...list.items);
  }
  return list instanceof Tuple ? new Tuple(items) : new List(items);
}

/** Whether a place is among `count` places (negative: all) from a position. */
function isWithin(index: number, position: number, count: number): boolean {
  return count >= 0 ? index >= position && index < position + count : index >= position;
}

function* without(collection: unknown, position: number, count: number): Generator<unknown> {
  let index = 0;
  for (const item of iterate(collection)) if (!isWithin(index++, position, count)) yield item;
}

function* replaced(
  collection: unknown,
  position: number,
  count: number,
  values: () => Iterable<unknown>,
): Generator<unknown> {
  let index = 0;
  let done = false;
  for (const item of iterate(collection)) {
    if (!isWithin(index++, position, count)) yield item;
    else if (!done) {
      done = true;
      yield* values();
    }
  }
}

function* inserted(
  collection: unknown,
  position: number,
  values: Iterable<unknown>,
  evenBefore: boolean,
): Generator<unknown> {
  let index = -1;
  if (evenBefore && position < 0) yield* values;
  for (const item of iterate(collection)) {
    if (++index === position) yield* values;
    yield item;
  }
  if (position > index) yield* values;
}

function insertInList(list: Tuple | List, position: unknown, value: unknown): List {
  const copy = [...list.items];
  const index = place(position);
  copy.splice(index < 0 ? Math.max(0, index + copy.length) : index, 0, value);
  return new List(copy);
}

function deleteKeys(dict: Dict, keys: Iterable<unknown>): Dict {
  const copy = new Dict(false, dict.entries());
  // An empty dictionary does not even look at the key.
  for (const key of keys) if (copy.size > 0) copy.delete(key);
  return copy;
}

/** A set, or the items of a view. */
const itemsOf = (value: FrozenSet | DictView): FrozenSet | Iterable<unknown> =>
  value instanceof FrozenSet ? value : value.values();

const difference = (left: unknown, right: FrozenSet | DictView): FrozenSet =>
  requireFrozenSet(left, 'difference').difference(new FrozenSet(itemsOf(right)));

function intersection(left: unknown, right: FrozenSet | DictView): FrozenSet {
  const set = requireFrozenSet(left, 'intersection');
  // The smaller set is gone through, and its items are taken.
  const [whole, part] = right instanceof FrozenSet && right.size > set.size ? [right, set] : [set, right];
  return new FrozenSet([...part.values()].filter((item) => whole.has(item)));
}

const symmetricDifference = (_: Call, left: unknown, right: FrozenSet | DictView): FrozenSet =>
  requireFrozenSet(left, 'symmetric_difference').symmetricDifference(new FrozenSet(itemsOf(right)));

type AnySet = FrozenSet | DictView;
const isSubset = (a: AnySet, b: AnySet): boolean => a.size <= b.size && includesAll(b, a);
const SET_ORDER: Record<string, (a: AnySet, b: AnySet) => boolean> = {
  '<': (a, b) => a.size < b.size && isSubset(a, b),
  '<=': isSubset,
  '>': (a, b) => b.size < a.size && isSubset(b, a),
  '>=': (a, b) => isSubset(b, a),
};

const dict = param('dict', mapping());
const collection = param('collection', iterable());
const position = param('position', int());
const count = param('count', int(), 1);
const leftSet = param('left', setType());
const rightSet = param('right', setType());

const lists = [
  fn(
    'list',
    [],
    ({ engine, invokeMethod }, ...items: unknown[]) => invokeMethod('toList', new Iter(spread(items, engine))),
    {
      rest: anything(),
    },
  ),
  method('flatten', [collection], ({ engine }, items) => new Iter(flatten(items, engine))),
  method('toList', [collection], (_, items: unknown) =>
    items instanceof Tuple ? items : new Tuple([...iterate(items)]),
  ),
  fn(
    '#list',
    [],
    ({ engine }, ...items: unknown[]) => {
      engine.limitMemory(...items);
      return new Tuple(items);
    },
    { rest: anything() },
  ),
  fn('#indexer', [param('list', sequence()), param('index', int())], (_, list: Tuple | List, index) => {
    const at = place(index);
    const items = list.items;
    if (at >= items.length || at < -items.length) throw new YaqlError('IndexError', 'index out of range');
    return items[at < 0 ? at + items.length : at];
  }),
  fn('#operator_in', [param('value'), collection], (_, value, items) => contains(items, value)),
  method('contains', [collection, param('value')], (_, items, value) => contains(items, value)),
  fn('#operator_+', [param('left', iterable()), param('right', iterable())], combine),
  fn('#operator_*', [param('left', sequence()), param('right', int())], repeatList),
  fn('#operator_*', [param('left', int()), param('right', sequence())], (call, times, list: Tuple | List) =>
    repeatList(call, list, times),
  ),
  fn('isList', [param('arg')], (_, value) => isSequence(value)),
  extension('len', [param('sequence', sequence())], (_, list: Tuple | List) => list.items.length),
  method(
    'delete',
    [collection, position, count],
    (_, items, at, many) => new Iter(without(items, place(at), place(many))),
  ),
  method(
    'replace',
    [collection, position, param('value'), count],
    (_, items, at, value, many) => new Iter(replaced(items, place(at), place(many), () => [value])),
  ),
  method(
    'replaceMany',
    [collection, position, param('values', iterable()), count],
    (_, items, at, values, many) => new Iter(replaced(items, place(at), place(many), () => iterate(values))),
  ),
  method(
    'insert',
    [
      param(
        'collection',
        iterable((value) => !isSet(value)),
      ),
      position,
      param('value'),
    ],
    (_, items, at, value) => new Iter(inserted(items, place(at), [value], false)),
  ),
  method('insert', [param('collection', sequence()), position, param('value')], (_, list: Tuple | List, at, value) =>
    insertInList(list, at, value),
  ),
  method(
    'insertMany',
    [collection, position, param('values', iterable())],
    (_, items, at, values) => new Iter(inserted(items, place(at), { [Symbol.iterator]: () => iterate(values) }, true)),
  ),
];

const rules = { rest: mappingRuleValue(), noKwargs: true };
const makeDict = ({ engine }: Call, ...given: MappingRule[]): Dict => {
  engine.limitMemory(...given);
  return new Dict(true, rulePairs(given));
};

const dictionaries = [
  fn('dict', [], makeDict, rules),
  fn('#map', [], makeDict, rules),
  fn('dict', [param('items', iterable())], ({ engine }, items) => growing(true, pairs(items), engine), {
    noKwargs: true,
  }),
  method(
    'toDict',
    [collection, param('keySelector', lambda()), param('valueSelector', lambda(), null)],
    ({ engine }, items, key: Lambda, value: Lambda | null) => growing(false, selected(items, key, value), engine),
  ),
  fn('#operator_.', [dict, param('key', keyword())], (_, d: Dict, key) => getItem(d, key)),
  fn('#indexer', [dict, param('key')], (_, d: Dict, key) => getItem(d, key)),
  fn('#indexer', [dict, param('key'), param('default')], (_, d: Dict, key, fallback) => getOr(d, key, fallback)),
  method('get', [dict, param('key'), param('default', anything(), null)], (_, d: Dict, key, fallback) =>
    getOr(d, key, fallback),
  ),
  method(
    'set',
    [dict, param('key'), param('value')],
    ({ engine }, d: Dict, key, value) => {
      engine.limitMemory(d, key, value);
      return frozenWith(d, [[key, value]]);
    },
    { noKwargs: true },
  ),
  method(
    'set',
    [dict, param('replacements', mapping())],
    ({ engine }, d: Dict, replacements: Dict) => {
      engine.limitMemory(d, replacements);
      return frozenWith(d, replacements.entries());
    },
    { noKwargs: true },
  ),
  method(
    'set',
    [dict],
    ({ engine }, d: Dict, ...given: MappingRule[]) => {
      engine.limitMemory(d, ...given);
      return frozenWith(d, rulePairs(given));
    },
    rules,
  ),
  method('keys', [dict], (_, d: Dict) => new DictView('keys', d)),
  method('values', [dict], (_, d: Dict) => new DictView('values', d)),
  method('items', [dict], (_, d: Dict) => new DictView('items', d)),
  method('containsKey', [dict, param('key')], (_, d: Dict, key) => d.has(key)),
  method('containsValue', [dict, param('value')], (_, d: Dict, value) => contains(new DictView('values', d), value)),
  fn('#operator_+', [param('left', mapping()), param('right', mapping())], ({ engine }, left: Dict, right: Dict) => {
    engine.limitMemory(left, right);
    return frozenWith(left, right.entries());
  }),
  fn('isDict', [param('arg')], (_, value: unknown) => value instanceof Dict),
  extension('len', [dict], (_, d: Dict) => d.size),
  method('delete', [dict], (_, d: Dict, ...keys: unknown[]) => deleteKeys(d, keys), { rest: anything() }),
  method('deleteAll', [dict, param('keys', iterable())], (_, d: Dict, keys) => deleteKeys(d, iterate(keys))),
];

const set = param('set', setType());
const sets = [
  fn(
    'set',
    [],
    ({ engine, invokeMethod }, ...items: unknown[]) => invokeMethod('toSet', new Iter(spread(items, engine))),
    {
      rest: anything(),
    },
  ),
  method('toSet', [collection], (_, items: unknown) =>
    items instanceof FrozenSet ? items : new FrozenSet(iterate(items)),
  ),
  fn('isSet', [param('arg')], (_, value) => isSet(value)),
  extension('len', [set], (_, s: AnySet) => s.size),
  ...Object.entries(SET_ORDER).map(([operator, test]) =>
    fn(`#operator_${operator}`, [leftSet, rightSet], (_, left: AnySet, right: AnySet) => test(left, right)),
  ),
  method(
    'union',
    [leftSet, rightSet],
    (_, left, right: AnySet) => new FrozenSet(requireFrozenSet(left, 'union'), itemsOf(right)),
  ),
  method('intersect', [leftSet, rightSet], (_, left, right: AnySet) => intersection(left, right)),
  method('difference', [leftSet, rightSet], (_, left, right: AnySet) => difference(left, right)),
  fn('#operator_-', [leftSet, rightSet], (_, left, right: AnySet) => difference(left, right)),
  method('symmetricDifference', [leftSet, rightSet], symmetricDifference),
  method(
    'add',
    [set],
    (_, s, ...values: unknown[]) => new FrozenSet(requireFrozenSet(s, 'union'), new FrozenSet(values)),
    {
      rest: anything(),
    },
  ),
  method(
    'remove',
    [set],
    (_, s, ...values: unknown[]) => difference(requireFrozenSet(s, 'difference'), new FrozenSet(values)),
    { rest: anything() },
  ),
];

export const collections = [...lists, ...dictionaries, ...sets];
