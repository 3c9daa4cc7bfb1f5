/**
 * Builders of attributes as Octavia's API types say them (octavia/api/v2/types/*.py, of 11.0.0): every optional one
 * takes null for its default. Refusals are in WSME's words (wsme/types.py).
 */
import { isRecord } from '../http/fields.ts';
import { parseCidr, parseIp } from '../neutron/ip-address.ts';
import type { Attribute, Attributes, Values } from '../rest/attributes.ts';
import { isUuid } from '../state/identifiers.ts';

type Check<T> = (value: unknown) => T;

const refuse = (reason: string): never => {
  throw new TypeError(reason);
};

/** May be given and changed; null is the default. */
const settable = <T, D = null>(check: Check<T>, initially: D = null as D): Attribute<T | D> => ({
  put: true,
  default: initially,
  check: (value) => (value === null ? structuredClone(initially) : check(value)),
});
/** Said once. */
export const once = <T>(attribute: Attribute<T>): Attribute<T> => ({ ...attribute, put: false });
export const required = <T>(attribute: Attribute<T>): Attribute<NonNullable<T>> => ({
  ...attribute,
  required: true,
  check: (value) => (value === null ? refuse('Mandatory field missing.') : (attribute.check(value) as NonNullable<T>)),
});

const isText =
  (max: number, pattern?: RegExp): Check<string> =>
  (value) => {
    if (typeof value !== 'string') return refuse('Value should be string');
    if (value.length > max) return refuse(`Value should have a maximum character requirement of ${max}`);
    if (pattern && !pattern.test(value)) return refuse(`Value should match the pattern ${pattern.source}`);
    return value;
  };
const isOneOf =
  <C extends string | number>(choices: readonly C[]): Check<C> =>
  (value) =>
    choices.includes(value as C) ? (value as C) : refuse(`Value should be one of: ${choices.join(', ')}`);
/** A text that passes a test. */
const fit =
  (passes: (value: string) => unknown, reason: string): Check<string> =>
  (value) =>
    typeof value === 'string' && passes(value) ? value : refuse(reason);

export const text = (max = 255, pattern?: RegExp) => settable(isText(max, pattern));
export const choice = <C extends string | number, D extends C | null = null>(choices: readonly C[], initially?: D) =>
  settable(isOneOf(choices), (initially ?? null) as D);
export const number = <D extends number | null = null>(min: number, max: number, initially?: D) =>
  settable(
    (value) => {
      const read = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      if (typeof read !== 'number' || !Number.isInteger(read)) return refuse('Value should be an integer');
      if (read < min) return refuse(`Value should be greater or equal to ${min}`);
      if (read > max) return refuse(`Value should be lower or equal to ${max}`);
      return read;
    },
    (initially ?? null) as D,
  );
export const flag = (initially: boolean) =>
  settable((value): boolean => {
    if (typeof value === 'boolean') return value;
    const known = { true: true, false: false, 1: true, 0: false }[String(value).toLowerCase()];
    return known ?? refuse(`Wrong type. Expected '<class 'bool'>', got '${typeof value}'`);
  }, initially);
export const uuid = () => settable(fit((value) => isUuid(value), 'Value should be UUID format'));
export const ip = () => settable(fit((value) => parseIp(value), 'Value should be IPv4 or IPv6 format'));
const isUrl = (value: string): boolean => {
  const given = !/\s/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  return given !== undefined && /^https?:$/.test(given.protocol) && given.host !== '';
};
export const url = () => settable(fit(isUrl, 'Value must be a valid URL string'));
export const urlPath = () =>
  settable(fit((value) => /^\/[^\s?#]*([?#]\S*)?$/.test(value), 'Value must be a valid URL Path string'));

const listOf = <T, D = null>(check: Check<T>, initially: D = null as D) =>
  settable(
    (value) => (Array.isArray(value) ? value.map(check) : refuse(`Expected a list, got '${typeof value}'`)),
    initially,
  );
export const texts = () => listOf(isText(255), [] as string[]);
export const cidrs = () => listOf(fit((value) => parseCidr(value), 'Value should be IPv4 or IPv6 CIDR format'));
export const choices = (known: readonly string[]) => listOf(isOneOf(known));
export const textMap = () =>
  settable(
    (value) => {
      if (!isRecord(value)) return refuse('Value should be a dictionary');
      for (const each of Object.values(value)) isText(255)(each);
      return value as Record<string, string>;
    },
    {} as Record<string, string>,
  );

/** Members of an object that is the value of one attribute, such as session_persistence. */
const isObject =
  <M extends Attributes>(members: M): Check<Values<M>> =>
  (value) => {
    if (!isRecord(value)) return refuse('Value should be an object');
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(members, key));
    if (unknown !== undefined) return refuse(`Unknown attribute: ${unknown}`);
    const read = Object.entries(members).map(([key, member]) => [key, member.check(value[key] ?? null)]);
    return Object.fromEntries(read) as Values<M>;
  };
export const object = <M extends Attributes>(members: M) => settable(isObject(members));
/** A list of them, or one. */
export const objects = <M extends Attributes>(members: M) =>
  settable((value) => (Array.isArray(value) ? value : [value]).map(isObject(members)), [] as Values<M>[]);
/** Read by the creation of whole balancers alone, as in Octavia. */
export const parts = () =>
  once(listOf((value) => (isRecord(value) ? value : refuse('Value should be an object')), [] as unknown[]));
export const wholePart = (): Attribute => ({ default: null, check: (value) => value });

// What nearly all of them have.
export const name = () => settable(isText(255), '');
/** `admin_state_up: null` means false (octavia/api/common/types.py, to_dict). */
export const adminStateUp = (): Attribute<boolean> => ({
  ...flag(true),
  check: (value) => value !== null && flag(true).check(value),
});
export const tags = (): Attribute<string[]> => ({ ...texts(), check: (value) => [...new Set(texts().check(value))] });
