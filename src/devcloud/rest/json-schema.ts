/** Attributes and refusals of services that check requests by JSON schemas (Nova and Cinder), in its Python library's words. */
import { badRequest } from '../http/api-error.ts';
import { flag as flagOf, isRecord, strings } from '../http/fields.ts';
import type { Attribute, AttributeFaults } from './attributes.ts';

const refuse = (reason: string): never => {
  throw new TypeError(reason);
};
/** As Python writes it. */
const shownValue = (value: unknown): string =>
  value === null || value === undefined ? 'None' : typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
const invalidValue: AttributeFaults['invalidValue'] = (name, value, reason) =>
  badRequest(
    `Invalid input for field/attribute ${name}. Value: ${typeof value === 'string' ? value : shownValue(value)}. ${reason}`,
  );
const unexpected = (singular: string, names: readonly string[]) => {
  const was = names.length > 1 ? 'were' : 'was';
  return badRequest(
    `Invalid input for field/attribute ${singular}. Additional properties are not allowed (${names.map((name) => `'${name}'`).join(', ')} ${was} unexpected)`,
  );
};

export const SCHEMA_FAULTS: Omit<AttributeFaults, 'adminOnly'> = {
  aside: [],
  unknownMembers: unexpected,
  requiredMember: (name) => badRequest(`Invalid input for field/attribute ${name}. '${name}' is a required property`),
  notAtCreation: (singular, name) => unexpected(singular, [name]),
  readOnly: (singular, name) => unexpected(singular, [name]),
  invalidValue,
};

const lengthOf = (value: unknown, min: number, max: number): string => {
  if (typeof value !== 'string') return refuse(`${shownValue(value)} is not of type 'string'`);
  if (value.trim().length < min) return refuse(`${shownValue(value)} is too short`);
  if (value.length > max) return refuse(`${shownValue(value)} is too long`);
  return value;
};
/** A name that may be left out is the empty text then. */
export const name = (min = 0, max = 255): Attribute<string> => ({
  put: true,
  default: '',
  required: min > 0,
  check: (value) => lengthOf(min === 0 ? (value ?? '') : value, min, max).trim(),
});
export const textOrNull = (max = 255): Attribute<string | null> => ({
  put: true,
  default: null,
  check: (value) => (value === null ? null : lengthOf(value, 0, max)),
});
export const flag = (initially: boolean): Attribute<boolean> => ({
  put: true,
  default: initially,
  check: (value) =>
    value === null || /^(true|false|0|1|yes|no|on|off|t|f|y|n)$/i.test(String(value))
      ? flagOf(value, initially)
      : refuse(`${shownValue(value)} is not one of [True, False]`),
});
export const whole = (min: number, initially?: number): Attribute<number> => ({
  put: true,
  default: initially,
  required: initially === undefined,
  check: (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (value === null && initially !== undefined) return initially;
    if (typeof number !== 'number' || !Number.isInteger(number))
      return refuse(`${shownValue(value)} is not of type 'integer'`);
    return number < min ? refuse(`${number} is less than the minimum of ${min}`) : number;
  },
});
export const choice = (known: readonly string[]): Attribute<string> => ({
  put: true,
  default: null,
  check: (value) =>
    known.find((each) => each === value) ??
    refuse(`${shownValue(value)} is not one of [${known.map((each) => `'${each}'`).join(', ')}]`),
});
export const map = (): Attribute<Record<string, string>> => ({
  put: true,
  default: {},
  check: (value) =>
    value === null || isRecord(value) ? strings(value) : refuse(`${shownValue(value)} is not of type 'object'`),
});

// How an attribute is said.
export const once = <T>(attribute: Attribute<T>): Attribute<T> => ({ ...attribute, put: false });
export const required = <T>(attribute: Attribute<T>): Attribute<T> => ({ ...attribute, required: true });
export const since = <T>(minor: number, attribute: Attribute<T>): Attribute<T> => ({ ...attribute, since: minor });
export const until = <T>(minor: number, attribute: Attribute<T>): Attribute<T> => ({ ...attribute, until: minor });
