/** What administrators offer: flavors, availability zones, and the profiles of both (octavia/api/v2/controllers). */
import { type Fields, isRecord } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { hidden, ofTheCloud } from './dialect.ts';
import { fault } from './faults.ts';
import {
  FLAVOR,
  FLAVOR_PROFILE,
  type Flavor,
  type OctaviaModel,
  type Profile,
  ZONE,
  ZONE_PROFILE,
  type Zone,
} from './model.ts';
import { checkCapabilities, FLAVOR_CAPABILITIES, ZONE_CAPABILITIES } from './providers.ts';

export const offers = (model: OctaviaModel): Kind[] => [
  {
    ...called('flavor', 'Flavor', '/lbaas/flavors'),
    ...offer<Flavor>(model, model.flavors, 'flavor', 'flavor_id'),
    attributes: FLAVOR,
    refers: { flavor_profile_id: { kind: 'flavorprofile', holds: true } },
  },
  {
    ...called('availability_zone', 'Availability Zone', '/lbaas/availabilityzones'),
    ...offer<Zone>(model, model.zones, 'availability zone', 'availability_zone'),
    attributes: ZONE,
    refers: { availability_zone_profile_id: { kind: 'availability_zone_profile', holds: true } },
    create(_call, item) {
      item.id = String(item.name);
    },
    show: () => ({ ...hidden, id: undefined }),
  },
  {
    ...called('flavorprofile', 'Flavor Profile', '/lbaas/flavorprofiles'),
    ...profiles('flavor_data', FLAVOR_CAPABILITIES, 'Flavor profile', (id) =>
      model.flavors.count('flavor_profile_id', id),
    ),
    collection: model.flavorProfiles,
    attributes: FLAVOR_PROFILE,
  },
  {
    ...called('availability_zone_profile', 'Availability Zone Profile', '/lbaas/availabilityzoneprofiles'),
    ...profiles('availability_zone_data', ZONE_CAPABILITIES, 'Availability Zone Profile', (id) =>
      model.zones.count('availability_zone_profile_id', id),
    ),
    collection: model.zoneProfiles,
    attributes: ZONE_PROFILE,
  },
];

/** @param index under which balancers that use one are filed */
const offer = <T extends Flavor | Zone>(
  { loadBalancers }: OctaviaModel,
  collection: Kind<T>['collection'],
  field: string,
  index: string,
) =>
  ({
    ...ofTheCloud,
    collection,
    admin: 'write',
    unique({ name }: T) {
      if (collection.count('name', name) > 0) throw fault('RecordAlreadyExists', { field, name });
    },
    remove(_call, { id }: T) {
      const object = index === 'flavor_id' ? 'Flavor' : 'Availability Zone';
      if (loadBalancers.count(index, id) > 0) throw fault('ObjectInUse', { object, id });
    },
    show: () => hidden,
  }) satisfies Partial<Kind<T>>;

/**
 * @param data the member with the profile's content, JSON as text
 * @param known what it may say
 * @param object Octavia's word in the refusal of changes
 */
function profiles(
  data: string,
  known: Readonly<Record<string, string>>,
  object: string,
  users: (id: string) => number,
) {
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
    admin: 'all',
    create: (_call, item) => check(item),
    update(_call, item, changes) {
      if (!(data in changes || 'provider_name' in changes)) return;
      if (users(item.id) > 0) throw fault('ObjectInUse', { object, id: item.id });
      check({ ...item, ...changes });
    },
    show: () => hidden,
  } satisfies Partial<Kind<Profile>>;
}
