/** The types that the linter knows: the catalogue, and by their names only the types that Heat has besides. */
import { catalogue } from '../../resources/catalogue.ts';
import { KNOWN_TO_HEAT } from '../../resources/known-to-heat.ts';
import { anything } from '../../template/index.ts';
import type { ResourceTypeSchema, TypeRegistry } from '../../template/schema/types.ts';

const byName = new Map(
  [...KNOWN_TO_HEAT].filter((name) => catalogue.get(name) === undefined).map((name) => [name, anything(name)]),
);
const onlyKnown = new Set(byName.values());

export function isOnlyKnown(type: ResourceTypeSchema): boolean {
  return onlyKnown.has(type);
}

export const lintedTypes: TypeRegistry = {
  get: (name) => catalogue.get(name) ?? byName.get(name),
  names: () => [...catalogue.names(), ...byName.keys()],
};
