/**
 * The conventions that all of Neutron's resources share: create (single and bulk), list, show, update, delete, tags,
 * filters, `fields`, paging, revision numbers, quotas. A resource is a table of attributes and a few hooks.
 */
import type { Call } from '../http/call.ts';
import { type Fields, flag, isRecord, list, maybeText, record, text } from '../http/fields.ts';
import { paginate, sorted } from '../http/paging.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import type { Collection } from '../state/collection.ts';
import { uuid } from '../state/identifiers.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { type Attribute, attributesForCreate, attributesForUpdate } from './attributes.ts';
import { missing, refuse } from './errors.ts';
import type { Item, NeutronModel } from './model.ts';

export interface ResourceKind<T extends Item> {
  singular: string;
  plural: string;
  /** As in `NetworkNotFound`. */
  label: string;
  /** Default: `/v2.0/` and the plural with hyphens. */
  path?: string;
  collection(model: NeutronModel): Collection<T>;
  attributes: Record<string, Attribute>;
  quota?: keyof Quotas;
  /** Objects of other projects that the caller may see. */
  visible?(call: Call, item: T): boolean;
  /** All that may concern a caller who is no administrator; default: those of his project. */
  candidates?(call: Call): T[];
  /** Completes and checks a new object before it is stored. */
  create?(call: Call, item: T, body: Fields): void;
  created?(call: Call, item: T): void;
  /** Checks changes, and does what they entail; the changes are assigned afterwards. */
  update?(call: Call, item: T, changes: Fields): void;
  updated?(call: Call, item: T): void;
  /** Checks that an object may go, and takes along what goes with it. */
  remove?(call: Call, item: T): void;
  /** Attributes that are computed when shown. */
  show?(call: Call, item: T): Fields;
  /** Queries on nested values, such as fixed_ips. */
  filters?: Record<string, (item: T, wanted: string) => boolean>;
  /** Query attribute to the name of the collection's index. */
  indexes?: Record<string, string>;
}

export const collectionOf = <T extends Item>(kind: ResourceKind<T>, call: Call): Collection<T> =>
  kind.collection(call.cloud.neutron.model);

export function showItem<T extends Item>(kind: ResourceKind<T>, call: Call, item: T): Fields {
  const { due: _, ...rest } = item;
  return { ...rest, tenant_id: item.project_id, ...kind.show?.(call, item) };
}

const mayShow = <T extends Item>(kind: ResourceKind<T>, call: Call, item: T): boolean =>
  call.owns(item) || kind.visible?.(call, item) === true;

/** @throws 404 also for objects that the caller may not see */
export function findItem<T extends Item>(kind: ResourceKind<T>, call: Call, id: string): T {
  const item = collectionOf(kind, call).get(id);
  if (!item || !mayShow(kind, call, item)) throw missing(kind.label, id);
  return item;
}

/** Stores a new object with all that Neutron adds; also used by Nova and by hooks. */
export function createItem<T extends Item>(
  kind: ResourceKind<T>,
  call: Call,
  body: Fields,
  projectId?: string,
  elevated = false,
): T {
  const isAdmin = call.isAdmin || elevated;
  const project = projectId ?? maybeText(body.project_id) ?? maybeText(body.tenant_id) ?? call.projectId;
  if (project !== call.projectId && !isAdmin)
    throw refuse('PolicyNotAuthorized', { rule: `rule:create_${kind.singular}` });
  const collection = collectionOf(kind, call);
  const values = attributesForCreate(kind.singular, kind.attributes, body, isAdmin);
  const now = isoSeconds(call.now());
  const item = {
    ...values,
    id: uuid(),
    project_id: project,
    tags: list(body.tags).map((tag) => text(tag)),
    created_at: now,
    updated_at: now,
    revision_number: 1,
  } as unknown as T;
  if (kind.quota) call.cloud.quotas.check(call, project, kind.quota, collection.count('project', project));
  kind.create?.(call, item, body);
  collection.insert(item);
  kind.created?.(call, item);
  return item;
}

