/** Properties that exclude each other, or of which one is needed, as data of a type. */
import { HeatError } from '../errors.ts';
import { isMap } from '../template/value.ts';

export interface Exclusive {
  /** Of each group, one may be given. */
  exclusive?: readonly (readonly string[])[];
  /** Of each group, one has to be given. */
  needsOneOf?: readonly (readonly string[])[];
}

/** `properties`: without those that are not known yet. */
export function checkExclusive(
  { exclusive = [], needsOneOf = [] }: Exclusive,
  properties: Readonly<Record<string, unknown>>,
): void {
  for (const names of exclusive) {
    const given = names.filter((name) => isGiven(properties[name]));
    if (given.length > 1) throw conflict(...given);
  }
  for (const names of needsOneOf) {
    if (names.some((name) => properties[name] === undefined || isGiven(properties[name]))) continue;
    const what = `At least one of the following properties must be specified: ${names.join(', ')}.`;
    throw new HeatError('PropertyUnspecifiedError', what);
  }
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) || Boolean(value);
}

export function conflict(...properties: string[]): HeatError {
  const what = 'Cannot define the following properties at the same time';
  return new HeatError('ResourcePropertyConflict', `${what}: ${properties.join(', ')}.`);
}
