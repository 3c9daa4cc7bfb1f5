/** By which look-up the name of something becomes its id: as Heat's translation rules call it. */
import { getKey } from '../../template/value.ts';
import { CONSTRAINT_PLACES, FINDER_PLACES, PLACES, type PlaceName } from '../questions/places.ts';

/** What a property can name, by the custom constraint that checks it. */
export type ConstraintName = PlaceName | keyof typeof CONSTRAINT_PLACES;

export interface Finder {
  client: string;
  finder: string;
  entity?: string;
}

const clientOf = (name: string) => name.slice(0, name.indexOf('.'));

/** Places whose finder belongs to another client. */
const OTHERS: Partial<Record<PlaceName, string>> = { 'neutron.segment': 'openstack.find_network_segment' };

/** Throws where nothing looks such names up. */
export function finderOf(constraint: ConstraintName): Finder {
  const place = getKey<PlaceName>(CONSTRAINT_PLACES, constraint) ?? (constraint as PlaceName);
  const own = ([finder, found]: [string, string]) => found === place && clientOf(finder) === clientOf(place);
  const finder = OTHERS[place] ?? Object.entries(FINDER_PLACES).find(own)?.[0];
  if (finder !== undefined) return { client: clientOf(finder), finder: finder.slice(clientOf(finder).length + 1) };
  if (clientOf(place) !== 'neutron' || !Object.hasOwn(PLACES, place))
    throw new Error(`Nothing looks up what ${constraint} names.`);
  return { client: 'neutron', finder: 'find_resourceid_by_name_or_id', entity: place.slice('neutron.'.length) };
}
