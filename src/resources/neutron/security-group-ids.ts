/** Ids of security groups that are given by name or id. */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import { listPages } from '../../openstack/observing.ts';
import { collectionOf } from './profile.ts';

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const GROUPS = collectionOf('security_group');

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Throws EntityNotFound, PhysicalResourceNameAmbiguity. */
export async function securityGroupIds(cloud: Cloud, groups: readonly unknown[]): Promise<string[]> {
  const ids: string[] = [];
  for (const group of groups) {
    const name = String(group);
    if (isUuid(name)) {
      ids.push(name);
      continue;
    }
    const found = await listPages(cloud, GROUPS, { name, project_id: cloud.projectId });
    // A group of another project that is shared with this one.
    const all = found.length > 0 ? found : await listPages(cloud, GROUPS, { name });
    if (all.length === 0) throw new HeatError('EntityNotFound', `The Resource (${name}) could not be found.`);
    if (all.length > 1) {
      throw new HeatError(
        'PhysicalResourceNameAmbiguity',
        `Multiple physical resources were found with name (${name}).`,
      );
    }
    ids.push(String(all[0]?.id));
  }
  return ids;
}
