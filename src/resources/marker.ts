/**
 * Finding what an interrupted create may have left. Most objects bear the row's physical name, which ends in a random part and so is unique.
 * Where the template gives the name itself, others may bear it too: then the physical name stands in another member, the object's mark.
 * Only where a service has no member for that, it is the first one of that name that belongs to no other row.
 */
import { listPages } from '../openstack/observing.ts';
import { at } from '../openstack/path.ts';
import { idOf, profileOf } from '../openstack/services.ts';
import type { Value, ValueMap } from '../template/value.ts';
import { unlessGone } from './deletion.ts';
import { placeOf } from './place.ts';
import type { Rest } from './rest.ts';
import type { ResourceOperation } from './type.ts';

export interface Marker {
  /** Filter of the list call; default `name`. Null: the service has none, and the whole list is read. */
  query?: string | null;
  /** Member that bears the name; default `name`. Null: objects of this kind have none. */
  member?: string | null;
  /** Member that bears the physical name where the template gives the name, mostly `description`. Null: objects of this kind have none. */
  mark?: string | null;
  /** What bears the physical name is a list of such (tags), in which it is one. */
  isList?: boolean;
  /** Members that the service wants to be told again whenever the mark is changed. */
  withMark?(op: ResourceOperation): ValueMap;
  /**
   * For what has no name: the service never has two that are alike, so that the one which is alike is the one sought. `among`: the query of the
   * list in which it is looked for.
   */
  alike?: {
    among(op: ResourceOperation): Record<string, string>;
    is(op: ResourceOperation, shown: ValueMap): boolean;
  };
  /** More of the query. */
  also?: Record<string, string>;
  /** The service reads the filter as a regular expression: names with signs of such are sought in the whole list. */
  isPattern?: boolean;
}

/** The member in which an object bears the physical name; undefined where it has none for that. */
export function bearerOf(op: ResourceOperation, rest: Rest, { mark, member = 'name' }: Marker): string | undefined {
  return (nameGiven(op, rest) === null ? member : mark) ?? undefined;
}

/** A request to create an object that will be found again: what the template gives in the mark's place comes later, see {@link displaced}. */
export function marked(op: ResourceOperation, rest: Rest, marker: Marker, body: ValueMap): ValueMap {
  const bearer = marker.mark == null || rest.named === null ? undefined : bearerOf(op, rest, marker);
  return bearer === undefined ? body : { ...body, [bearer]: marker.isList ? [op.physicalName] : op.physicalName };
}

/** What the object gets in place of its mark once it is known by its id; null where the mark may stay. `body`: the request without the mark. */
export function displaced(op: ResourceOperation, rest: Rest, marker: Marker, body: ValueMap): ValueMap | null {
  const bearer = marker.mark == null ? undefined : bearerOf(op, rest, marker);
  const value = bearer === undefined ? undefined : body[bearer];
  if (bearer === undefined || value === undefined || value === null || value === op.physicalName) return null;
  return { ...marker.withMark?.(op), [bearer]: value };
}

const bears = (shown: Value | undefined, name: string) =>
  shown === name || (Array.isArray(shown) && shown.includes(name));

/** The name that the template gives. */
function nameGiven(op: ResourceOperation, rest: Rest): string | null {
  const given = rest.named === null ? null : op.properties[rest.named ?? 'name'];
  return typeof given === 'string' && given !== '' ? given : null;
}

export async function findObject(op: ResourceOperation, rest: Rest, marker: Marker = {}): Promise<string | null> {
  if (marker.alike !== undefined) return findAlike(op, rest, marker.alike);
  const { query = 'name', member = 'name' } = marker;
  const given = nameGiven(op, rest);
  const name = given ?? op.physicalName;
  const filtered = query !== null && member !== null && !(marker.isPattern === true && /[^\w .-]/.test(name));
  const { projectFilter } = profileOf(rest.collection.service);
  const isOfProject = projectFilter !== null && rest.collection.ofNoProject !== true;
  const list = await listPages(op.cloud, placeOf(op, rest), {
    ...(isOfProject ? { [projectFilter]: String(op.properties.tenant_id ?? op.cloud.projectId) } : {}),
    ...marker.also,
    ...(filtered ? { [query]: name } : {}),
  });
  const named = (list as ValueMap[]).filter((object) => member === null || bears(object[member], name));
  const id = (object: ValueMap) => idOf(rest.collection, object);
  const bearer = bearerOf(op, rest, marker);
  if (bearer !== undefined) {
    const own = named.filter((object) => bears(object[bearer], op.physicalName));
    return onlyOne(op, rest, own.map(id));
  }

  const owned = named.length === 0 ? new Set<string>() : await op.owned(named.map(id));
  return named.map(id).find((each) => !owned.has(each)) ?? null;
}

async function findAlike(
  op: ResourceOperation,
  rest: Rest,
  { among, is }: NonNullable<Marker['alike']>,
): Promise<string | null> {
  const list = (await listPages(op.cloud, placeOf(op, rest), among(op))) as ValueMap[];
  const found = list.find((shown) => is(op, shown));
  return found === undefined ? null : idOf(rest.collection, found);
}

/**
 * A unique name is one row's alone. Several objects bear it where a call of a process that died reached the service late, after
 * another process had looked for its work in vain: one stays.
 */
async function onlyOne(op: ResourceOperation, rest: Rest, ids: readonly string[]): Promise<string | null> {
  const { service, path, microversion } = placeOf(op, rest);
  const others = ids.filter((id) => id !== op.physicalId);
  const owned = others.length === 0 ? new Set<string>() : await op.owned(others);
  const own = others.filter((id) => !owned.has(id));
  const kept = op.physicalId ?? own[0] ?? null;
  for (const twin of own) {
    if (twin === kept) continue;
    const gone = { method: 'DELETE', path: at`${path}/${twin}` } as const;
    await unlessGone(op.cloud.request(service, microversion === undefined ? gone : { ...gone, microversion }));
  }
  return kept;
}

/** Cinder leaves the time zone out; all mean UTC. */
export function timeOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
}
