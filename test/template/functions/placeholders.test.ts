/** Replacing all at once comes to the same as one search after the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evaluation, NOT_MADE } from '../../../src/template/expression/evaluate.ts';
import { replacePlaceholders } from '../../../src/template/functions/placeholders.ts';
import { pythonLength } from '../../../src/template/schema/python-values.ts';

/** As Heat does it: the longest first, what was put in left alone. */
function oneAfterTheOther(text: string, placeholders: { text: string; value: string }[]): [string, string[]] {
  const missing = new Set(placeholders.map((one) => one.text));
  const ordered = [...placeholders].sort(
    (a, b) => pythonLength(b.text) - pythonLength(a.text) || (a.text < b.text ? -1 : 1),
  );
  const replace = (piece: string, from: number): string => {
    for (let i = from; i < ordered.length; i++) {
      const { text: wanted, value } = ordered[i] as { text: string; value: string };
      if (!piece.includes(wanted)) continue;
      missing.delete(wanted);
      return piece
        .split(wanted)
        .map((part) => replace(part, i + 1))
        .join(value);
    }
    return piece;
  };
  return [replace(text, 0), [...missing]];
}

const letters = (units: string[], max: number) =>
  fc.array(fc.constantFrom(...units), { maxLength: max }).map((all) => all.join(''));

describe('placeholders', () => {
  it.each([
    ['of two letters', ['a', 'b'], 40],
    ['of letters beyond the basic plane', ['a', '😀', '😁'], 20],
  ])('%s', (_name, units, most) => {
    const texts = fc.uniqueArray(
      letters(units, 4).filter((text) => text !== ''),
      { maxLength: most },
    );
    fc.assert(
      fc.property(letters(units, 60), texts, (text, names) => {
        const placeholders = names.map((name, i) => ({ text: name, value: `<${i}>` }));
        const missing = new Set(names);
        const replaced = replacePlaceholders(text, placeholders, missing, new Evaluation(NOT_MADE));
        const [expected, left] = oneAfterTheOther(text, placeholders);
        expect(replaced).toBe(expected);
        expect([...missing].sort()).toEqual(left.sort());
      }),
      { numRuns: 500 },
    );
  });

  it('count as what they cost, whether they stand in the text or not', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `<${i}>`);
    const placeholders = names.map((text) => ({ text, value: 'x' }));
    const evaluation = new Evaluation(NOT_MADE);
    expect(replacePlaceholders(names.join(''), placeholders, new Set(), evaluation)).toBe('x'.repeat(20_000));
    const again = () => replacePlaceholders('', placeholders, new Set(), evaluation);
    expect(again()).toBe('');
    expect(() => Array.from({ length: 5 }, again)).toThrow('Evaluating this would yield too many values.');
  });
});
