/** Attributes of the objects of a REST service: who may set them when, their defaults, and the checking of values. */
import type { ApiError } from '../http/api-error.ts';
import type { Fields } from '../http/fields.ts';

export interface Attribute {
  /** May be given at creation (default yes). */
  post?: boolean;
  /** May be changed (default no). */
  put?: boolean;
  required?: boolean;
  /** Only administrators may set it (to something else than the default). */
  admin?: boolean;
  default?: unknown;
  /** Gives the value in its proper type. @throws TypeError with the reason */
  check(value: unknown): unknown;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** How a service refuses members of a request. */
export interface AttributeFaults {
  /** Without it, what is not known is passed over. */
  unknownMembers?(singular: string, names: readonly string[]): ApiError;
  requiredMember(name: string): ApiError;
  notAtCreation(singular: string, name: string): ApiError;
  readOnly(singular: string, name: string): ApiError;
  invalidValue(name: string, value: unknown, reason: string): ApiError;
  adminOnly(action: string, name: string): ApiError;
}

/** Set by the service alone. */
export const shown = (value: unknown = null): Attribute => ({ post: false, default: value, check: (given) => given });

/**
 * The attributes for a creation: defaults filled in.
 * @param aside members of the body that are not attributes, and seen to elsewhere
 * @throws 400, 403
 */
export function attributesForCreate(
  faults: AttributeFaults,
  singular: string,
  attributes: Attributes,
  body: Fields,
  isAdmin: boolean,
  aside: readonly string[] = [],
): Fields {
  refuseUnknown(faults, singular, attributes, body, aside);
  const values: Fields = {};
  for (const [key, attribute] of Object.entries(attributes)) {
    const given = body[key];
    if (given === undefined) {
      if (attribute.required) throw faults.requiredMember(key);
      values[key] = structuredClone(attribute.default ?? null);
      continue;
    }
    if (attribute.post === false) throw faults.notAtCreation(singular, key);
    values[key] = checked(faults, key, attribute, given);
    guard(faults, `create_${singular}`, key, attribute, values[key], isAdmin);
  }
  return values;
}

/** The attributes of an update. @throws 400, 403 */
export function attributesForUpdate(
  faults: AttributeFaults,
  singular: string,
  attributes: Attributes,
  body: Fields,
  isAdmin: boolean,
): Fields {
  refuseUnknown(faults, singular, attributes, body, []);
  const values: Fields = {};
  for (const [key, given] of Object.entries(body)) {
    const attribute = attributes[key];
    if (!attribute) continue;
    if (!attribute.put) throw faults.readOnly(singular, key);
    values[key] = checked(faults, key, attribute, given);
    guard(faults, `update_${singular}`, key, attribute, values[key], isAdmin);
  }
  return values;
}

function refuseUnknown(
  faults: AttributeFaults,
  singular: string,
  attributes: Attributes,
  body: Fields,
  aside: readonly string[],
): void {
  const unknown = Object.keys(body).filter((key) => !Object.hasOwn(attributes, key) && !aside.includes(key));
  if (unknown.length > 0 && faults.unknownMembers) throw faults.unknownMembers(singular, unknown);
}
function checked(faults: AttributeFaults, key: string, attribute: Attribute, value: unknown): unknown {
  try {
    return attribute.check(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw faults.invalidValue(key, value, error.message);
  }
}
function guard(
  faults: AttributeFaults,
  action: string,
  key: string,
  attribute: Attribute,
  value: unknown,
  isAdmin: boolean,
): void {
  if (!attribute.admin || isAdmin || value === attribute.default) return;
  throw faults.adminOnly(action, key);
}
