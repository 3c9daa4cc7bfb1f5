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
import { typeError, valueError, YaqlError } from '../errors.ts';
import { NO_VALUE } from '../syntax/expressions.ts';
import { truthy } from '../values/conversion.ts';
import { equals, hashKey } from '../values/equality.ts';
import { Iter, isIterable, iterableIterator, iterate } from '../values/iteration.ts';
import { add, compareNumbers, type Num } from '../values/numbers.ts';
import { dictSize, listSize, setSize } from '../values/size.ts';
import { place } from '../values/text.ts';
import { Dict, DictView, isSequence, isSet, List, Tuple } from '../values/values.ts';
import { chain } from './collections.ts';
import { groupBy } from './grouping.ts';
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

function* where(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  for (const item of iterate(items)) if (truthy(test(item))) yield item;
}

function* select(_: Call, items: unknown, convert: Lambda): Generator<unknown> {
  for (const item of iterate(items)) yield convert(item);
}

/** Python's `islice`. */
function* slice(items: Iterable<unknown>, start: number, end: number): Generator<unknown> {
  if (end <= start) {
    let skipped = 0;
    if (end === 0) return;
    for (const _ of items) if (++skipped >= end) return;
    return;
  }
  let index = 0;
  for (const item of items) {
    if (index >= start) yield item;
    if (++index >= end) return;
  }
}

function sliceIndex(value: unknown): number {
  const index = place(value);
  if (index < 0 || index > Number.MAX_SAFE_INTEGER) {
    throw valueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  }
  return index;
}

function* append(_: Call, items: unknown, ...more: unknown[]): Generator<unknown> {
  yield* iterate(items);
  yield* more;
}

function* distinct({ engine }: Call, items: unknown, key: Lambda | null): Generator<unknown> {
  const seen = new Set<string>();
  for (const item of iterate(items)) {
    const hash = hashKey(key ? key(item) : item);
    if (seen.has(hash)) continue;
    seen.add(hash);
    engine.limitBytes(setSize(seen.size));
    yield item;
  }
}

function* enumerate(_: Call, items: unknown, start: unknown): Generator<unknown> {
  if (start === null) throw typeError("'NoneType' object cannot be interpreted as an integer");
  let index: Num = typeof start === 'boolean' ? Number(start) : (start as Num);
  for (const item of iterate(items)) {
    yield new List([index, item]);
    index = add(index, 1);
  }
}

function countItems({ engine }: Call, items: unknown): number {
  let count = 0;
  for (const _ of iterate(items)) {
    engine.step();
    count++;
  }
  return count;
}

function reduce(items: unknown, combine: Lambda | ((a: unknown, b: unknown) => unknown), first: unknown): unknown {
  const reader = iterate(items);
  let total = first;
  if (total === NO_VALUE) {
    const next = reader.next();
    if (next.done) throw typeError('reduce() of empty iterable with no initial value');
    total = next.value;
  }
  for (const item of iterableIterator(reader)) total = combine(total, item);
  return total;
}

function noItems(message = 'the collection is empty'): YaqlError {
  return new YaqlError('StopIteration', message);
}

function single(_: Call, items: unknown): unknown {
  const reader = iterate(items);
  const first = reader.next();
  if (first.done) throw noItems();
  if (!reader.next().done) throw noItems('Collection contains more than one item');
  return first.value;
}

function last(_: Call, items: unknown, fallback: unknown): unknown {
  let result = fallback;
  for (const item of iterate(items)) result = item;
  if (result === NO_VALUE) throw noItems();
  return result;
}

function* selectMany({ engine }: Call, items: unknown, convert: Lambda): Generator<unknown> {
  for (const item of iterate(items)) {
    const inner = convert(item);
    if (!isIterable(inner)) yield inner;
    else
      for (const one of iterate(inner)) {
        engine.step();
        yield one;
      }
  }
}

function* range(start: unknown, stop: unknown, step: unknown): Generator<unknown> {
  const [from, to, by] = [start, stop, step].map((value) => (typeof value === 'boolean' ? Number(value) : value)) as [
    Num,
    Num,
    Num,
  ];
  const direction = compareNumbers(by, 0);
  for (let value = from; compareNumbers(value, to) * direction < 0; value = add(value, by)) yield value;
}

function makeRange(start: unknown, stop: unknown, step: unknown): Iter {
  if (place(step) === 0) throw valueError('range() arg 3 must not be zero');
  return new Iter(range(start, stop, step));
}

function* sequence(_: Call, start: unknown, step: unknown): Generator<unknown> {
  let value: Num = typeof start === 'boolean' ? Number(start) : (start as Num);
  const by: Num = typeof step === 'boolean' ? Number(step) : (step as Num);
  for (;;) {
    yield value;
    value = add(value, by);
  }
}

function* zip(_: Call, ...lists: unknown[]): Generator<unknown> {
  const readers = lists.map(iterate);
  if (readers.length === 0) return;
  for (;;) {
    const items: unknown[] = [];
    for (const reader of readers) {
      const next = reader.next();
      if (next.done) return;
      items.push(next.value);
    }
    yield new Tuple(items);
  }
}

