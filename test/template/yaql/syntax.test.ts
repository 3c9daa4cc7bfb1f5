import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Float } from '../../../src/template/value.ts';
import { parseYaql, YaqlError } from '../../../src/template/yaql/index.ts';
import { tokenize } from '../../../src/template/yaql/syntax/lexer.ts';
import { errorOf, run } from './run.ts';

const kinds = (text: string): string[] => tokenize(text).map((token) => `${token.kind}:${token.text}`);

describe('the lexer', () => {
  it('tells words, functions, variables and operators apart', () => {
    expect(kinds('$x.foo(bar) in and')).toEqual([
      'dollar:$x',
      'symbol:.',
      'function:foo(',
      'keyword:bar',
      'symbol:)',
      'symbol:in',
      'symbol:and',
    ]);
  });

  it('takes the longest symbol', () => {
    expect(kinds('a=>b =~ c -> d >= e').filter((kind) => kind.startsWith('symbol'))).toEqual([
      'symbol:=>',
      'symbol:=~',
      'symbol:->',
      'symbol:>=',
    ]);
  });

  it('keeps floats floats and integers exact', () => {
    const values = tokenize('1.0 007 9007199254740993').map((token) => token.value);
    expect(values).toEqual([new Float(1), 7, 9007199254740993n]);
  });

  it('decodes escapes in quotes but not in backticks', () => {
    expect(run('"a\\n\\x41\\u00e9\\101\\q\\N{BULLET}"')).toBe('a\nAéA\\q•');
    expect(run('`a\\n\\``')).toBe('a\\n`');
  });

  it.each([
    ['1 % 2', 2],
    ['a & b', 2],
    ['"open', 0],
    ['__x', 0],
    ['1_000', 0],
  ])('refuses %s', (text, position) => {
    const error = catchError(text);
    expect(error.className).toBe('YaqlLexicalException');
    expect(error.position).toBe(position);
  });

  it('reports a broken escape as Python does', () => {
    expect(catchError("'\\uzzzz'")).toMatchObject({ className: 'UnicodeDecodeError', isYaqlException: false });
  });
});

function catchError(text: string): YaqlError {
  try {
    parseYaql(text);
  } catch (error) {
    if (error instanceof YaqlError) return error;
    throw error;
  }
  throw new Error(`no error in ${text}`);
}

describe('the parser', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3 - 4', 3],
    ['-2 * 3 + 1', -5],
    ['2 - -1', 3],
    ['not 1 = 2', true],
    ['not true or true', true],
    ['1 in [1] and 2 in [2]', true],
    ['[1, 2][0] + 1', 2],
    ['{a => {b => 5}}.a.b', 5],
    ['let(1) -> let($ + 1) -> $', 2],
  ])('binds %s', (text, value) => expect(run(text)).toEqual(value));

  it.each([
    '',
    '1 +',
    '(1',
    '[1, 2',
    '{a => }',
    'f(,)',
    'f(1,)',
    'f(a => 1, 2)',
    'f(1,,,a => 2)',
    'a b',
    '$..a',
    'f (1)',
  ])('refuses %j', (text) => expect(catchError(text).className).toBe('YaqlGrammarException'));

  it('names the place of an error', () => {
    expect(catchError('1 + ) 2')).toMatchObject({ position: 4 });
    expect(catchError('1 +').position).toBeNull();
  });

  it('lets arguments be left out', () => {
    expect(errorOf('f(1,,2)')).toBe('NoFunctionRegisteredException');
    expect(run("'abc'.substring(1,)".replace(',)', ')'))).toBe('bc');
    expect(run("'a b c'.split(,1)")).toEqual(['a', 'b c']);
  });

  it('throws nothing but YaqlError, whatever the text', () => {
    const pieces = fc.constantFrom(
      '1',
      'a',
      "'s'",
      '$',
      '.',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '=>',
      '+',
      'not ',
      'f(',
      '->',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (expression) => {
        try {
          run(expression);
        } catch (error) {
          expect(error).toBeInstanceOf(YaqlError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
