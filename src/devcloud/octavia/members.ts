/** Members of pools (octavia/api/v2/types/member.py and controllers/member.py). */
import type { Call } from '../http/call.ts';
import { isRecord, record, flag as truth } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import { attributesForCreate } from '../rest/attributes.ts';
import { called, type Kind, type Named } from '../rest/kind.ts';
import type { Rest } from '../rest/rest.ts';
import { DIALECT, PART } from './dialect.ts';
import { fault, invalid } from './faults.ts';
import { MEMBER, type Member, type OctaviaModel } from './model.ts';
import type { VipNetwork } from './network.ts';

/** Where servers are told about themselves (octavia/common/config.py: reserved_ips). */
const RESERVED = '169.254.169.254';

export function members(model: OctaviaModel, network: VipNetwork): Kind<Member> {
  const { healthMonitors } = model;
  return {
    ...PART,
    ...called('member', 'Member', '/lbaas/pools/{pool}/members'),
    collection: model.members,
    below: { singular: 'pool', param: 'pool', member: 'pool_id' },
    quota: 'member',
    attributes: MEMBER,
    within: (item) => partsAbove(model, item.pool_id),
    along: (item) => listenersOf(model, item.pool_id),
    create(call, item) {
      if (item.address === RESERVED) throw fault('InvalidOption', { value: RESERVED, option: 'member address' });
      if (typeof item.subnet_id === 'string' && !network.subnet(call, item.subnet_id))
        throw fault('InvalidSubresource', { resource: 'Subnet', id: item.subnet_id });
      item.operating_status = healthMonitors.count('pool_id', item.pool_id) > 0 ? 'OFFLINE' : 'NO_MONITOR';
    },
    unique(item) {
      const { address, protocol_port: port } = item;
      if (model.members.by('pool_id', item.pool_id).some((other) => isSame(other, item)))
        throw fault('DuplicateMemberEntry', { ip: address, port });
    },
    settled(item) {
      const watched = healthMonitors.count('pool_id', item.pool_id) > 0;
      item.operating_status = !item.admin_state_up ? 'OFFLINE' : watched ? 'ONLINE' : 'NO_MONITOR';
    },
    show: () => ({ pool_id: undefined }),
  };
}

const isSame = (one: Member, other: Pick<Member, 'address' | 'protocol_port'>): boolean =>
  one.address === other.address && one.protocol_port === other.protocol_port;

/** What the parts of a pool are within. */
export const partsAbove = ({ pools }: OctaviaModel, poolId: string): Named[] => [
  ['pool', poolId],
  ['loadbalancer', pools.get(poolId)?.loadbalancer_id ?? ''],
];
/** The listeners that a pool serves. */
export const listenersOf = ({ listeners }: OctaviaModel, poolId: string) =>
  listeners.by('default_pool_id', poolId).map(({ id }) => ['listener', id] as const);

/** `PUT …/members` says what all members are to be; with `additive_only` the others stay. */
export const memberBatch = (rest: Rest, model: OctaviaModel, kind: Kind<Member>, base: string): Route => [
  'PUT',
  `${base}${kind.path}`,
  (call): Reply => {
    const pool = model.pools.get(call.param('pool'));
    if (!pool) throw fault('NotFound', { resource: 'Pool', id: call.param('pool') });
    if (!call.owns(pool)) throw fault('PolicyForbidden');
    const wanted = readBatch(call, kind);
    const present = model.members.by('pool_id', pool.id);
    const additive = truth(call.query.get('additive_only'));
    const leaving = additive ? [] : present.filter((member) => !wanted.some((each) => isSame(member, each)));
    if (leaving.length === 0 && wanted.length === 0) return { status: 202 };
    rest.together(kind, { pool_id: pool.id } as Member, () => {
      for (const each of wanted) {
        const member = present.find((one) => isSame(one, each));
        const { address, protocol_port, subnet_id, ...changes } = each;
        if (member) rest.update(kind, call, member, changes, { asPart: true });
        else
          rest.create(kind, call, { address, protocol_port, subnet_id, ...changes }, { below: pool.id, asPart: true });
      }
      for (const member of leaving) rest.remove(kind, call, member, { asPart: true });
    });
    return { status: 202 };
  },
];

function readBatch(call: Call, kind: Kind<Member>): Member[] {
  const { members: given } = call.json();
  if (!Array.isArray(given)) throw DIALECT.requiredMember('members');
  const wanted = given.map((each) => {
    if (!isRecord(each)) throw DIALECT.invalidValue('members', each, 'Value should be an object');
    return attributesForCreate(DIALECT, kind, record(each), call) as Member;
  });
  const twice = wanted.find((each, at) => wanted.some((other, i) => i < at && isSame(other, each)));
  if (twice) throw invalid('Member must be updated only once in the same request.');
  return wanted;
}
