/** Attributes that several of Neutron's resources have, and the checks of values in Neutron's words. */
import { type Fields, flag, isRecord } from '../http/fields.ts';
import type { Attribute, Attributes } from '../rest/attributes.ts';
import { isUuid } from '../state/identifiers.ts';
import { parseCidr, parseIp } from './ip-address.ts';

type Check<T> = (value: unknown) => T;

const wrong = (message: string): never => {
  throw new TypeError(message);
};

/** Checks by kind of value; each gives the converted value or throws TypeError with Neutron's words. */
export const kinds = {
  any: (value: unknown) => value,
  text: (value: unknown): string =>
    typeof value === 'string' ? value : wrong(`'${String(value)}' is not a valid string`),
  textOrNull: (value: unknown): string | null => (value === null ? null : kinds.text(value)),
  flag: (value: unknown) => {
    const known = typeof value === 'boolean' || /^(true|false|0|1)$/i.test(String(value));
    return known ? flag(value) : wrong(`'${String(value)}' cannot be converted to boolean`);
  },
  integer: (value: unknown): number => {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return Number.isInteger(number) ? (number as number) : wrong(`'${String(value)}' is not an integer`);
  },
  integerOrNull: (value: unknown): number | null => (value === null || value === '' ? null : kinds.integer(value)),
  uuid: (value: unknown): string =>
    isUuid(String(value)) ? (value as string) : wrong(`'${String(value)}' is not a valid UUID`),
  uuidOrNull: (value: unknown): string | null => (value === null ? null : kinds.uuid(value)),
  ipOrNull: (value: unknown): string | null =>
    value === null || parseIp(String(value))
      ? (value as string | null)
      : wrong(`'${String(value)}' is not a valid IP address`),
  cidr: (value: unknown): string =>
    parseCidr(String(value)) ? (value as string) : wrong(`'${String(value)}' is not a valid IP subnet`),
  list: (value: unknown): unknown[] => (Array.isArray(value) ? value : wrong(`'${String(value)}' is not a list`)),
  listOrNull: (value: unknown): unknown[] => (value === null ? [] : kinds.list(value)),
  texts: (value: unknown): string[] => kinds.listOrNull(value).map((item) => kinds.text(item)),
  map: (value: unknown): Fields | null =>
    value === null || isRecord(value) ? value : wrong(`'${String(value)}' is not a dictionary`),
  ipVersion: (value: unknown): 4 | 6 => {
    const number = Number(value);
    return number === 4 || number === 6 ? number : wrong(`'${String(value)}' is not in [4, 6]`);
  },
  mac: (value: unknown) =>
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(String(value))
      ? String(value).toLowerCase()
      : wrong(`'${String(value)}' is not a valid MAC address`),
} satisfies Record<string, (value: unknown) => unknown>;

/** Lists and maps whose content is seen to elsewhere. */
export const listOf = <T>(): Check<T[]> => kinds.listOrNull as Check<T[]>;
export const mapOf = <T>(): Check<T | null> => kinds.map as Check<T | null>;

export const name: Attribute<string> = { put: true, default: '', check: kinds.text };
export const adminStateUp: Attribute<boolean> = { put: true, default: true, check: kinds.flag };
/** What everything but rules of QoS policies has. */
export const standard = { description: { put: true, default: '', check: kinds.text } } satisfies Attributes;
