import { expect, it } from 'vitest';
import { costCurve } from '../../../bench/report/plot.ts';
import { results, shapeFigures } from '../results.ts';

it('draws a line for the time and one for the CPU of each, with a point for each size', () => {
  const sizes = [10, 100, 1000].map((size) => shapeFigures(size));
  const svg = costCurve([results('Hearth', { shapes: sizes }), results('reference', { shapes: sizes.slice(1) })]);
  expect(svg.match(/<polyline/g)).toHaveLength(4);
  expect(svg.match(/<circle/g)).toHaveLength(10);
  expect(svg).toContain('reference: create, wall time');
});

it('has nothing to draw without flat stacks', () => {
  expect(() => costCurve([results('Hearth')])).toThrow(/nothing to draw/);
});
