/** Attributes of Neutron's resources: who may set them when, their defaults, and the checking of values. */
import { type Fields, flag, isRecord } from '../http/fields.ts';
import { isUuid } from '../state/identifiers.ts';
import { refuse } from './errors.ts';
import { parseCidr, parseIp } from './ip-address.ts';

type Check = (value: unknown) => unknown;

export interface Attribute {
  /** May be given at creation (default yes). */
  post?: boolean;
  /** May be changed (default no). */
  put?: boolean;
  required?: boolean;
  /** Only administrators may set it (to something else than the default). */
  admin?: boolean;
  default?: unknown;
  /** Gives the value in its proper type. @throws string with the reason */
  check: Check;
}

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
} satisfies Record<string, Check>;

export const name: Attribute = { put: true, default: '', check: kinds.text };
export const adminStateUp: Attribute = { put: true, default: true, check: kinds.flag };
/** Set by the service alone. */
export const shown = (value: unknown = null): Attribute => ({ post: false, default: value, check: kinds.any });

const COMMON: Record<string, Attribute> = {
  description: { put: true, default: '', check: kinds.text },
};

/** The attributes for a creation: defaults filled in. @throws 400, 403 */
export function attributesForCreate(
  resource: string,
  table: Record<string, Attribute>,
  body: Fields,
  isAdmin: boolean,
): Fields {
  const all = { ...COMMON, ...table };
  refuseUnknown(all, body, ['project_id', 'tenant_id', 'tags']);
  const values: Fields = {};
  for (const [key, attribute] of Object.entries(all)) {
    const given = body[key];
    if (given === undefined) {
      if (attribute.required)
        throw refuse('HTTPBadRequest', {
          reason: `Failed to parse request. Required attribute '${key}' not specified`,
        });
      values[key] = structuredClone(attribute.default ?? null);
      continue;
    }
    if (attribute.post === false) throw refuse('HTTPBadRequest', { reason: `Attribute '${key}' not allowed in POST` });
    values[key] = checked(key, attribute, given);
    guard(`create_${resource}`, key, attribute, values[key], isAdmin);
  }
  return values;
}

/** The attributes of an update. @throws 400, 403 */
export function attributesForUpdate(
  resource: string,
  table: Record<string, Attribute>,
  body: Fields,
  isAdmin: boolean,
): Fields {
  const all = { ...COMMON, ...table };
  refuseUnknown(all, body, []);
  const values: Fields = {};
  for (const [key, given] of Object.entries(body)) {
    const attribute = all[key];
    if (!attribute) continue;
    if (!attribute.put) throw refuse('HTTPBadRequest', { reason: `Cannot update read-only attribute ${key}` });
    values[key] = checked(key, attribute, given);
    guard(`update_${resource}`, key, attribute, values[key], isAdmin);
  }
  return values;
}

function refuseUnknown(table: Record<string, Attribute>, body: Fields, also: string[]): void {
  const unknown = Object.keys(body).filter((key) => !(key in table) && !also.includes(key));
  if (unknown.length > 0)
    throw refuse('HTTPBadRequest', { reason: `Unrecognized attribute(s) '${unknown.join(', ')}'` });
}
function checked(key: string, attribute: Attribute, value: unknown): unknown {
  try {
    return attribute.check(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refuse('HTTPBadRequest', { reason: `Invalid input for ${key}. Reason: ${error.message}.` });
  }
}
function guard(action: string, key: string, attribute: Attribute, value: unknown, isAdmin: boolean): void {
  if (!attribute.admin || isAdmin || value === attribute.default) return;
  throw refuse('PolicyNotAuthorized', { rule: `rule:${action} and rule:${action}:${key}` });
}
