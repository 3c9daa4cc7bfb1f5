/** A value in the type of its schema, as constraints compare it. */
import { HeatError } from '../../errors.ts';
import { Float, type Value } from '../value.ts';
import { toBoolean } from './booleans.ts';
import { toNumber } from './numbers.ts';
import { pythonText } from './python-values.ts';
import type { PropertyType } from './types.ts';

function toWholeNumber(value: Value): Value {
  const number = toNumber(value);
  if (number instanceof Float || (typeof number === 'number' && !Number.isInteger(number))) {
    throw new HeatError('ValueError', `${number} is not an integer.`);
  }
  return number;
}

const CONVERSIONS: Partial<Record<PropertyType, (value: Value) => Value>> = {
  string: pythonText,
  integer: toWholeNumber,
  number: toNumber,
  boolean: toBoolean,
};

/** ValueError where the value cannot be one of this type; lists, maps and `any` stay as they are. */
export function convertToType(type: PropertyType, value: Value): Value {
  const convert = CONVERSIONS[type];
  if (convert === undefined) return value;
  try {
    return convert(value);
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    throw new HeatError('ValueError', `Value "${pythonText(value)}" is invalid for data type "${type}".`);
  }
}
