/** What is wrong with a resource's properties: where, and the error that Heat would raise for it. */
import { HeatError } from '../../errors.ts';

export interface PropertyProblem {
  /** From the properties down: `['networks', 0, 'port']`. Empty for a required property that is missing. */
  path: readonly (string | number)[];
  error: HeatError;
  /** What was probably meant. */
  suggestion?: string;
}

/** Anything thrown, as a HeatError. */
export function asHeatError(error: unknown): HeatError {
  if (error instanceof HeatError) return error;
  // The stack of the JavaScript engine is finite, like Python's.
  if (error instanceof RangeError) return new HeatError('RecursionError', 'This is nested too deeply.');
  throw error;
}

/** Thrown once problems of a value's parts have been noted, so that the whole is not complained about again. */
export class AlreadyReported extends Error {}