function* zipLongest({ named }: Call, ...lists: unknown[]): Generator<unknown> {
  const fill = named.get('default') ?? null;
  const readers = lists.map(iterate);
  for (;;) {
    let done = 0;
    const items = readers.map((reader) => {
      const next = reader.next();
      if (next.done) done++;
      return next.done ? fill : next.value;
    });
    if (done === readers.length) return;
    yield new Tuple(items);
  }
}

function* join(call: Call, first: unknown, second: unknown, test: Lambda, combine: Lambda): Generator<unknown> {
  const others = memorize(second, call);
  for (const one of iterate(first)) {
    for (const other of iterate(others)) {
      call.engine.step();
      if (truthy(test(one, other))) yield combine(one, other);
    }
  }
}

function* repeat(_: Call, value: unknown, times: unknown): Generator<unknown> {
  const count = place(times);
  for (let index = 0; count < 0 || index < count; index++) yield value;
}

function* cycle(_: Call, items: unknown): Generator<unknown> {
  const seen: unknown[] = [];
  for (const item of iterate(items)) {
    yield item;
    seen.push(item);
  }
  while (seen.length > 0) yield* seen;
}

function* takeWhile(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  for (const item of iterate(items)) {
    if (!truthy(test(item))) return;
    yield item;
  }
}

function* skipWhile(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  let skipping = true;
  for (const item of iterate(items)) {
    skipping = skipping && truthy(test(item));
    if (!skipping) yield item;
  }
}

function indexOf(items: unknown, test: (item: unknown) => boolean, latest = false): number {
  let found = -1;
  let index = 0;
  for (const item of iterate(items)) {
    if (test(item)) {
      found = index;
      if (!latest) break;
    }
    index++;
  }
  return found;
}

function* slices({ invokeMethod }: Call, items: unknown, length: unknown): Generator<unknown> {
  const reader = iterate(items);
  for (;;) {
    const size = sliceIndex(length);
    const part = invokeMethod('toList', new Iter(slice(reader, 0, size)));
    if (!truthy(part)) return;
    yield part;
  }
}

function toItems({ invokeMethod }: Call, items: unknown): readonly unknown[] {
  return (invokeMethod('toList', items) as Tuple).items;
}

function* splitWhere(call: Call, items: unknown, test: Lambda): Generator<unknown> {
  const list = toItems(call, items);
  let start = 0;
  for (let end = 0; end < list.length; end++) {
    if (!truthy(test(list[end]))) continue;
    yield new Tuple(list.slice(start, end));
    start = end + 1;
  }
  if (start !== list.length) yield new Tuple(list.slice(start));
}

function* sliceWhere(call: Call, items: unknown, test: Lambda): Generator<unknown> {
  const list = toItems(call, items);
  let start = 0;
  let before: unknown = NO_VALUE;
  for (const [end, item] of list.entries()) {
    const value = test(item);
    if (before !== NO_VALUE && !equals(value, before)) {
      yield new Tuple(list.slice(start, end));
      start = end;
    }
    before = value;
  }
  if (start !== list.length) yield new Tuple(list.slice(start));
}

function* accumulate(_: Call, items: unknown, combine: Lambda, first: unknown): Generator<unknown> {
  const reader = iterate(items);
  let total = first;
  if (total === NO_VALUE) {
    const next = reader.next();
    if (next.done) throw typeError('accumulate() of empty sequence with no initial value');
    total = next.value;
  }
  yield total;
  for (const item of reader) {
    total = combine(total, item);
    yield total;
  }
}

function* generate(
  { engine }: Call,
  initial: unknown,
  test: Lambda,
  producer: Lambda,
  convert: Lambda | null,
  decycle: boolean,
): Generator<unknown> {
  const past = new Set<string>();
  for (let value = initial; truthy(test(value)); value = producer(value)) {
    engine.step();
    if (decycle) {
      if (past.has(hashKey(value))) return;
      past.add(hashKey(value));
      engine.limitBytes(setSize(past.size));
    }
    yield convert ? convert(value) : value;
  }
}

function* generateMany(
  { engine }: Call,
  initial: unknown,
  producer: Lambda,
  convert: Lambda | null,
  decycle: boolean,
  depthFirst: boolean,
): Generator<unknown> {
  const past = new Set<string>();
  let queue: unknown[] = [initial];
  while (queue.length > 0) {
    engine.step();
    const item = queue.shift();
    if (decycle) {
      if (past.has(hashKey(item))) continue;
      past.add(hashKey(item));
      engine.limitBytes(setSize(past.size));
    }
    yield convert ? convert(item) : item;
    const produced: unknown[] = [];
    for (const one of iterate(producer(item))) {
      engine.step();
      produced.push(one);
      engine.limitBytes(listSize(queue.length + produced.length));
    }
    queue = depthFirst ? [...produced, ...queue] : [...queue, ...produced];
  }
}

function defaultIfEmpty(call: Call, items: unknown, fallback: unknown): unknown {
  if (isSequence(items)) return items.items.length === 0 ? fallback : items;
  if (isSet(items)) return items.size === 0 ? fallback : items;
  const memorized = memorize(items, call);
  return iterate(memorized).next().done ? fallback : memorized;
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
