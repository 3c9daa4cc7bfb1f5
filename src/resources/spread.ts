/** What a property may not bring in whose members go beside the others of a request (`value_specs`). */
import { HeatError } from '../errors.ts';
import { isMap } from '../template/value.ts';
import type { Rest } from './rest.ts';

/** Nor may it smuggle in what is a property, nor whose the object is. */
export function refuseSpread({ spread, neverSpread = [] }: Rest, properties: Readonly<Record<string, unknown>>): void {
  const given = spread === undefined ? undefined : properties[spread];
  if (!isMap(given)) return;
  const banned = Object.keys(given).filter((key) => neverSpread.includes(key) || Object.hasOwn(properties, key));
  if (banned.length > 0) throw new HeatError('StackValidationFailed', `${banned.join(', ')} not allowed in ${spread}`);
}
