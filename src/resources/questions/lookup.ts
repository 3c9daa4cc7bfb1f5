/** The id of a thing that is given by name or id. */
import { HeatError } from '../../errors.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { listPages } from '../../openstack/observing.ts';
import { idOf, profileOf } from '../../openstack/services.ts';
import { remember } from '../memo.ts';
import { isUuid } from '../neutron/security-group-ids.ts';
import type { Place } from './places.ts';
import { isSighted } from './sighted.ts';

/** An answer holds for this long. */
const KEPT_MS = 60_000;

/** Throws EntityNotFound, PhysicalResourceNameAmbiguity, and what the cloud may throw. */
export function lookUp(cloud: Cloud, place: Place, value: string): Promise<string> {
  const key = `id ${place.collection.service} ${place.collection.path} ${value}`;
  return remember(cloud, key, KEPT_MS, () => ask(cloud, place, value));
}

async function ask(cloud: Cloud, place: Place, value: string): Promise<string> {
  const byId = place.uuids === true && !isUuid(value) ? null : await byIdentity(cloud, place, value);
  if (byId !== null) return byId;
  if (place.name === null) throw missing(place, value);
  const named = await byName(cloud, place, value);
  if (named.length === 0) throw missing(place, value);
  if (named.length > 1) {
    throw new HeatError(
      'PhysicalResourceNameAmbiguity',
      `Multiple ${place.entity} matches found for '${value}', use an ID to be more specific.`,
    );
  }
  return named[0] as string;
}

async function byIdentity(cloud: Cloud, place: Place, value: string): Promise<string | null> {
  // References of the key manager are addresses.
  const id = value.split('/').at(-1) ?? value;
  if (id === value && isSighted(cloud, place.collection, id, KEPT_MS)) return id;
  try {
    const shown = await cloud.observe(place.collection, id);
    if (shown === null) return null;
    // Things that are known by reference are told by reference.
    return id === value ? idOf(place.collection, shown) || id : value;
  } catch (error) {
    // Some services refuse what does not look like one of their ids.
    if (error instanceof CloudError && (error.status === 400 || error.status === 403)) return null;
    throw error;
  }
}

async function byName(
  cloud: Cloud,
  { collection, name = 'name', filters, query }: Place,
  value: string,
): Promise<string[]> {
  const member = name ?? 'name';
  const list =
    filters === false
      ? await remember(cloud, `all ${collection.service} ${collection.list}`, 5_000, () =>
          listPages(cloud, collection, query ?? {}),
        )
      : await listPages(cloud, collection, { ...query, [member]: value });
  const named = list.filter((one) => one[member] === value);
  // Administrators see the things of all projects; their own come first.
  const own = named.length > 1 ? named.filter((one) => one.project_id === cloud.projectId) : named;
  return (own.length === 1 ? own : named).map((one) => idOf(collection, one));
}

function missing({ entity, collection }: Place, value: string): HeatError {
  const text = profileOf(collection.service).missing?.(entity, value) ?? `The ${entity} (${value}) could not be found.`;
  return new HeatError('EntityNotFound', text);
}
