/** Queries over collections. Most are lazy: they give iterators. */
import { type Call, extension, fn, method, param } from '../dispatch/definition.ts';
import {
  anything,
  bool,
  int,
  iterable,
  iterator,
  keyword,
  type Lambda,
  lambda,
  mapping,
  ordering,
} from '../dispatch/types.ts';
import { typeError } from '../errors.ts';
import { NO_VALUE } from '../syntax/expressions.ts';
import { truthy } from '../values/conversion.ts';
import { equals } from '../values/equality.ts';
import { Iter, isIterable, iterate } from '../values/iteration.ts';
import { dictSize } from '../values/size.ts';
import { place } from '../values/text.ts';
import { Dict, DictView, List, Tuple } from '../values/values.ts';
import { chain } from './collections.ts';
import { groupBy } from './grouping.ts';
import {
  accumulate,
  append,
  countItems,
  cycle,
  defaultIfEmpty,
  distinct,
  enumerate,
  generate,
  generateMany,
  indexOf,
  join,
  last,
  makeRange,
  noItems,
  reduce,
  repeat,
  select,
  selectMany,
  sequence,
  single,
  skipWhile,
  slice,
  sliceIndex,
  slices,
  sliceWhere,
  splitWhere,
  takeWhile,
  toItems,
  where,
  zip,
  zipLongest,
} from './items.ts';
import { mergeDicts } from './merging.ts';
import { Ordering } from './ordering.ts';
import { memorize } from './system.ts';

const collection = param('collection', iterable());
const predicate = param('predicate', lambda());
const selector = param('selector', lambda());
const optionalSelector = param('selector', lambda(), null);
const seed = (name: string) => param(name, anything(), NO_VALUE);

/** Makes the items of a generator an iterator. */
function lazy<A extends unknown[]>(
  make: (call: Call, ...args: A) => Iterable<unknown>,
): (call: Call, ...args: A) => Iter {
  return (call, ...args) => new Iter(make(call, ...args));
}

function aggregateBy(name: string) {
  return method(name, [collection, seed('initial')], ({ invoke }, items, initial) => {
    const operation = name === 'sum' ? '#operator_+' : name;
    return reduce(items, (a: unknown, b: unknown) => invoke(operation, a, b), initial);
  });
}

function orderBy(name: string, ascending: boolean) {
  return method(name, [collection, selector], ({ invoke }, items, key: Lambda) => {
    const less = (a: unknown, b: unknown): boolean => truthy(invoke('#operator_<', a, b));
    const greater = (a: unknown, b: unknown): boolean => truthy(invoke('#operator_>', a, b));
    return new Ordering(items, less, greater).append(key, ascending);
  });
}

const thenBy = (name: string, ascending: boolean) =>
  method(name, [param('collection', ordering()), selector], (_, order: Ordering, key: Lambda) =>
    order.append(key, ascending),
  );

const searches = [
  method('indexOf', [collection, param('item')], (_, items, wanted) => indexOf(items, (item) => equals(item, wanted))),
  method('lastIndexOf', [collection, param('item')], (_, items, wanted) =>
    indexOf(items, (item) => equals(item, wanted), true),
  ),
  method('indexWhere', [collection, predicate], (_, items, test: Lambda) =>
    indexOf(items, (item) => truthy(test(item))),
  ),
  method('lastIndexWhere', [collection, predicate], (_, items, test: Lambda) =>
    indexOf(items, (item) => truthy(test(item)), true),
  ),
];

const both = (names: readonly string[], parameters: Parameters<typeof method>[1], run: Parameters<typeof method>[2]) =>
  names.map((name) => method(name, parameters, run));

