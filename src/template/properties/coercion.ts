/** A single value in the type of its property. Null is what a template gives for nothing: the default, or the type's empty value. */
import { HeatError } from '../../errors.ts';
import { toInteger, toNumber } from '../schema/numbers.ts';
import { dumpJson } from '../schema/python-json.ts';
import { isTruthy, pythonRepr, pythonText } from '../schema/python-values.ts';
import { isInteger, isMap, type Value } from '../value.ts';
import type { CompiledProperty } from './compile.ts';

type Coercion = (value: Value, property: CompiledProperty) => Value;

const orDefault = (value: Value, property: CompiledProperty, empty: Value): Value => {
  if (value !== null) return value;
  return isTruthy(property.default) ? property.default : empty;
};

function toText(given: Value, property: CompiledProperty): Value {
  const value = orDefault(given, property, '');
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || isInteger(value)) return pythonText(value);
  throw new HeatError('ValueError', `Value must be a string; got ${pythonRepr(value)}.`);
}

/** A text that spells no integer is of the wrong type, as Heat sees it. */
function toWhole(given: Value, property: CompiledProperty): Value {
  const value = orDefault(given, property, 0);
  try {
    return toInteger(value);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    throw new HeatError('TypeError', `Value ${pythonRepr(value)} is not an integer.`);
  }
}

/** Only booleans and the words true and false: `yes` or 1 is a likely mistake in a property. */
function toStrictBoolean(given: Value, property: CompiledProperty): Value {
  const value = orDefault(given, property, false);
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw new HeatError('TypeError', `${pythonRepr(value)} is not a valid boolean.`);
  const word = value.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  throw new HeatError('ValueError', `"${word}" is not a valid boolean.`);
}

function toList(given: Value, property: CompiledProperty): Value {
  const value = orDefault(given, property, []);
  if (Array.isArray(value)) return value;
  if (property.schema.allowConversion && typeof value === 'string') return value === '' ? [] : value.split(',');
  throw new HeatError('TypeError', `${pythonRepr(value)} is not a list.`);
}

/** A map; or the text that a JSON parameter of a nested template will read, where conversion is allowed. */
function toMap(given: Value, property: CompiledProperty): Value {
  const value = given ?? property.default ?? {};
  if (isMap(value)) return value;
  if (property.schema.allowConversion && typeof value === 'string') return value;
  if (property.schema.allowConversion && Array.isArray(value)) return dumpJson(value);
  throw new HeatError('TypeError', `${pythonRepr(value)} is not a map.`);
}

const COERCIONS: Record<CompiledProperty['type'], Coercion> = {
  string: toText,
  integer: toWhole,
  number: (value, property) => toNumber(orDefault(value, property, 0)) as Value,
  boolean: toStrictBoolean,
  list: toList,
  map: toMap,
  any: (value) => value,
};

/** Of lists and maps only the outside; their parts have schemas of their own. ValueError or TypeError. */
export function coerce(property: CompiledProperty, value: Value): Value {
  return COERCIONS[property.type](value, property);
}
