import { listPages } from '../../openstack/observing.ts';
import type { Value } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf } from './profile.ts';

/** The segments of a network; a cloud without that extension has none. */
export async function segmentsOf({
  cloud,
  physicalId,
}: Pick<ResourceOperation, 'cloud' | 'physicalId'>): Promise<Value> {
  const list = listPages(cloud, collectionOf('segment'), { network_id: physicalId ?? '' });
  const segments = (await unlessGone(list)) ?? [];
  // Those without a name come first, as clients of Heat expect.
  const hasName = ({ name }: Record<string, unknown>) => Number(name !== null && name !== undefined);
  return segments.sort((a, b) => hasName(a) - hasName(b)) as Value[];
}
