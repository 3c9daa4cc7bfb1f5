/** Attributes that several of Neutron's resources have, and the checks of values in Neutron's words. */
import { flag, isRecord } from '../http/fields.ts';
import type { Attribute, Attributes } from '../rest/attributes.ts';
import { isUuid } from '../state/identifiers.ts';
import { parseCidr, parseIp } from './ip-address.ts';

export { shown } from '../rest/attributes.ts';

const wrong = (message: string): never => {
  throw new TypeError(message);
};

/** Checks by kind of value; each gives the converted value or throws TypeError with Neutron's words. */
export const kinds = {
  any: (value: unknown) => value,
  text: (value: unknown): unknown =>
    typeof value === 'string' ? value : wrong(`'${String(value)}' is not a valid string`),
  textOrNull: (value: unknown) =>
    value === null || typeof value === 'string' ? value : wrong(`'${String(value)}' is not a valid string`),
  flag: (value: unknown) => {
    const known = typeof value === 'boolean' || /^(true|false|0|1)$/i.test(String(value));
    return known ? flag(value) : wrong(`'${String(value)}' cannot be converted to boolean`);
  },
  integer: (value: unknown): unknown => {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return Number.isInteger(number) ? number : wrong(`'${String(value)}' is not an integer`);
  },
  integerOrNull: (value: unknown): unknown => (value === null || value === '' ? null : kinds.integer(value)),
  uuid: (value: unknown) => (isUuid(String(value)) ? value : wrong(`'${String(value)}' is not a valid UUID`)),
  uuidOrNull: (value: unknown): unknown => (value === null ? null : kinds.uuid(value)),
  ipOrNull: (value: unknown) =>
    value === null || parseIp(String(value)) ? value : wrong(`'${String(value)}' is not a valid IP address`),
  cidr: (value: unknown) => (parseCidr(String(value)) ? value : wrong(`'${String(value)}' is not a valid IP subnet`)),
  list: (value: unknown): unknown => (Array.isArray(value) ? value : wrong(`'${String(value)}' is not a list`)),
  listOrNull: (value: unknown): unknown => (value === null ? [] : kinds.list(value)),
  texts: (value: unknown): unknown[] => (kinds.listOrNull(value) as unknown[]).map((item) => kinds.text(item)),
  map: (value: unknown) =>
    value === null || isRecord(value) ? value : wrong(`'${String(value)}' is not a dictionary`),
  ipVersion: (value: unknown) => {
    const number = Number(value);
    return number === 4 || number === 6 ? number : wrong(`'${String(value)}' is not in [4, 6]`);
  },
  mac: (value: unknown) =>
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(String(value))
      ? String(value).toLowerCase()
      : wrong(`'${String(value)}' is not a valid MAC address`),
} satisfies Record<string, (value: unknown) => unknown>;

export const name: Attribute = { put: true, default: '', check: kinds.text };
export const adminStateUp: Attribute = { put: true, default: true, check: kinds.flag };
/** What everything but rules of QoS policies has. */
export const standard: Attributes = { description: { put: true, default: '', check: kinds.text } };