export function updateItem<T extends Item>(kind: ResourceKind<T>, call: Call, item: T, changes: Fields): T {
  kind.update?.(call, item, changes);
  Object.assign(item, changes);
  touch(call, item);
  collectionOf(kind, call).save(item);
  kind.updated?.(call, item);
  return item;
}

export function touch(call: Call, item: Item): void {
  item.updated_at = isoSeconds(call.now());
  item.revision_number++;
}

export function removeItem<T extends Item>(kind: ResourceKind<T>, call: Call, item: T): void {
  kind.remove?.(call, item);
  collectionOf(kind, call).remove(item.id);
}

/** Refuses changes to what the caller can see but does not own. */
function mustOwn<T extends Item>(kind: ResourceKind<T>, call: Call, item: T, verb: string): void {
  if (!call.owns(item)) throw refuse('PolicyNotAuthorized', { rule: `rule:${verb}_${kind.singular}` });
}

function filtered<T extends Item>(kind: ResourceKind<T>, call: Call): T[] {
  const { query } = call;
  const collection = collectionOf(kind, call);
  let items = candidates(kind, call, collection);
  const tests: ((item: T) => boolean)[] = [];
  for (const key of new Set(query.keys())) {
    if (['fields', 'limit', 'marker', 'sort_key', 'sort_dir', 'page_reverse', 'id'].includes(key)) continue;
    const wanted = query.getAll(key);
    tests.push(testFor(kind, key, wanted));
  }
  items = items.filter((item) => mayShow(kind, call, item) && tests.every((test) => test(item)));
  return sorted(call, items, (item, key) => item[key]);
}

/** Narrows the objects to be looked at by an index, when the query names one. */
function candidates<T extends Item>(kind: ResourceKind<T>, call: Call, collection: Collection<T>): T[] {
  const ids = call.query.getAll('id');
  if (ids.length > 0) return ids.flatMap((id) => collection.get(id) ?? []);
  for (const [attribute, index] of Object.entries({ name: 'name', ...kind.indexes })) {
    const wanted = call.query.getAll(attribute);
    if (wanted.length > 0 && wanted.every((value) => value !== ''))
      return wanted.flatMap((value) => collection.by(index, value));
  }
  const project = call.query.get('project_id') ?? call.query.get('tenant_id');
  if (project && call.isAdmin) return collection.by('project', project);
  if (call.isAdmin) return [...collection.all()];
  return kind.candidates?.(call) ?? collection.by('project', call.projectId);
}

function testFor<T extends Item>(kind: ResourceKind<T>, key: string, wanted: string[]): (item: T) => boolean {
  const special = kind.filters?.[key];
  if (special) return (item) => wanted.some((value) => special(item, value));
  const tags = wanted.flatMap((value) => value.split(','));
  switch (key) {
    case 'tags':
      return (item) => tags.every((tag) => item.tags.includes(tag));
    case 'tags-any':
      return (item) => tags.some((tag) => item.tags.includes(tag));
    case 'not-tags':
      return (item) => !tags.every((tag) => item.tags.includes(tag));
    case 'not-tags-any':
      return (item) => !tags.some((tag) => item.tags.includes(tag));
    case 'tenant_id':
      return (item) => wanted.includes(item.project_id);
    default:
      return (item) => {
        const value = item[key];
        if (typeof value === 'boolean') return wanted.some((text) => flag(text) === value);
        if (Array.isArray(value)) return wanted.some((text) => value.includes(text));
        return wanted.includes(value === null ? '' : String(value ?? ''));
      };
  }
}

function pick(call: Call, shown: Fields): Fields {
  const fields = call.query.getAll('fields');
  return fields.length === 0
    ? shown
    : Object.fromEntries(fields.filter((key) => key in shown).map((key) => [key, shown[key]]));
}

/** All or none. */
function createAll<T extends Item>(kind: ResourceKind<T>, call: Call, parts: unknown[]): T[] {
  const made: T[] = [];
  try {
    for (const part of parts) made.push(createItem(kind, call, record(part)));
  } catch (error) {
    for (const item of made) removeItem(kind, call, item);
    throw error;
  }
  return made;
}

