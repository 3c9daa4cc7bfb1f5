import { expect, test } from 'vitest';
import { BoundedCache } from '../../src/store/bounded-cache.ts';

test('keeps what was used last, as long as it fits', () => {
  const cache = new BoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C']);
});

test('what is replaced or deleted takes no place', () => {
  const cache = new BoundedCache<string>(10);
  cache.set('a', 'A', 4);
  for (let round = 0; round < 5; round++) cache.set('b', `B${round}`, 6);
  expect([cache.get('a'), cache.get('b')]).toEqual(['A', 'B4']);
  cache.delete('b');
  cache.delete('b');
  cache.set('c', 'C', 6);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C']);
});

test('what fits by itself alone is kept alone, and what does not fit at all is not kept', () => {
  const cache = new BoundedCache<string>(10);
  cache.set('a', 'A', 1);
  cache.set('b', 'B', 10);
  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 'B']);
  cache.set('c', 'C', 11);
  expect([cache.get('b'), cache.get('c')]).toEqual([undefined, undefined]);
});
