import { describe, expect, it } from 'vitest';
import { HeatError } from '../../../src/errors.ts';
import { locate, readDocument, readTemplateText } from '../../../src/template/index.ts';
import { jsonForm } from '../../../src/template/source/json-form.ts';

function failure(run: () => unknown): HeatError {
  try {
    run();
  } catch (error) {
    if (error instanceof HeatError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('reading', () => {
  it('says where a text is broken', () => {
    const { code, diagnostics } = failure(() => readDocument('a: 1\nb: !custom x\n'));
    expect(code).toBe('ValueError');
    expect(diagnostics[0]).toMatchObject({ code: 'invalid-yaml', start: { line: 2, column: 4 } });
  });

  it('takes lines in brackets and quotes however far left they stand', () => {
    expect(readDocument('a:\n    b: {\n  "c": [1,\n2]\n}\n    d: "x\ny"\n')).toEqual({
      a: { b: { c: [1, 2] }, d: 'x y' },
    });
  });

  it('tells columns of the text as given, though such lines were moved', () => {
    const text = 'a:\n  b: {\n"c": 1\n}\n';
    expect(locate(text, ['a', 'b', 'c'])).toEqual({ start: { line: 3, column: 6 }, end: { line: 3, column: 7 } });
  });

  it('bounds aliases, nesting and size', () => {
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 12; i++)
      bomb += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    expect(failure(() => readDocument(bomb)).message).toContain('aliases');
    expect(failure(() => readDocument(`a: ${'['.repeat(100_000)}`)).code).toBe('ValueError');
    expect(failure(() => readDocument('{"a":'.repeat(100_000))).code).toBe('RecursionError');
    expect(failure(() => readTemplateText('x'.repeat(600_000))).code).toBe('RequestLimitExceeded');
    expect(failure(() => readDocument('a: &a [*a]')).message).toContain('itself');
  });

  it('turns binary data and sets into what JSON can carry', () => {
    expect(jsonForm(readDocument('a: !!binary aGk=\nb: !!set {x}\n'))).toEqual({ a: 'hi', b: ['x'] });
    const plain = readDocument('a: {b: [1, {c: d}]}');
    expect(jsonForm(plain)).toBe(plain);
  });

  it('keeps keys that JavaScript has other ideas about', () => {
    const document = readDocument('__proto__: 1\nconstructor: 2\n');
    expect(Object.keys(document)).toEqual(['__proto__', 'constructor']);
  });
});