export function routesOf<T extends Item>(kind: ResourceKind<T>): Route[] {
  const base = kind.path ?? `/v2.0/${kind.plural.replaceAll('_', '-')}`;
  const { singular, plural } = kind;
  const one = (call: Call, item: T): Reply => ({
    status: 200,
    body: { [singular]: pick(call, showItem(kind, call, item)) },
  });
  return [
    [
      'GET',
      base,
      (call) => {
        const page = paginate(call, filtered(kind, call), (item) => item.id, 0);
        const links = page.next ? { [`${plural}_links`]: [{ rel: 'next', href: page.next }] } : {};
        return {
          status: 200,
          body: { [plural]: page.items.map((item) => pick(call, showItem(kind, call, item))), ...links },
        };
      },
    ],
    [
      'POST',
      base,
      (call) => {
        const body = call.json();
        if (Array.isArray(body[plural])) {
          const made = createAll(kind, call, body[plural] as unknown[]);
          return { status: 201, body: { [plural]: made.map((item) => showItem(kind, call, item)) } };
        }
        const part = body[singular];
        if (!isRecord(part)) throw refuse('HTTPBadRequest', { reason: `Unable to find '${singular}' in request body` });
        return { status: 201, body: { [singular]: showItem(kind, call, createItem(kind, call, part)) } };
      },
    ],
    ['GET', `${base}/{id}`, (call) => one(call, findItem(kind, call, call.param('id')))],
    [
      'PUT',
      `${base}/{id}`,
      (call) => {
        const item = findItem(kind, call, call.param('id'));
        mustOwn(kind, call, item, 'update');
        const part = call.json()[singular];
        if (!isRecord(part)) throw refuse('HTTPBadRequest', { reason: `Unable to find '${singular}' in request body` });
        const changes = attributesForUpdate(singular, kind.attributes, part, call.isAdmin);
        return one(call, updateItem(kind, call, item, changes));
      },
    ],
    [
      'DELETE',
      `${base}/{id}`,
      (call) => {
        const item = findItem(kind, call, call.param('id'));
        mustOwn(kind, call, item, 'delete');
        removeItem(kind, call, item);
        return { status: 204 };
      },
    ],
    ...tagRoutes(kind, base),
  ];
}

function tagRoutes<T extends Item>(kind: ResourceKind<T>, base: string): Route[] {
  const change = (call: Call, next: (tags: string[]) => string[], status: number): Reply => {
    const item = findItem(kind, call, call.param('id'));
    mustOwn(kind, call, item, 'update');
    item.tags = next(item.tags);
    touch(call, item);
    collectionOf(kind, call).save(item);
    return status === 200 ? { status, body: { tags: item.tags } } : { status };
  };
  const tag = (call: Call): string => call.param('tag');
  const mustHave = (call: Call, tags: string[]): string[] => {
    if (!tags.includes(tag(call))) throw refuse('TagNotFound', { tag: tag(call) });
    return tags;
  };
  return [
    [
      'GET',
      `${base}/{id}/tags`,
      (call) => ({ status: 200, body: { tags: findItem(kind, call, call.param('id')).tags } }),
    ],
    [
      'PUT',
      `${base}/{id}/tags`,
      (call) => change(call, () => [...new Set(list(call.json().tags).map((t) => text(t)))], 200),
    ],
    ['DELETE', `${base}/{id}/tags`, (call) => change(call, () => [], 204)],
    [
      'GET',
      `${base}/{id}/tags/{tag}`,
      (call) => {
        mustHave(call, findItem(kind, call, call.param('id')).tags);
        return { status: 204 };
      },
    ],
    ['PUT', `${base}/{id}/tags/{tag}`, (call) => change(call, (tags) => [...new Set([...tags, tag(call)])], 201)],
    [
      'DELETE',
      `${base}/{id}/tags/{tag}`,
      (call) => change(call, (tags) => mustHave(call, tags).filter((t) => t !== tag(call)), 204),
    ],
  ];
}
