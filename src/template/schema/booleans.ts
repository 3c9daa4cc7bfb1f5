/** Booleans as OpenStack reads them from texts: `yes`, `on`, `1` and their like. */
import { HeatError } from '../../errors.ts';
import type { Value } from '../value.ts';
import { strip } from './numbers.ts';
import { pythonRepr, pythonText } from './python-values.ts';

const TRUE = new Set(['1', 't', 'true', 'on', 'y', 'yes']);
const FALSE = new Set(['0', 'f', 'false', 'off', 'n', 'no']);

/** ValueError for anything that spells neither. */
export function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const word = strip(pythonText(value)).toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new HeatError('ValueError', `${pythonRepr(value)} is not a boolean; write true or false.`);
}
