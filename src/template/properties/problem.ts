/** What is wrong with a resource's properties: where, and the error that Heat would raise for it. */
import { HeatError } from '../../errors.ts';

export interface PropertyProblem {
  /** From the properties down: `['networks', 0, 'port']`. Empty for a required property that is missing. */
  path: readonly (string | number)[];
  error: HeatError;
  /** What was probably meant. */
  suggestion?: string;
}

/**
 * The problem in Heat's words, which clients match: `Property error: resources.web.properties.networks[0].port: …`. That a key is unknown is
 * said of the map that it stands in.
 */
export function propertyError({ error, path }: PropertyProblem, prefix: readonly (string | number)[]): HeatError {
  const isUnknown = error.message.startsWith('Unknown Property');
  let place = '';
  for (const step of [...prefix, ...(isUnknown ? path.slice(0, -1) : path)]) {
    if (typeof step === 'number' || /^\d+$/.test(step)) place += `[${step}]`;
    else place += place === '' ? step : `.${step}`;
  }
  return new HeatError('StackValidationFailed', `Property error: ${place}: ${error.message}`, {
    diagnostics: [...error.diagnostics],
    cause: error,
  });
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
