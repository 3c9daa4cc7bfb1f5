import { describe, expect, it } from 'vitest';
import {
  dumpJson,
  loadJson,
  pythonEquals,
  pythonRepr,
  pythonText,
  toInteger,
  toNumber,
} from '../../../src/template/schema/index.ts';
import { Float, float, type Value } from '../../../src/template/value.ts';

describe('texts as Python writes them', () => {
  it.each<[Value, string]>([
    [true, 'True'],
    [null, 'None'],
    [new Float(1), '1.0'],
    [1e22, '1e+22'],
    [['a', 1, { b: null }], "['a', 1, {'b': None}]"],
    [["it's", 'a"b', 'it\'s "x"'], "[\"it's\", 'a\"b', 'it\\'s \"x\"']"],
    [['\n\u0001\u00e9\u200b😀'], "['\\n\\x01é\\u200b😀']"],
  ])('%o', (value, text) => {
    expect(pythonText(value === 1e22 ? float(1e22) : value)).toBe(text);
  });

  it('leaves texts alone unless they are within something', () => {
    expect(pythonText('a')).toBe('a');
    expect(pythonRepr('a')).toBe("'a'");
  });
});

describe('numbers', () => {
  it.each<[Value, unknown]>([
    [' 1_000 ', 1000],
    ['١٢', 12],
    ['1e3', new Float(1000)],
    ['.5', 0.5],
    ['9'.repeat(20), 99999999999999999999n],
    [true, true],
  ])('%o', (text, number) => {
    expect(toNumber(text)).toEqual(number);
  });

  it.each<[Value, string]>([
    ['1__0', 'ValueError'],
    ['', 'ValueError'],
    [null, 'TypeError'],
    [[1], 'TypeError'],
  ])('refuses %o', (value, code) => {
    expect(() => toNumber(value)).toThrow(expect.objectContaining({ code }));
  });

  it('cuts fractions off, of numbers only', () => {
    expect(toInteger(-2.7)).toBe(-2);
    expect(() => toInteger('2.7')).toThrow(expect.objectContaining({ code: 'ValueError' }));
  });
});

describe('equality', () => {
  it('is by magnitude for numbers and booleans', () => {
    expect(pythonEquals([1, true], [new Float(1), 1])).toBe(true);
    expect(pythonEquals(2n ** 64n, new Float(2 ** 64))).toBe(true);
    expect(pythonEquals('1', 1)).toBe(false);
    expect(pythonEquals({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  });
});

describe('JSON as Python writes it', () => {
  it('keeps floats, escapes what is not ASCII, and takes NaN', () => {
    expect(dumpJson({ a: [1, new Float(2), Number.NaN, 'é"\n'] })).toBe('{"a": [1, 2.0, NaN, "\\u00e9\\"\\n"]}');
    expect(loadJson('[1.0, Infinity, "NaN", -Infinity]')).toEqual([
      new Float(1),
      Number.POSITIVE_INFINITY,
      'NaN',
      Number.NEGATIVE_INFINITY,
    ]);
    expect(() => loadJson('{a: 1}')).toThrow(expect.objectContaining({ code: 'ValueError' }));
  });
});
