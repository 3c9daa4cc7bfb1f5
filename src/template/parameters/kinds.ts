/** The five types of parameters: how each reads what a user gives, and how it is shown. */
import { HeatError } from '../../errors.ts';
import { toBoolean } from '../schema/booleans.ts';
import { toNumber } from '../schema/numbers.ts';
import { dumpJson, loadJson } from '../schema/python-json.ts';
import { pythonText, pythonType } from '../schema/python-values.ts';
import type { Value } from '../value.ts';
import type { ParameterType } from './dialect.ts';

interface ParameterKind {
  /** What constraints are put to: mostly the value as given. Throws where the value is none of this type. */
  constrained(given: Value): Value;
  /** The value that functions see. ValueError or TypeError. */
  value(given: Value): Value;
  /** The value as the stack shows it. */
  text(value: Value): string;
}

function readList(given: Value): Value {
  if (Array.isArray(given)) return given.map(pythonText);
  if (typeof given === 'string') return given === '' ? [] : given.split(',');
  throw new HeatError('ValueError', `A comma-delimited list is expected, not a value of type ${pythonType(given)}.`);
}

function readJson(given: Value): Value {
  if (typeof given !== 'string') return loadJson(dumpJson(given));
  return given === '' ? '' : loadJson(given);
}

/** Checks that the value can be read, and constrains it as given. */
const asGiven =
  (read: (given: Value) => unknown) =>
  (given: Value): Value => {
    read(given);
    return given;
  };

function joined(value: Value): string {
  if (!Array.isArray(value)) return pythonText(value);
  return value.map((item) => (typeof item === 'string' ? item : pythonText(item))).join(',');
}

export const PARAMETER_KINDS: Record<ParameterType, ParameterKind> = {
  string: { constrained: (given) => given, value: pythonText, text: pythonText },
  number: { constrained: asGiven(toNumber), value: (given) => toNumber(given) as Value, text: pythonText },
  boolean: { constrained: asGiven(toBoolean), value: toBoolean, text: pythonText },
  comma_delimited_list: { constrained: readList, value: readList, text: joined },
  json: { constrained: readJson, value: readJson, text: dumpJson },
};
