import { describe, expect, it } from 'vitest';
import { Float, parseJson, sameValue, stringify, type Value } from '../../src/template/value.ts';

describe('JSON', () => {
  it.each([
    '1.0',
    '-1.0',
    '[1.0]',
    '{"a":1.0}',
    '{"a": 2.00}',
    '[0,-3.0]',
    '1e3',
    '[1, 2E5]',
    '{"a":-1.5e2}',
    '[\n1.0]',
  ])('keeps %s apart from an integer', (text) => {
    const found: unknown[] = [];
    const visit = (value: unknown): void => {
      if (value instanceof Float) found.push(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
    };
    visit(parseJson(text));
    expect(found).toHaveLength(1);
  });

  it('keeps integers of any size', () => {
    expect(parseJson('[12345678901234567890, -9007199254740993, 1234567890123456]')).toEqual([
      12345678901234567890n,
      -9007199254740993n,
      1234567890123456,
    ]);
  });

  it('reads texts that look like numbers as texts, quickly or not', () => {
    for (const text of ['3e4a-1.0', 'a, 1.0', ': 12345678901234567890', '[1e3]']) {
      expect(parseJson(JSON.stringify({ [text]: text }))).toEqual({ [text]: text });
    }
  });

  it('comes back as it was written', () => {
    const value = { f: new Float(1), n: 12345678901234567890n, list: [new Float(-2), 0.5, 7], text: '1.0' };
    expect(parseJson(stringify(value))).toEqual(value);
  });
});

describe('values that are the same', () => {
  const values: Value[] = [
    null,
    true,
    false,
    0,
    1,
    new Float(1),
    10n ** 20n,
    '',
    '1',
    [],
    [1],
    [1, [2]],
    {},
    { a: 1 },
    { a: 1, b: null },
    { a: new Float(1) },
    { a: [1] },
    { 0: 1 },
  ];

  it('are so in every letter', () => {
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) expect(sameValue(a, parseJson(stringify(b))), `${i} ${j}`).toBe(i === j);
    }
  });

  it('whatever the order of their keys', () => {
    expect(sameValue({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
  });
});
