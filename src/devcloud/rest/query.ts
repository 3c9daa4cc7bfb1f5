/** Which objects a list shows: those that the caller may see and the query asks for, in the order it asks for. */
import type { Call } from '../http/call.ts';
import { flag } from '../http/fields.ts';
import { sorted } from '../http/paging.ts';
import type { Item } from './item.ts';
import type { Dialect, Kind } from './kind.ts';

/** Members of a query that do not select. */
const NOT_FILTERS = new Set(['fields', 'limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'page_reverse', 'id']);

type Test<T> = (item: T) => boolean;

/** By tags, as Neutron, Octavia and Keystone have it: all, any, not all, none of them. */
const TAGS: Readonly<Record<string, (tags: unknown[], wanted: string[]) => boolean>> = {
  tags: (tags, wanted) => wanted.every((tag) => tags.includes(tag)),
  'tags-any': (tags, wanted) => wanted.some((tag) => tags.includes(tag)),
  'not-tags': (tags, wanted) => !wanted.every((tag) => tags.includes(tag)),
  'not-tags-any': (tags, wanted) => !wanted.some((tag) => tags.includes(tag)),
};

/** @throws 400, 403 when the query asks for what the objects do not have, or for those of others, and the service minds */
export function selected<T extends Item>(
  dialect: Dialect,
  kind: Kind<T>,
  call: Call,
  mayShow: (item: T) => boolean,
  among?: T[],
): T[] {
  const project = call.query.get('project_id') ?? call.query.get('tenant_id');
  if (project !== null && !dialect.hidesForeign && !call.owns({ project_id: project }))
    throw dialect.forbidden('show', kind.singular);
  let keys = [...new Set(call.query.keys())].filter((key) => !NOT_FILTERS.has(key));
  const { unknownFilter: rule } = dialect;
  if (rule === 'passed over') keys = keys.filter((key) => isKnown([], kind, key));
  else if (rule !== undefined) {
    const unknown = keys.filter((key) => !isKnown(rule.members, kind, key));
    if (unknown.length > 0) throw rule.refusal(unknown);
  }
  const tests = keys.map((key) => testFor(dialect, kind, key, call.query.getAll(key)));
  // A list is of the caller's project, even an administrator's, where those of all have to be asked for.
  const isOwn = !kind.nobodys && dialect.asksForAll?.(call) === false;
  const items = (among ?? candidates(kind, call, isOwn)).filter(
    (item) => mayShow(item) && (!isOwn || item.project_id === call.projectId) && tests.every((test) => test(item)),
  );
  if (dialect.newestFirst) items.reverse();
  return sorted(call, items, (item, key) => item[kind.sortKeys?.[key] ?? key]);
}

const isKnown = <T extends Item>(members: readonly string[], kind: Kind<T>, key: string): boolean =>
  [kind.attributes, kind.filters ?? {}, TAGS].some((known) => Object.hasOwn(known, key)) || members.includes(key);

/** Narrows the objects to be looked at by an index, when the query names one. */
function candidates<T extends Item>(kind: Kind<T>, call: Call, isOwn: boolean): T[] {
  const { collection, below, nobodys } = kind;
  if (below) return collection.by(below.member, call.param(below.param));
  const ids = call.query.getAll('id');
  if (ids.length > 0) return ids.flatMap((id) => id.split(',')).flatMap((id) => collection.get(id) ?? []);
  if (nobodys) return kind.candidates?.(call) ?? [...collection.all()];
  for (const key of call.query.keys()) {
    const wanted = call.query.getAll(key);
    if (isShown(kind, key) && collection.isFiledBy(key) && wanted.every((value) => value !== ''))
      return wanted.flatMap((value) => collection.by(key, value));
  }
  const project = call.query.get('project_id') ?? call.query.get('tenant_id');
  if (project && call.isAdmin && !isOwn) return collection.by('project', project);
  if (call.isAdmin && !isOwn) return [...collection.all()];
  return kind.candidates?.(call) ?? collection.by('project', call.projectId);
}

/** An index of the name of an attribute files by its value. */
const isShown = <T extends Item>(kind: Kind<T>, key: string): boolean =>
  Object.hasOwn(kind.attributes, key) && !Object.hasOwn(kind.filters ?? {}, key);

function testFor<T extends Item>(dialect: Dialect, kind: Kind<T>, key: string, wanted: string[]): Test<T> {
  const { passes } = dialect;
  if (passes) return (item) => passes(kind, item, key, wanted);
  const special = kind.filters?.[key];
  if (special) return (item) => wanted.some((value) => special(item, value));
  const byTags = TAGS[key];
  if (byTags) {
    const tags = wanted.flatMap((value) => value.split(','));
    return (item) => byTags(Array.isArray(item.tags) ? item.tags : [], tags);
  }
  if (key === 'tenant_id' || key === 'project_id') return (item) => wanted.includes(item.project_id ?? '');
  return (item) => {
    const value = item[key];
    if (typeof value === 'boolean') return wanted.some((text) => flag(text) === value);
    if (Array.isArray(value)) return wanted.some((text) => value.includes(text));
    return wanted.includes(value === null ? '' : String(value ?? ''));
  };
}
