/**
 * What administrators offer: flavors, availability zones, and the profiles of both (octavia/api/v2/types/flavors.py,
 * flavor_profile.py, availability_zones.py, availability_zone_profile.py, and their controllers).
 */
import { type Fields, isRecord } from '../http/fields.ts';
import type { Kind } from '../rest/kind.ts';
import { flag, name, once, required, text, uuid } from './attributes.ts';
import { hidden, ofTheCloud } from './dialect.ts';
import { fault } from './faults.ts';
import type { Flavor, OctaviaModel, Profile, Zone } from './model.ts';
import { checkCapabilities, FLAVOR_CAPABILITIES, ZONE_CAPABILITIES } from './providers.ts';

export function flavors(model: OctaviaModel): Kind<Flavor> {
  return {
    ...ofTheCloud,
    singular: 'flavor',
    plural: 'flavors',
    label: 'Flavor',
    path: '/lbaas/flavors',
    collection: model.flavors,
    admin: 'write',
    attributes: {
      name: required(text()),
      description: name(),
      enabled: flag(true),
      flavor_profile_id: once(required(uuid())),
    },
    refers: { flavor_profile_id: { kind: 'flavorprofile', holds: true } },
    unique(item) {
      if (model.flavors.count('name', item.name) > 0)
        throw fault('RecordAlreadyExists', { field: 'flavor', name: item.name });
    },
    remove(_call, item) {
      if (model.loadBalancers.count('flavor_id', item.id) > 0)
        throw fault('ObjectInUse', { object: 'Flavor', id: item.id });
    },
    show: () => hidden,
  };
}

export function zones(model: OctaviaModel): Kind<Zone> {
  return {
    ...ofTheCloud,
    singular: 'availability_zone',
    plural: 'availability_zones',
    label: 'Availability Zone',
    path: '/lbaas/availabilityzones',
    collection: model.zones,
    admin: 'write',
    attributes: {
      name: once(required(text())),
      description: name(),
      enabled: flag(true),
      availability_zone_profile_id: once(required(uuid())),
    },
    refers: { availability_zone_profile_id: { kind: 'availability_zone_profile', holds: true } },
    create(_call, item) {
      item.id = item.name;
    },
    unique(item) {
      if (model.zones.has(item.id)) throw fault('RecordAlreadyExists', { field: 'availability zone', name: item.name });
    },
    remove(_call, item) {
      if (model.loadBalancers.count('availability_zone', item.id) > 0)
        throw fault('ObjectInUse', { object: 'Availability Zone', id: item.id });
    },
    show: () => ({ ...hidden, id: undefined }),
  };
}

export const flavorProfiles = (model: OctaviaModel): Kind<Profile> =>
  profiles(model.flavorProfiles, {
    singular: 'flavorprofile',
    plural: 'flavorprofiles',
    label: 'Flavor Profile',
    inUse: 'Flavor profile',
    path: '/lbaas/flavorprofiles',
    data: 'flavor_data',
    known: FLAVOR_CAPABILITIES,
    isUsed: (id) => model.flavors.count('flavor_profile_id', id) > 0,
  });

export const zoneProfiles = (model: OctaviaModel): Kind<Profile> =>
  profiles(model.zoneProfiles, {
    singular: 'availability_zone_profile',
    plural: 'availability_zone_profiles',
    label: 'Availability Zone Profile',
    inUse: 'Availability Zone Profile',
    path: '/lbaas/availabilityzoneprofiles',
    data: 'availability_zone_data',
    known: ZONE_CAPABILITIES,
    isUsed: (id) => model.zones.count('availability_zone_profile_id', id) > 0,
  });

interface ProfileOf extends Pick<Kind, 'singular' | 'plural' | 'label' | 'path'> {
  /** Octavia's word in the refusal of changes. */
  inUse: string;
  /** The member with the profile's content, JSON as text. */
  data: string;
  /** What it may say. */
  known: Readonly<Record<string, string>>;
  isUsed(id: string): boolean;
}

function profiles(
  collection: Kind<Profile>['collection'],
  { inUse, data, known, isUsed, ...names }: ProfileOf,
): Kind<Profile> {
  const check = (item: Fields): void => {
    const value = String(item[data]);
    let said: unknown;
    try {
      said = JSON.parse(value);
    } catch {
      // Said below.
    }
    if (!isRecord(said)) throw fault('InvalidOption', { value, option: data });
    checkCapabilities(String(item.provider_name), known, said);
  };
  return {
    ...ofTheCloud,
    ...names,
    collection,
    admin: 'all',
    attributes: { name: required(text()), provider_name: required(text()), [data]: required(text(4096)) },
    create: (_call, item) => check(item),
    update(_call, item, changes) {
      if (!(data in changes || 'provider_name' in changes)) return;
      if (isUsed(item.id)) throw fault('ObjectInUse', { object: inUse, id: item.id });
      check({ ...item, ...changes });
    },
    show: () => hidden,
  };
}
