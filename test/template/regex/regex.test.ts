import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compilePythonRegex,
  escapePythonRegex,
  type PythonMatch,
  RegexBudgetExceeded,
  RegexSyntaxError,
} from '../../../src/template/regex/index.ts';

const spans = (match: PythonMatch | null): number[][] | null =>
  match && Array.from({ length: match.regex.groups + 1 }, (_, group) => [match.start(group), match.end(group)]);

describe('matching', () => {
  it.each<[pattern: string, text: string, spans: number[][] | null]>([
    [
      '(a*)*',
      'b',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      '(a|ab)(c|bcd)(d*)',
      'abcd',
      [
        [0, 4],
        [0, 1],
        [1, 4],
        [4, 4],
      ],
    ],
    [
      '(?P<x>\\d)(?P=x)',
      'a1221',
      [
        [2, 4],
        [2, 3],
      ],
    ],
    ['(?<=a)b', 'ab', [[1, 2]]],
    ['(?<!a)b', 'ab', null],
    ['(?i)straße', 'STRAßE', [[0, 6]]],
    ['(?i)k', '\u212a', [[0, 1]]],
    ['^b$', 'a\nb', null],
    ['(?m)^b$', 'a\nb', [[2, 3]]],
    ['a$', 'a\n', [[0, 1]]],
    ['a\\Z', 'a\n', null],
    ['(?s).\\w', '\né', [[0, 2]]],
    ['(?a)\\w', 'é', null],
    [
      '(a)?(?(1)b|c)',
      'c',
      [
        [0, 1],
        [-1, -1],
      ],
    ],
    ['(?>a*)a', 'aaa', null],
    ['a*+a', 'aaa', null],
    ['(?x) a b # comment', 'ab', [[0, 2]]],
    ['[^]a]', ']ab', [[2, 3]]],
    ['a{,2}', 'aaa', [[0, 2]]],
    ['a{x}', 'a{x}', [[0, 4]]],
    ['.', '🙂', [[0, 1]]],
    ['\\N{BULLET}', '•', [[0, 1]]],
  ])('%s in %j', (pattern, text, expected) =>
    expect(spans(compilePythonRegex(pattern).search(text))).toEqual(expected),
  );

  it('anchors match and fullmatch', () => {
    expect(compilePythonRegex('b').match('ab')).toBeNull();
    expect(compilePythonRegex('a|ab').fullmatch('ab')?.group()).toBe('ab');
    expect(compilePythonRegex('a').fullmatch('ab')).toBeNull();
  });

  it('counts code points', () => {
    const match = compilePythonRegex('b').search('🙂b');
    expect([match?.start(), match?.end(), match?.group()]).toEqual([1, 2, 'b']);
  });
});

describe('replacing and splitting', () => {
  it('replaces empty matches next to others', () => {
    expect(compilePythonRegex('x*').sub('-', 'abxd')).toBe('-a-b--d-');
  });

  it('fills in templates', () => {
    const regex = compilePythonRegex('(?P<first>\\w)(\\d)?');
    expect(regex.sub('<\\g<first>\\2>', 'a1 b')).toBe('<a1> <b>');
    expect(() => regex.sub('\\9', 'a')).toThrow(RegexSyntaxError);
    expect(() => regex.sub('\\q', 'a')).toThrow(RegexSyntaxError);
  });

  it('splits with what groups caught', () => {
    expect(compilePythonRegex('(,)|;').split('a,b;c')).toEqual(['a', ',', 'b', null, 'c']);
    expect(compilePythonRegex(',').split('a,b,c', 1)).toEqual(['a', 'b,c']);
  });
});

describe('syntax', () => {
  it.each([
    '(',
    ')',
    '[a',
    'a**',
    '*',
    '^*',
    'a{2,1}',
    '\\q',
    '(?<x>a)',
    '(?P<1>a)',
    '(?P<a>x)(?P<a>y)',
    '\\1',
    '(\\1)',
    '[z-a]',
    '[\\d-z]',
    '(?<=a*)b',
    'a(?i)b',
    '(?L)a',
    '\\x1',
    '(?(2)a|b)',
    '\\',
  ])('refuses %s', (pattern) => expect(() => compilePythonRegex(pattern)).toThrow(RegexSyntaxError));

  it('refuses numbers and nesting beyond Python', () => {
    expect(() => compilePythonRegex('a{4294967295}')).toThrow(
      expect.objectContaining({ pythonClass: 'OverflowError' }),
    );
    expect(() => compilePythonRegex('('.repeat(5000))).toThrow(
      expect.objectContaining({ pythonClass: 'RecursionError' }),
    );
  });

  it('throws nothing else, whatever the pattern', () => {
    const pieces = fc.constantFrom(
      'a',
      '(',
      ')',
      '[',
      ']',
      '*',
      '+',
      '?',
      '{1,2}',
      '|',
      '\\',
      'd',
      '1',
      '^',
      '$',
      '(?',
      ':',
      '=',
      '<',
    );
    const pattern = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(
      fc.property(pattern, fc.string({ maxLength: 8 }), (source, text) => {
        try {
          compilePythonRegex(source, { budget: 20_000 }).search(text);
        } catch (error) {
          expect(error instanceof RegexSyntaxError || error instanceof RegexBudgetExceeded).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('escapes what is special', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(compilePythonRegex(escapePythonRegex(text)).fullmatch(text)).not.toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('catastrophic patterns', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(300)}b`],
    ['(a|a)*$', `${'a'.repeat(2000)}b`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(2000)],
    ['(x+x+)+y', 'x'.repeat(300)],
    ['((a{0,20}){0,20}){0,20}$', `${'a'.repeat(50)}b`],
  ])('%s is linear in the text', (pattern, text) => {
    expect(() => compilePythonRegex(pattern).search(text)).not.toThrow();
  });

  it.each([
    ['(a*)*\\1b', 'a'.repeat(60)],
    ['(?=(a+)+$)b', 'a'.repeat(60).concat('c')],
  ])('%s ends within its budget', (pattern, text) => {
    expect(() => compilePythonRegex(pattern, { budget: 200_000 }).search(text)).toThrow(RegexBudgetExceeded);
  });

  it('needs no stack for long texts', () => {
    expect(compilePythonRegex('(?:ab|c)*').match('abc'.repeat(50_000))?.end()).toBe(150_000);
  });
});
