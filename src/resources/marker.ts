/**
 * Finding what an interrupted create may have left. Most objects bear the row's physical name, which ends in a random part and so is unique.
 * Where the template gives the name itself, several objects may bear it: then the object is the oldest one of that name that was
 * made since the create began, agrees with what was sent, and belongs to no other row.
 */
import { listPages } from '../openstack/observing.ts';
import { at } from '../openstack/path.ts';
import { isMap, type ValueMap } from '../template/value.ts';
import { unlessGone } from './deletion.ts';
import type { Rest } from './rest.ts';
import type { ResourceOperation } from './type.ts';

export interface Marker {
  /** Filter of the list call; default `name`. Null: the service has none, and the whole list is read. */
  query?: string | null;
  /** Member that bears the name; default `name`. Null: objects of this kind have none. */
  member?: string | null;
  /** Member with the time of creation; default `created_at`. Null: the service does not tell. */
  created?: string | null;
  /** Members by which twins are told apart: shown member and what it should be. */
  alike?(op: ResourceOperation): Record<string, unknown>;
  /** More of the query. */
  also?: Record<string, string>;
  /** The service reads the filter as a regular expression: names with signs of such are sought in the whole list. */
  isPattern?: boolean;
}

/** Clocks of the cloud and of the engine may differ by this much. */
const SKEW_MS = 30_000;

export async function findObject(op: ResourceOperation, rest: Rest, marker: Marker = {}): Promise<string | null> {
  const { query = 'name', member = 'name', created = 'created_at' } = marker;
  const given = op.properties[rest.named ?? 'name'];
  const own = member === null || (typeof given === 'string' && given !== '');
  const name = own ? String(given) : op.physicalName;
  const filtered = query !== null && member !== null && !(marker.isPattern === true && /[^\w .-]/.test(name));
  const list = await listPages(op.cloud, rest.collection, {
    // Neutron shows administrators what belongs to others, too.
    ...(rest.collection.service === 'network'
      ? { project_id: String(op.properties.tenant_id ?? op.cloud.projectId) }
      : {}),
    ...marker.also,
    ...(filtered ? { [query]: name } : {}),
  });
  const named = (list as ValueMap[]).filter((object) => member === null || object[member] === name);
  const id = (object: ValueMap) => String(object[rest.id ?? 'id']);
  if (!own) return onlyOne(op, rest, named.map(id));

  const since = op.begun - SKEW_MS;
  const alike = Object.entries(marker.alike?.(op) ?? {});
  const candidates = named.filter((object) => {
    if (created !== null && timeOf(object[created]) < since) return false;
    return alike.every(([key, value]) => value === null || value === undefined || same(object[key], value));
  });
  if (candidates.length === 0) return null;
  const owned = await op.owned(candidates.map(id));
  const free = candidates.filter((object) => !owned.has(id(object)));
  if (created !== null) free.sort((a, b) => timeOf(a[created]) - timeOf(b[created]));
  return free[0] === undefined ? null : id(free[0]);
}

/**
 * A unique name is one row's alone. Several objects bear it where a call of a process that died reached the service late, after
 * another process had looked for its work in vain: one stays.
 */
async function onlyOne(op: ResourceOperation, rest: Rest, ids: readonly string[]): Promise<string | null> {
  const { service, path, microversion } = rest.collection;
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

function same(shown: unknown, wanted: unknown): boolean {
  if (isMap(shown)) return same(shown.id, wanted);
  return String(shown) === String(wanted);
}

/** Cinder leaves the time zone out; all mean UTC. */
export function timeOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
}
