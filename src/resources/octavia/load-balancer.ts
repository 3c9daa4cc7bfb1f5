import { restType } from '../rest-type.ts';
import { checked, list, ref, required, sentAs, since, text } from '../terms/index.ts';
import { octavia } from './profile.ts';
import { ADMIN_STATE_UP, DESCRIPTION, NAME } from './terms.ts';

export const loadBalancer = restType({
  name: 'OS::Octavia::LoadBalancer',
  description: 'A load balancer: an address at which listeners take connections for pools of servers.',
  ...since('10.0.0'),
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone: text(
      'Availability zone in which it is made.',
      checked('octavia.availabilityzone'),
      since('17.0.0'),
    ),
    description: DESCRIPTION,
    flavor: ref('octavia.flavor', 'Name or id of its flavor.', since('14.0.0'), sentAs('flavor_id')),
    name: NAME,
    provider: text('Who provides it; by default whom the cloud prefers.'),
    tenant_id: text(
      'Project that owns it; only an administrator may name another than their own.',
      checked('keystone.project'),
      sentAs('project_id'),
    ),
    vip_address: text('Its address; by default any of the subnet.', checked('ip_addr')),
    vip_subnet: ref('neutron.subnet', 'Name or id of the subnet of its address.', required, sentAs('vip_subnet_id')),
  },
  attributes: {
    flavor_id: text('Id of its flavor.'),
    pools: list('Its pools, each a map with its id.'),
    vip_address: text('Its address.'),
    vip_port_id: text('Id of the port that has its address.'),
    vip_subnet_id: text('Id of the subnet of its address.'),
  },
  rest: octavia('loadbalancer'),
});