export const queries = [
  ...both(['where', 'filter'], [collection, predicate], lazy(where)),
  ...both(['select', 'map'], [collection, selector], lazy(select)),
  fn(
    '#operator_.',
    [collection, param('attribute', keyword({ expand: false }))],
    ({ invoke }, items, attribute) =>
      new Iter(
        select(undefined as never, items, ((item: unknown) => invoke('#operator_.', item, attribute)) as Lambda),
      ),
  ),
  ...both(
    ['limit', 'take'],
    [collection, param('count', int())],
    (_, items, count) => new Iter(slice(iterate(items), 0, sliceIndex(count))),
  ),
  method(
    'skip',
    [collection, param('count', int())],
    (_, items, count) => new Iter(slice(iterate(items), sliceIndex(count), Number.POSITIVE_INFINITY)),
  ),
  extension('append', [collection], lazy(append), { rest: anything() }),
  extension('distinct', [collection, param('keySelector', lambda(), null)], lazy(distinct)),
  extension('enumerate', [collection, param('start', int({ nullable: true }), 0)], lazy(enumerate)),
  extension('any', [collection, param('predicate', lambda(), null)], (_, items, test: Lambda | null) => {
    for (const item of iterate(items)) if (!test || truthy(test(item))) return true;
    return false;
  }),
  extension('all', [collection, param('predicate', lambda(), null)], (_, items, test: Lambda | null) => {
    for (const item of iterate(items)) if (!truthy(test ? test(item) : item)) return false;
    return true;
  }),
  extension('concat', [], (_, ...lists: unknown[]) => new Iter(chain(lists)), { rest: iterable() }),
  extension('len', [param('collection', iterator())], countItems),
  method('count', [collection], countItems),
  method('memorize', [collection], (call, items) => memorize(items, call)),
  aggregateBy('sum'),
  aggregateBy('max'),
  aggregateBy('min'),
  method('first', [collection, seed('default')], (_, items, fallback) => {
    const next = iterate(items).next();
    if (!next.done) return next.value;
    if (fallback === NO_VALUE) throw noItems();
    return fallback;
  }),
  method('single', [collection], single),
  method('last', [collection, seed('default')], last),
  method('selectMany', [collection, selector], lazy(selectMany)),
  fn('range', [param('stop', int())], (_, stop) => makeRange(0, stop, 1)),
  fn('range', [param('start', int()), param('stop', int()), param('step', int(), 1)], (_, start, stop, step) =>
    makeRange(start, stop, step),
  ),
  fn('sequence', [param('start', int(), 0), param('step', int(), 1)], lazy(sequence)),
  orderBy('orderBy', true),
  orderBy('orderByDescending', false),
  thenBy('thenBy', true),
  thenBy('thenByDescending', false),
  method(
    'groupBy',
    [
      collection,
      param('keySelector', lambda()),
      param('valueSelector', lambda(), null),
      param('aggregator', lambda(), null),
    ],
    ({ engine }, items, key: Lambda, value: Lambda | null, aggregator: Lambda | null) => {
      const groups = new Dict(false);
      for (const item of iterate(items)) {
        const shown = value ? value(item) : item;
        const name = key(item);
        const group = groups.get(name);
        if (group instanceof List) group.items.push(shown);
        else groups.set(name, new List([shown]));
        engine.limitBytes(dictSize(groups.size));
      }
      return new Iter(groupBy(new DictView('items', groups), aggregator));
    },
  ),
  method('zip', [], lazy(zip), { rest: iterable() }),
  method('zipLongest', [], lazy(zipLongest), { rest: iterable(), namedRest: anything() }),
  method('join', [param('collection1', iterable()), param('collection2', iterable()), predicate, selector], lazy(join)),
  method('repeat', [param('value'), param('times', int(), -1)], lazy(repeat)),
  method('cycle', [collection], lazy(cycle)),
  method('takeWhile', [collection, predicate], lazy(takeWhile)),
  method('skipWhile', [collection, predicate], lazy(skipWhile)),
  ...searches,
  method('slice', [collection, param('length', int())], lazy(slices)),
  method('splitWhere', [collection, predicate], lazy(splitWhere)),
  method('sliceWhere', [collection, predicate], lazy(sliceWhere)),
  method('splitAt', [collection, param('index', int())], (call, items, index) => {
    const list = toItems(call, items);
    const at = place(index);
    return new List([new Tuple(list.slice(0, at)), new Tuple(list.slice(at))]);
  }),
  ...both(['aggregate', 'reduce'], [collection, selector, seed('seed')], (_, items, combine: Lambda, first) =>
    reduce(items, combine, first),
  ),
  method('accumulate', [collection, selector, seed('seed')], lazy(accumulate)),
  method('reverse', [collection], (call, items) => new Iter([...toItems(call, items)].reverse())),
  method(
    'mergeWith',
    [
      param('dict', mapping()),
      param('another', mapping()),
      param('listMerger', lambda(), null),
      param('itemMerger', lambda(), null),
      param('maxLevels', int(), 0),
    ],
    (call, first: Dict, second: Dict, mergeLists: Lambda | null, mergeItems: Lambda | null, levels) => {
      const plainMerge = (a: unknown, b: unknown): unknown => {
        if (a instanceof Tuple !== b instanceof Tuple) throw typeError('can only concatenate lists of one kind');
        return call.invokeMethod('toList', new Iter(distinct(call, new Iter(chain([a, b])), null)));
      };
      return mergeDicts(first, second, mergeLists ?? plainMerge, mergeItems ?? ((_a, b) => b), place(levels), () =>
        call.engine.step(),
      );
    },
  ),
  fn('isIterable', [param('value')], (_, value) => isIterable(value)),
  fn(
    'generate',
    [param('initial'), predicate, param('producer', lambda()), optionalSelector, param('decycle', bool(), false)],
    lazy(generate),
  ),
  fn(
    'generateMany',
    [
      param('initial'),
      param('producer', lambda()),
      optionalSelector,
      param('decycle', bool(), false),
      param('depthFirst', bool(), false),
    ],
    lazy(generateMany),
  ),
  method('defaultIfEmpty', [collection, param('default', iterable())], defaultIfEmpty),
];
