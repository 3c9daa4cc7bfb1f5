/** How properties become the members of a request, and back. */
import { HeatError } from '../errors.ts';
import type { Collection, Method } from '../openstack/cloud.ts';
import type { PropertySchema } from '../template/schema/types.ts';
import { isMap, type Value, type ValueMap } from '../template/value.ts';
import { type Apart, liveApart } from './apart.ts';
import { placeOf } from './place.ts';
import type { Properties, ResourceOperation, UpdateOperation } from './type.ts';

export interface Rest {
  /** Its paths may have properties in them: see `place.ts`. */
  collection: Collection;
  /**
   * Property → member of the request where they differ; null: the property is not sent (a hook cares for it). Keys of maps, and of maps in
   * lists, are told by their paths: `fixed_ips.subnet`.
   */
  members?: Record<string, string | null>;
  /** Property → what the service is told when it is taken away, where that is not null. */
  emptied?: Record<string, string>;
  /** Property whose members are put beside the others, e.g. `value_specs`. */
  spread?: string;
  /** Members that it may not have. */
  neverSpread?: readonly string[];
  /** Property that, left open, gets the physical name; `name` where the schema has it. Null: none. */
  named?: string | null;
  /** Member around the request's body; the collection's `singular` unless said. Null: none. */
  envelope?: string | null;
  /** Members beside the envelope, e.g. scheduler hints. */
  beside?(op: ResourceOperation): ValueMap;
  /** As the service's profile says unless said. */
  updateMethod?: Method;
  /** The answer to a delete means that it is gone; as the service's profile says unless said. */
  goneAtOnce?: boolean;
}

/** Null values, empty ones of absent properties and what `members` leaves out are not sent. */
export function createBody(op: ResourceOperation, rest: Rest, schema: Record<string, PropertySchema>): ValueMap {
  const body: ValueMap = {};
  const named = nameProperty(rest, schema);
  for (const [property, value] of Object.entries(op.properties)) {
    const member = memberOf(rest, property);
    if (value !== null && member !== null && property !== rest.spread) body[member] = toMembers(rest, property, value);
  }
  if (named !== null) body[memberOf(rest, named) ?? named] ??= op.physicalName;
  const spread = rest.spread === undefined ? null : op.properties[rest.spread];
  return isMap(spread) ? { ...body, ...spread } : body;
}

/** What changed, under the members' names; null for a property taken away, as far as services can take that. */
export function updateBody(op: UpdateOperation, rest: Rest, schema: Record<string, PropertySchema>): ValueMap {
  const body: ValueMap = {};
  for (const property of op.changed) {
    const member = memberOf(rest, property);
    if (member === null || property === rest.spread) continue;
    const value = op.changes[property] ?? null;
    const isName = property === (rest.named ?? 'name');
    // No service knows a boolean or a number that is null: the object keeps what it has.
    if (value === null && schema[property] !== undefined && SCALARS.includes(schema[property].type)) continue;
    const emptied = isName ? op.physicalName : rest.emptied?.[property];
    body[member] = value === null && emptied !== undefined ? emptied : toMembers(rest, property, value);
  }
  if (rest.spread !== undefined && op.changed.includes(rest.spread)) {
    const before = op.before[rest.spread];
    const after = op.changes[rest.spread];
    for (const [member, value] of Object.entries(isMap(after) ? after : {})) {
      // Members that stay as they were are not sent: many may only be given at creation.
      if (!isMap(before) || JSON.stringify(before[member]) !== JSON.stringify(value)) body[member] = value;
    }
  }
  return body;
}

const SCALARS = ['boolean', 'integer', 'number'];

function nameProperty(rest: Rest, schema: Record<string, PropertySchema>): string | null {
  if (rest.named !== undefined) return rest.named;
  return Object.hasOwn(schema, 'name') ? 'name' : null;
}

export function memberOf(rest: Rest, property: string): string | null {
  const member = rest.members?.[property];
  return member === undefined ? property : member;
}

