import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import type { ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { ownType } from '../own-type.ts';
import { integer, range, ref, required, since, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';

const quota = (of: string) => integer(`Most ${of} of the project; -1: any number.`, range(-1), update);

export const octaviaQuota = ownType({
  name: 'OS::Octavia::Quota',
  className: 'OctaviaQuota',
  description: 'How many load balancers and parts of them a project may have. For administrators.',
  ...since('14.0.0'),
  properties: {
    healthmonitor: quota('health monitors'),
    listener: quota('listeners'),
    loadbalancer: quota('load balancers'),
    member: quota('members of pools'),
    pool: quota('pools'),
    project: ref('keystone.project', 'Name or id of the project.', required),
  },
  service: 'load-balancer',
  ties: ['project'],
  validate({ properties: { project: _project, ...quotas } }) {
    if (Object.values(quotas).some((most) => most !== null)) return;
    const words = 'healthmonitor, listener, loadbalancer, member, pool';
    throw new HeatError(
      'PropertyUnspecifiedError',
      `At least one of the following properties must be specified: ${words}.`,
    );
  },
  async create(op) {
    await put(op);
    return op.physicalName;
  },
  find: async (op) => op.physicalName,
  update: put,
  async delete(op) {
    if (op.physicalId === null) return;
    await unlessGone(op.cloud.request('load-balancer', { method: 'DELETE', path: pathOf(op), signal: op.signal }));
  },
  async check(op) {
    await op.cloud.request('load-balancer', { path: pathOf(op) });
  },
});

const pathOf = (op: ResourceOperation) => at`/lbaas/quotas/${op.properties.project}`;

/** What is not wanted any more goes back to the default. */
async function put(op: ResourceOperation): Promise<void> {
  const { project: _project, ...quota } = op.properties as ValueMap;
  await op.cloud.request('load-balancer', { method: 'PUT', path: pathOf(op), body: { quota }, signal: op.signal });
}
