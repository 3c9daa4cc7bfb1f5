/** Attributes of the objects of a REST service: who may set them when, their defaults, and the checking of values. */
import type { ApiError } from '../http/api-error.ts';
import type { Fields } from '../http/fields.ts';

export interface Attribute<T = unknown> {
  /** May be given at creation (default yes). */
  post?: boolean;
  /** May be changed (default no). */
  put?: boolean;
  required?: boolean;
  /** Only administrators may set it (to something else than the default). */
  admin?: boolean;
  /** The first minor version that knows it, and the last. */
  since?: number;
  until?: number;
  /** It is another name of this attribute. */
  of?: string;
  /** Said in a request and not kept: hooks see to it. */
  kept?: false;
  default?: unknown;
  /** Gives the value in its proper type. @throws TypeError with the reason */
  check(value: unknown): T;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** The members that an object has by its attributes. */
export type Values<A> = {
  [Name in keyof A as A[Name] extends { of: string } | { kept: false } ? never : Name]: A[Name] extends Attribute<
    infer T
  >
    ? T
    : never;
};

/** What is read and checked of a request for an object. */
interface Read {
  singular: string;
  attributes: Attributes;
  others?: string;
  strictSince?: number;
}

/** Who asks, and in which minor version. */
interface Asker {
  isAdmin: boolean;
  minor: number;
}

/** Whether an attribute is there in a minor version. */
export const isKnownIn = (minor: number, { since = 0, until = minor }: Attribute): boolean =>
  minor >= since && minor <= until;

/** How a service refuses members of a request. */
export interface AttributeFaults {
  /** Members of a creation's body that are seen to outside the table of attributes. */
  aside: readonly string[];
  /** Without it, what is not known is passed over. */
  unknownMembers?(singular: string, names: readonly string[]): ApiError;
  requiredMember(name: string): ApiError;
  notAtCreation(singular: string, name: string): ApiError;
  readOnly(singular: string, name: string): ApiError;
  invalidValue(name: string, value: unknown, reason: string): ApiError;
  adminOnly(action: string, name: string): ApiError;
}

/** Set by the service alone. */
export const shown = <T = null>(value: T = null as T): Attribute<T> => ({
  post: false,
  default: value,
  check: (given) => given as T,
});

/** What an object is that nothing was said of. */
export const defaultsOf = <A extends Attributes>(attributes: A): Values<A> =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, attribute]) => [key, structuredClone(attribute.default ?? null)]),
  ) as Values<A>;

/** The attributes for a creation: defaults filled in. @throws 400, 403 */
export function attributesForCreate(faults: AttributeFaults, kind: Read, body: Fields, by: Asker): Fields {
  const values = othersOf(faults, kind, body, by.minor, faults.aside);
  for (const [key, attribute] of Object.entries(kind.attributes)) {
    const given = isKnownIn(by.minor, attribute) ? body[key] : undefined;
    if (given === undefined) {
      if (attribute.required && isKnownIn(by.minor, attribute)) throw faults.requiredMember(key);
      if (!attribute.of && attribute.kept !== false) values[key] = structuredClone(attribute.default ?? null);
      continue;
    }
    if (attribute.post === false) throw faults.notAtCreation(kind.singular, key);
    keep(values, key, attribute, checked(faults, `create_${kind.singular}`, key, attribute, given, by.isAdmin));
  }
  return values;
}

/** The attributes of an update. @throws 400, 403 */
export function attributesForUpdate(faults: AttributeFaults, kind: Read, body: Fields, by: Asker): Fields {
  const values = othersOf(faults, kind, body, by.minor, []);
  for (const [key, given] of Object.entries(body)) {
    const attribute = kind.attributes[key];
    if (!attribute || !isKnownIn(by.minor, attribute)) continue;
    if (!attribute.put) throw faults.readOnly(kind.singular, key);
    keep(values, key, attribute, checked(faults, `update_${kind.singular}`, key, attribute, given, by.isAdmin));
  }
  return values;
}

/** What is in none of the attributes: refused, kept, or passed over. */
function othersOf(faults: AttributeFaults, kind: Read, body: Fields, minor: number, aside: readonly string[]): Fields {
  const unknown = Object.keys(body).filter((key) => {
    const attribute = Object.hasOwn(kind.attributes, key) && kind.attributes[key];
    return !(attribute && isKnownIn(minor, attribute)) && !aside.includes(key);
  });
  if (kind.others !== undefined) return { [kind.others]: Object.fromEntries(unknown.map((key) => [key, body[key]])) };
  const isStrict = minor >= (kind.strictSince ?? 0);
  if (unknown.length > 0 && isStrict && faults.unknownMembers) throw faults.unknownMembers(kind.singular, unknown);
  return {};
}

function keep(values: Fields, key: string, { of: name = key, kept }: Attribute, value: unknown): void {
  if (kept !== false) values[name] = value;
}

function checked(
  faults: AttributeFaults,
  action: string,
  key: string,
  attribute: Attribute,
  given: unknown,
  isAdmin: boolean,
): unknown {
  let value: unknown;
  try {
    value = attribute.check(given);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw faults.invalidValue(key, given, error.message);
  }
  if (attribute.admin && !isAdmin && value !== attribute.default) throw faults.adminOnly(action, key);
  return value;
}
