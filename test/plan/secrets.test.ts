import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secrets } from '../../src/plan/index.ts';
import { Float, type Value } from '../../src/template/value.ts';

const hide = (text: string, ...values: Parameters<Secrets['add']>[0][]) => {
  const secrets = new Secrets();
  for (const value of values) secrets.add(value);
  return secrets.hide(text);
};

describe('a secret', () => {
  it.each([
    ['as it is', 'refused: correct horse is bad', 'correct horse', 'refused: ****** is bad'],
    ['within JSON', 'in {"a": "say \\"hi\\"\\nthere"}', 'say "hi"\nthere', 'in {"a": "******"}'],
    ['in an address', 'GET /x?p=a%26b%20c%2Fd', 'a&b c/d', 'GET /x?p=******'],
    ['in Base64', 'user data Z3LDvMOfZQ== is too short', 'grüße', 'user data ****** is too short'],
    ['a number', 'pin 493817 is taken', 493817, 'pin ****** is taken'],
    ['of a list in a map', 'one1 and two2', { a: ['one1', { b: 'two2' }] }, '****** and ******'],
  ] as const)('is hidden %s', (_how, text, value, hidden) => {
    expect(hide(text, value as never)).toBe(hidden);
  });

  it('that is short is hidden as a whole and between quotes, but not within words', () => {
    expect(hide('abc', 'abc')).toBe('******');
    expect(hide(`the password 'abc' has abc characters`, 'abc')).toBe(`the password '******' has abc characters`);
    expect(hide('5 of 15', 5)).toBe('5 of 15');
  });

  it('that is a part of another does not leave the rest of that', () => {
    expect(hide('it was horse-battery', 'horse', 'horse-battery')).toBe('it was ******');
  });

  it('is none where nothing is said: empty, true, null', () => {
    expect(new Secrets().add('').add(true).add(null).add([]).none).toBe(true);
    expect(hide('true null', true, null)).toBe('true null');
  });
});

describe('whether a secret is in', () => {
  const secrets = new Secrets().add('horse').add('four').add('abc').add(12345).add('say "hi"');

  it.each<[Value, boolean]>([
    ['horse', true],
    ['a horse-battery', true],
    ['hors', false],
    ['the four of them', true],
    ['abc', true],
    ['abcd', false],
    ["'abc' is refused", true],
    [btoa('horse'), true],
    ['{"a": "say \\"hi\\""}', true],
    [12345, true],
    [123456, true],
    [12345n, true],
    [new Float(12345), true],
    [1234, false],
    [null, false],
    [true, false],
    [[], false],
    [{}, false],
    [['x', 'y'], false],
    [['x', 'horse'], true],
    [{ a: 'x', b: { c: ['horse'] } }, true],
    [{ a: 'x', b: { c: ['x'] } }, false],
    [{ horse: 'x' }, true],
  ])('%o: %s', (value, is) => {
    expect(secrets.isWithin(value)).toBe(is);
    if (typeof value === 'string') expect(secrets.isIn(value)).toBe(is);
  });

  it('is not found in what is said of truth, though it reads the same', () => {
    expect(new Secrets().add('null').add('true').isWithin([null, true])).toBe(false);
  });
});

it('a copy has what there was, and each goes its own way from there', () => {
  const secrets = new Secrets().add('horse');
  const copy = secrets.copy().add('battery');
  secrets.add('staple');
  expect(['horse', 'battery', 'staple'].map((text) => copy.isIn(text))).toEqual([true, true, false]);
  expect(['horse', 'battery', 'staple'].map((text) => secrets.isIn(text))).toEqual([true, false, true]);
});

it('one added later is hidden, too', () => {
  const secrets = new Secrets().add('horse');
  expect(secrets.hide('horse and battery')).toBe('****** and battery');
  expect(secrets.add('battery').hide('horse and battery')).toBe('****** and ******');
});

it('a very long one is hidden as it is', () => {
  const long = 'x&'.repeat(40_000);
  expect(hide(`key ${long} is refused`, long)).toBe('key ****** is refused');
});

it('no text is left with one in it, wherever it was put and however it was spelt', () => {
  // Of letters that the rest of the text has none of: what is left of it would be seen.
  const secret = fc.string({ unit: fc.constantFrom('S', 'T', '"', '&', '\\', 'ü', '\n'), minLength: 4, maxLength: 12 });
  const spellings = [
    (text: string) => text,
    (text: string) => JSON.stringify(text).slice(1, -1),
    encodeURIComponent,
    (text: string) => Buffer.from(text).toString('base64'),
  ];
  const gap = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.'), minLength: 1 });
  const piece = fc.record({ which: fc.nat({ max: 3 }), spell: fc.constantFrom(...spellings), gap });
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.array(piece), (known, pieces) => {
      const secrets = new Secrets().add(known);
      const text = pieces.map(({ which, spell, gap: after }) => spell(known[which % known.length] as string) + after);
      const gaps = pieces.map(({ gap: after }) => `******${after}`);
      expect(secrets.hide(text.join(''))).toBe(gaps.join(''));
      expect(secrets.isIn(text.join(''))).toBe(pieces.length > 0);
    }),
  );
});
