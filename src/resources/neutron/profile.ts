/** Neutron's conventions, as far as all its resources share them. */
import type { Collection } from '../../openstack/cloud.ts';
import type { StatusRule } from '../../openstack/profiles/profile.ts';
import type { Rest } from '../rest.ts';

export function collectionOf(entity: string, plural = `${entity}s`): Collection {
  const path = `/${plural.replaceAll('_', '-')}`;
  return { service: 'network', list: path, plural, path, singular: entity };
}

/** Where objects of Neutron lie, and that `value_specs` go beside the other members. */
export function neutron(entity: string, more: Partial<Rest> = {}): Rest {
  return {
    collection: collectionOf(entity),
    spread: 'value_specs',
    neverSpread: ['shared', 'tenant_id'],
    ...more,
  };
}

/** Networks, ports and routers tell when they are built. */
export const BUILT: StatusRule = {
  done: ['ACTIVE', 'DOWN'],
  failed: ['ERROR', 'DEGRADED'],
  pending: ['BUILD'],
};