/** A property's value with its keys under their members' names, without those that are null. */
function toMembers(rest: Rest, path: string, value: Value): Value {
  if (!hasOwnPlaces(rest, path)) return withoutNulls(value);
  if (Array.isArray(value)) return value.map((one) => toMembers(rest, path, one));
  if (!isMap(value)) return value;
  const sent: ValueMap = {};
  for (const [key, inner] of Object.entries(value)) {
    const member = memberBelow(rest, path, key);
    if (inner !== null && member !== null) sent[member] = toMembers(rest, `${path}.${key}`, inner);
  }
  return sent;
}

/** The way back: what an object shows, under the names of the keys that the schema has. */
function toKeys(rest: Rest, path: string, schema: PropertySchema, shown: Value): Value {
  if (!hasOwnPlaces(rest, path)) return shown;
  if (Array.isArray(shown)) return shown.map((one) => toKeys(rest, path, schema.items ?? schema, one));
  if (!isMap(shown)) return shown;
  const keys: ValueMap = {};
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const member = memberBelow(rest, path, key);
    if (member !== null) keys[key] = toKeys(rest, `${path}.${key}`, inner, shown[member] ?? null);
  }
  return keys;
}

/** Whether keys below a property have other names in the request than in the template. */
function hasOwnPlaces(rest: Rest, path: string): boolean {
  return Object.keys(rest.members ?? {}).some((place) => place.startsWith(`${path}.`));
}

function memberBelow(rest: Rest, path: string, key: string): string | null {
  const member = rest.members?.[`${path}.${key}`];
  return member === undefined ? key : member;
}

/** Keys of maps that are null go: services take null for a value. */
export function withoutNulls(value: ValueMap): ValueMap;
export function withoutNulls(value: Value): Value;
export function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one));
  if (!isMap(value)) return value;
  const map: ValueMap = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== null) map[key] = withoutNulls(inner);
  return map;
}

/** The object as the service serves it now; null when it is gone or was never made. */
export async function shownObject(op: ResourceOperation, rest: Rest): Promise<ValueMap | null> {
  if (op.physicalId === null) return null;
  return (await op.cloud.observe(placeOf(op, rest), op.physicalId)) as ValueMap | null;
}

/** Throws NotFound when the object is gone. */
export async function requireShown(op: ResourceOperation, rest: Rest): Promise<ValueMap> {
  const shown = await shownObject(op, rest);
  if (shown !== null) return shown;
  const what = rest.collection.singular ?? rest.collection.plural ?? 'object';
  throw new HeatError('NotFound', `The ${what} ${op.physicalId ?? op.physicalName} could not be found.`);
}

/** There is no object any more, or never was. */
export function gone(op: ResourceOperation): HeatError {
  return new HeatError('EntityNotFound', `The object of resource ${op.name} is not there.`);
}

/** What the shown object says about the properties that may change; types refine it where a form differs. */
export async function liveProperties(
  op: ResourceOperation,
  rest: Rest,
  schema: Record<string, PropertySchema>,
  apart: Apart,
  refine?: (properties: Properties, shown: ValueMap) => Properties,
): Promise<Properties> {
  const shown = await shownObject(op, rest);
  if (shown === null) throw gone(op);
  const live: Properties = {};
  for (const [property, one] of Object.entries(schema)) {
    const member = memberOf(rest, property);
    if (one.updateAllowed !== true || member === null || property === rest.spread) continue;
    const value = shown[member];
    if (value !== undefined) live[property] = toKeys(rest, property, one, value);
  }
  Object.assign(live, await liveApart(op, rest, apart, shown));
  const specs = rest.spread === undefined ? null : op.properties[rest.spread];
  if (rest.spread !== undefined && isMap(specs)) {
    const present = Object.keys(specs).filter((key) => shown[key] !== undefined);
    live[rest.spread] = Object.fromEntries(present.map((key) => [key, shown[key] ?? null]));
  }
  return refine === undefined ? live : refine(live, shown);
}
