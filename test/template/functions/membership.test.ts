import { describe, expect, it } from 'vitest';
import { Evaluation, NOT_MADE } from '../../../src/template/expression/evaluate.ts';
import { Membership } from '../../../src/template/functions/membership.ts';
import { float, type Value } from '../../../src/template/value.ts';

describe('membership', () => {
  it('takes each value once, whichever way it is written', () => {
    const seen = new Membership(new Evaluation(NOT_MADE));
    const values: Value[] = [1, float(1), true, '1', [1], [float(1)], { a: [1] }, { a: [true] }, 2n ** 70n, 2n ** 70n];
    const taken = values.filter((value) => seen.addNew(value));
    expect(taken).toEqual([1, '1', [1], { a: [1] }, 2n ** 70n]);
  });

  it('counts a list for what its key costs', () => {
    const evaluation = new Evaluation(NOT_MADE);
    const seen = new Membership(evaluation);
    const before = evaluation.effort.left;
    seen.addNew('a');
    const afterText = evaluation.effort.left;
    seen.addNew(['a']);
    expect(afterText - evaluation.effort.left).toBeGreaterThan(4 * (before - afterText));
  });
});
