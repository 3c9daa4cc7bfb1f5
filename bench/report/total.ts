import type { ShapeFigures, VerbFigures } from '../results.ts';

/** Of create and delete together; null where one of them is not known. */
export function total(figures: ShapeFigures, of: (verb: VerbFigures) => number | null): number | null {
  const create = of(figures.create);
  const remove = figures.delete === null ? null : of(figures.delete);
  return create === null || remove === null ? null : create + remove;
}
