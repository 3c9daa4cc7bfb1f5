import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { restType } from '../rest-type.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import {
  checked,
  deprecated,
  elementOf,
  flag,
  hidden,
  list,
  lives,
  lookedUp,
  map,
  of,
  ref,
  required,
  sentAs,
  since,
  text,
  update,
} from '../terms/index.ts';
import { L3_AGENTS } from './agents.ts';
import { BUILT, neutron } from './profile.ts';
import { conflict, subnet } from './subnet.ts';
import { ADMIN_STATE_UP, NAME, TAGS, TENANT_ID, VALUE_SPECS } from './terms.ts';

const rest = neutron('router');

export const router = restType({
  name: 'OS::Neutron::Router',
  description: 'A router between networks, perhaps with a gateway to the outside.',
  requiredExtensions: ['router'],
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone_hints: list('Availability zones in which to place it, by preference.', update, since('19.0.0')),
    distributed: flag('Whether it is distributed over the compute hosts; for administrators.', since('2015.1')),
    external_gateway_info: map('Its gateway to an external network.', update, {
      enable_snat: flag('Whether addresses are translated on the way out; only administrators may say so.', update),
      external_fixed_ips: list('Addresses wanted on the external network.', update, since('6.0.0'), {
        ip_address: text('The address.', checked('ip_addr')),
        subnet: ref('neutron.subnet', 'Name or id of the subnet.', sentAs('subnet_id')),
      }),
      network: text(
        'Name or id of the external network.',
        required,
        update,
        lookedUp('neutron.network'),
        sentAs('network_id'),
      ),
    }),
    ha: flag('Whether it is highly available; for administrators.', since('2015.1')),
    l3_agent_id: text(
      'Id of the agent that runs it. Use `l3_agent_ids`.',
      update,
      hidden('6.0.0', deprecated('2015.1', since('2014.1'))),
      elementOf('l3_agent_ids'),
    ),
    l3_agent_ids: list(
      'Ids of the agents that run it; several only when it is highly available. For administrators.',
      of('string'),
      update,
      since('2015.1'),
      L3_AGENTS,
    ),
    name: NAME,
    tags: TAGS,
    tenant_id: { ...TENANT_ID, ...since('24.0.0') },
    value_specs: VALUE_SPECS,
  },
  attributes: {
    admin_state_up: text('Whether it is administratively up.'),
    external_gateway_info: map('Its gateway.', lives),
    name: text('Its name.'),
    status: text('Its status.', lives),
    tenant_id: text('Project that owns it.'),
  },
  rest,
  status: BUILT,
  // The gateway takes an address from one of the external network's subnets.
  implicitDependencies: waitsFor({
    [subnet.name]: (self, other) => {
      const gateway = given(self, 'external_gateway_info');
      return isMap(gateway) && alike(given(gateway, 'network'), given(other, 'network', 'network_id'));
    },
  }),
  validate({ properties }) {
    const { distributed, l3_agent_ids, ha } = properties;
    const agents = l3_agent_ids ?? [];
    if (distributed && agents.length > 0) throw conflict('distributed', 'l3_agent_id/l3_agent_ids');
    if (ha && distributed) throw conflict('distributed', 'ha');
    if (ha !== undefined && !ha && agents.length > 1) {
      throw new HeatError('StackValidationFailed', 'Non HA routers can only have one L3 agent.');
    }
  },
  changes(_op, body) {
    // A gateway taken away is told by an empty map.
    if (body.external_gateway_info === null) body.external_gateway_info = {};
    return body;
  },
  live({ external_gateway_info: gateway, ...other }) {
    if (!isMap(gateway)) return other;
    // Neutron chooses addresses where none are given.
    const { external_fixed_ips: _addresses, ...given } = gateway;
    return { ...other, external_gateway_info: given };
  },
});
