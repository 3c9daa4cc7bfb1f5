import { describe, expect, it } from 'vitest';
import { Secrets } from '../../src/plan/index.ts';

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
