/**
 * Builders of attributes as Octavia's API types say them (octavia/api/v2/types/*.py, of 11.0.0): every optional one
 * takes null for its default. Refusals are in WSME's words (wsme/types.py).
 */
import { isRecord } from '../http/fields.ts';
import { parseCidr, parseIp } from '../neutron/ip-address.ts';
import type { Attribute } from '../rest/attributes.ts';
import { isUuid } from '../state/identifiers.ts';

type Check = (value: unknown) => unknown;

const refuse = (reason: string): never => {
  throw new TypeError(reason);
};

/** May be given and changed; null is the default. */
export const settable = (check: Check, initially: unknown = null): Attribute => ({
  put: true,
  default: initially,
  check: (value) => (value === null ? structuredClone(initially) : check(value)),
});
/** Said once. */
export const once = (attribute: Attribute): Attribute => ({ ...attribute, put: false });
export const required = (attribute: Attribute): Attribute => ({
  ...attribute,
  required: true,
  check: (value) => (value === null ? refuse('Mandatory field missing.') : attribute.check(value)),
});

const isText =
  (max: number, pattern?: RegExp): Check =>
  (value) => {
    if (typeof value !== 'string') return refuse('Value should be string');
    if (value.length > max) return refuse(`Value should have a maximum character requirement of ${max}`);
    if (pattern && !pattern.test(value)) return refuse(`Value should match the pattern ${pattern.source}`);
    return value;
  };
const isOneOf =
  (choices: readonly (string | number)[]): Check =>
  (value) =>
    choices.includes(value as string) ? value : refuse(`Value should be one of: ${choices.join(', ')}`);

export const text = (max = 255, pattern?: RegExp): Attribute => settable(isText(max, pattern));
export const choice = (choices: readonly (string | number)[], initially?: string | number): Attribute =>
  settable(isOneOf(choices), initially);
export const number = (min: number, max: number, initially?: number): Attribute =>
  settable((value) => {
    const read = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof read !== 'number' || !Number.isInteger(read)) return refuse('Value should be an integer');
    if (read < min) return refuse(`Value should be greater or equal to ${min}`);
    if (read > max) return refuse(`Value should be lower or equal to ${max}`);
    return read;
  }, initially);
export const flag = (initially: boolean): Attribute =>
  settable((value) => {
    if (typeof value === 'boolean') return value;
    const known = { true: true, false: false, 1: true, 0: false }[String(value).toLowerCase()];
    return known ?? refuse(`Wrong type. Expected '<class 'bool'>', got '${typeof value}'`);
  }, initially);
export const uuid = (): Attribute =>
  settable((value) => (typeof value === 'string' && isUuid(value) ? value : refuse('Value should be UUID format')));
const isIp: Check = (value) =>
  typeof value === 'string' && parseIp(value) ? value : refuse('Value should be IPv4 or IPv6 format');
export const ip = (): Attribute => settable(isIp);
const isCidr: Check = (value) =>
  typeof value === 'string' && parseCidr(value) ? value : refuse('Value should be IPv4 or IPv6 CIDR format');
const isUrl: Check = (value) => {
  const given = typeof value === 'string' && !/\s/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  return given && /^https?:$/.test(given.protocol) && given.host !== ''
    ? value
    : refuse('Value must be a valid URL string');
};
export const url = (): Attribute => settable(isUrl);
export const urlPath = (): Attribute =>
  settable((value) =>
    typeof value === 'string' && /^\/[^\s?#]*([?#]\S*)?$/.test(value)
      ? value
      : refuse('Value must be a valid URL Path string'),
  );

const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) ? value.map(check) : refuse(`Expected a list, got '${typeof value}'`);
export const listOf = (check: Check, initially: unknown = null): Attribute => settable(isList(check), initially);
export const texts = (max = 255, initially: unknown = []): Attribute => listOf(isText(max), initially);
export const cidrs = (): Attribute => listOf(isCidr);
export const choices = (known: readonly string[]): Attribute => listOf(isOneOf(known));
export const objects = (): Attribute =>
  once(listOf((value) => (isRecord(value) ? value : refuse('Value should be an object')), []));
export const textMap = (): Attribute =>
  settable((value) => {
    if (!isRecord(value)) return refuse('Value should be a dictionary');
    for (const each of Object.values(value)) isText(255)(each);
    return value;
  }, {});

/** Members of an object that is the value of one attribute, such as session_persistence. */
export const record = (members: Readonly<Record<string, Attribute>>): Attribute =>
  settable((value) => {
    if (!isRecord(value)) return refuse('Value should be an object');
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(members, key));
    if (unknown !== undefined) return refuse(`Unknown attribute: ${unknown}`);
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, member.check(value[key] ?? null)]));
  });

// What nearly all of them have.
export const name = (): Attribute => settable(isText(255), '');
export const description = name;
/** `admin_state_up: null` means false (octavia/api/common/types.py, to_dict). */
export const adminStateUp = (): Attribute => ({
  ...flag(true),
  check: (value) => value !== null && flag(true).check(value),
});
export const tags = (): Attribute => ({
  ...texts(),
  check: (value) => [...new Set(texts().check(value) as string[])],
});
