import { restType } from '../rest-type.ts';
import { checked, integer, list, preset, range, ref, required, sentAs, since, text, update } from '../terms/index.ts';
import { octavia } from './profile.ts';
import { ADMIN_STATE_UP } from './terms.ts';

export const poolMember = restType({
  name: 'OS::Octavia::PoolMember',
  description: 'A member of a pool: the address and port of one of the servers that take its connections.',
  ...since('10.0.0'),
  properties: {
    address: text('Its address.', required, checked('ip_addr')),
    admin_state_up: ADMIN_STATE_UP,
    monitor_address: text('Address at which its health is monitored, if another.', checked('ip_addr')),
    monitor_port: integer('Port at which its health is monitored, if another.', range(1, 65535)),
    pool: ref('octavia.pool', 'Name or id of its pool.', required),
    protocol_port: integer('Its port.', required, range(1, 65535)),
    subnet: ref('neutron.subnet', 'Name or id of the subnet by which it is reached.', sentAs('subnet_id')),
    tags: list('Tags of the member.', update, since('13.0.0')),
    weight: integer('Its share of the connections, beside those of the others.', preset(1), range(0, 256), update),
  },
  // Heat gives members no name; here it is by its name that a member is found again.
  rest: octavia('member', { path: '/lbaas/pools/{pool}/members' }),
  marker: { mark: 'name' },
});
