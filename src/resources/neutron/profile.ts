/** Neutron's conventions, as far as all its resources share them. */

import { HeatError } from '../../errors.ts';
import type { Collection } from '../../openstack/cloud.ts';
import type { StatusRule } from '../../openstack/profiles/profile.ts';
import { isMap } from '../../template/value.ts';
import type { Rest } from '../rest.ts';
import type { Properties, ResourceOperation } from '../type.ts';

export function collectionOf(entity: string, plural = `${entity}s`): Collection {
  const path = `/${plural.replaceAll('_', '-')}`;
  return { service: 'network', list: path, plural, path, singular: entity };
}

/**
 * A Neutron object: where it is, and that `value_specs` go beside the other members.
 */
export function neutron(entity: string, more: Partial<Rest> & { plural?: string } = {}) {
  const { plural, ...other } = more;
  const rest: Rest = {
    collection: collectionOf(entity, plural),
    spread: 'value_specs',
    ...other,
  };
  return { rest };
}

/** Networks, ports and routers tell when they are built. */
export const BUILT: StatusRule = {
  done: ['ACTIVE', 'DOWN'],
  failed: ['ERROR', 'DEGRADED'],
  pending: ['BUILD'],
};

/** `value_specs` may not smuggle in what is a property, nor whose the object is. */
export function refuseSpecs({ properties }: { properties: Properties }): void {
  const specs = properties.value_specs;
  if (!isMap(specs)) return;
  const banned = Object.keys(specs).filter(
    (key) => key === 'shared' || key === 'tenant_id' || Object.hasOwn(properties, key),
  );
  if (banned.length > 0)
    throw new HeatError('StackValidationFailed', `${banned.join(', ')} not allowed in value_specs`);
}

/** A failed object is kept and repaired unless Neutron lost it or says that it is broken. */
export async function keepUnlessBroken(op: ResourceOperation, rest: Rest): Promise<boolean> {
  if (op.physicalId === null) return false;
  const shown = await op.cloud.observe(rest.collection, op.physicalId);
  return shown !== null && shown.status !== 'ERROR';
}
