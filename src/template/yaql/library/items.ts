/** What queries do with the items of collections, one after the other. */
import type { Call } from '../dispatch/definition.ts';
import type { Lambda } from '../dispatch/types.ts';
import { typeError, valueError, YaqlError } from '../errors.ts';
import { NO_VALUE } from '../syntax/expressions.ts';
import { truthy } from '../values/conversion.ts';
import { equals, hashKey } from '../values/equality.ts';
import { Iter, isIterable, iterableIterator, iterate } from '../values/iteration.ts';
import { add, compareNumbers, type Num } from '../values/numbers.ts';
import { listSize, setSize } from '../values/size.ts';
import { place } from '../values/text.ts';
import { isSequence, isSet, List, Tuple } from '../values/values.ts';
import { memorize } from './system.ts';

export function* where(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  for (const item of iterate(items)) if (truthy(test(item))) yield item;
}

export function* select(_: Call, items: unknown, convert: Lambda): Generator<unknown> {
  for (const item of iterate(items)) yield convert(item);
}

/** Python's `islice`. */
export function* slice(items: Iterable<unknown>, start: number, end: number): Generator<unknown> {
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

export function sliceIndex(value: unknown): number {
  const index = place(value);
  if (index < 0 || index > Number.MAX_SAFE_INTEGER) {
    throw valueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  }
  return index;
}

export function* append(_: Call, items: unknown, ...more: unknown[]): Generator<unknown> {
  yield* iterate(items);
  yield* more;
}

export function* distinct({ engine }: Call, items: unknown, key: Lambda | null): Generator<unknown> {
  const seen = new Set<string>();
  for (const item of iterate(items)) {
    const hash = hashKey(key ? key(item) : item);
    if (seen.has(hash)) continue;
    seen.add(hash);
    engine.limitBytes(setSize(seen.size));
    yield item;
  }
}

export function* enumerate(_: Call, items: unknown, start: unknown): Generator<unknown> {
  if (start === null) throw typeError("'NoneType' object cannot be interpreted as an integer");
  let index: Num = typeof start === 'boolean' ? Number(start) : (start as Num);
  for (const item of iterate(items)) {
    yield new List([index, item]);
    index = add(index, 1);
  }
}

export function countItems({ engine }: Call, items: unknown): number {
  let count = 0;
  for (const _ of iterate(items)) {
    engine.step();
    count++;
  }
  return count;
}

export function reduce(
  items: unknown,
  combine: Lambda | ((a: unknown, b: unknown) => unknown),
  first: unknown,
): unknown {
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

export function noItems(message = 'the collection is empty'): YaqlError {
  return new YaqlError('StopIteration', message);
}

export function single(_: Call, items: unknown): unknown {
  const reader = iterate(items);
  const first = reader.next();
  if (first.done) throw noItems();
  if (!reader.next().done) throw noItems('Collection contains more than one item');
  return first.value;
}

export function last(_: Call, items: unknown, fallback: unknown): unknown {
  let result = fallback;
  for (const item of iterate(items)) result = item;
  if (result === NO_VALUE) throw noItems();
  return result;
}

export function* selectMany({ engine }: Call, items: unknown, convert: Lambda): Generator<unknown> {
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

export function makeRange(start: unknown, stop: unknown, step: unknown): Iter {
  if (place(step) === 0) throw valueError('range() arg 3 must not be zero');
  return new Iter(range(start, stop, step));
}

export function* sequence(_: Call, start: unknown, step: unknown): Generator<unknown> {
  let value: Num = typeof start === 'boolean' ? Number(start) : (start as Num);
  const by: Num = typeof step === 'boolean' ? Number(step) : (step as Num);
  for (;;) {
    yield value;
    value = add(value, by);
  }
}

export function* zip(_: Call, ...lists: unknown[]): Generator<unknown> {
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

export function* zipLongest({ named }: Call, ...lists: unknown[]): Generator<unknown> {
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

export function* join(call: Call, first: unknown, second: unknown, test: Lambda, combine: Lambda): Generator<unknown> {
  const others = memorize(second, call);
  for (const one of iterate(first)) {
    for (const other of iterate(others)) {
      call.engine.step();
      if (truthy(test(one, other))) yield combine(one, other);
    }
  }
}

export function* repeat(_: Call, value: unknown, times: unknown): Generator<unknown> {
  const count = place(times);
  for (let index = 0; count < 0 || index < count; index++) yield value;
}

export function* cycle(_: Call, items: unknown): Generator<unknown> {
  const seen: unknown[] = [];
  for (const item of iterate(items)) {
    yield item;
    seen.push(item);
  }
  while (seen.length > 0) yield* seen;
}

export function* takeWhile(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  for (const item of iterate(items)) {
    if (!truthy(test(item))) return;
    yield item;
  }
}

export function* skipWhile(_: Call, items: unknown, test: Lambda): Generator<unknown> {
  let skipping = true;
  for (const item of iterate(items)) {
    skipping = skipping && truthy(test(item));
    if (!skipping) yield item;
  }
}

export function indexOf(items: unknown, test: (item: unknown) => boolean, latest = false): number {
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

export function* slices({ invokeMethod }: Call, items: unknown, length: unknown): Generator<unknown> {
  const reader = iterate(items);
  for (;;) {
    const size = sliceIndex(length);
    const part = invokeMethod('toList', new Iter(slice(reader, 0, size)));
    if (!truthy(part)) return;
    yield part;
  }
}

export function toItems({ invokeMethod }: Call, items: unknown): readonly unknown[] {
  return (invokeMethod('toList', items) as Tuple).items;
}

export function* splitWhere(call: Call, items: unknown, test: Lambda): Generator<unknown> {
  const list = toItems(call, items);
  let start = 0;
  for (let end = 0; end < list.length; end++) {
    if (!truthy(test(list[end]))) continue;
    yield new Tuple(list.slice(start, end));
    start = end + 1;
  }
  if (start !== list.length) yield new Tuple(list.slice(start));
}

export function* sliceWhere(call: Call, items: unknown, test: Lambda): Generator<unknown> {
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

export function* accumulate(_: Call, items: unknown, combine: Lambda, first: unknown): Generator<unknown> {
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

export function* generate(
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

export function* generateMany(
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

export function defaultIfEmpty(call: Call, items: unknown, fallback: unknown): unknown {
  if (isSequence(items)) return items.items.length === 0 ? fallback : items;
  if (isSet(items)) return items.size === 0 ? fallback : items;
  const memorized = memorize(items, call);
  return iterate(memorized).next().done ? fallback : memorized;
}
