import { expect, test } from 'vitest';
import { notifications } from '../../src/store/postgres/changes-channel.ts';

const payloads = (ids: Iterable<string>) =>
  notifications('writer', new Set(ids)).map(({ parameters }) => parameters[0]);

test('nothing is told of nothing', () => {
  expect(payloads([])).toEqual([]);
});

test('all that fits is told at once', () => {
  expect(payloads(['a', 'b'])).toEqual([['writer a b']]);
  expect(notifications('writer', new Set(['a']))[0]?.sql).toContain('pg_notify');
});

test('the rest is told in further notices, each of which names who writes, and none is too long', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `stack-${String(index).padStart(30, '0')}`);
  const [told] = payloads(ids) as [string[]];
  expect(told.length).toBeGreaterThan(1);
  for (const payload of told) {
    expect(payload.startsWith('writer stack-')).toBe(true);
    expect(payload.length).toBeLessThanOrEqual(7_900);
  }
  expect(told.flatMap((payload) => payload.split(' ').slice(1))).toEqual(ids);
  // As full as may be: one more would be too long.
  expect((told[0] as string).length + 37).toBeGreaterThan(7_900);
  const exact = ['x'.repeat(7_900 - 'writer '.length)];
  expect(payloads(exact)).toEqual([[`writer ${exact[0]}`]]);
});
