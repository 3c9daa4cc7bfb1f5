import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { conflict } from '../exclusive.ts';
import { restType } from '../rest-type.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import * as t from '../terms/index.ts';
import { L3_AGENTS } from './agents.ts';
import { BUILT, neutron } from './profile.ts';
import { subnet } from './subnet.ts';
import { ADMIN_STATE_UP, NAME, TAGS, TENANT_ID, TOLD, VALUE_SPECS, ZONE_HINTS } from './terms.ts';

const rest = neutron('router');

export const router = restType({
  name: 'OS::Neutron::Router',
  description: 'A router between networks, perhaps with a gateway to the outside.',
  requiredExtensions: ['router'],
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone_hints: ZONE_HINTS,
    distributed: t.flag('Whether it is distributed over the compute hosts; for administrators.', t.since('2015.1')),
    external_gateway_info: t.map('Its gateway to an external network.', t.update, {
      enable_snat: t.flag('Whether addresses are translated on the way out; only administrators may say so.', t.update),
      external_fixed_ips: t.list('Addresses wanted on the external network.', t.update, t.since('6.0.0'), {
        ip_address: t.text('The address.', t.checked('ip_addr')),
        subnet: t.ref('neutron.subnet', 'Name or id of the subnet.', t.sentAs('subnet_id')),
      }),
      network: t.text(
        'Name or id of the external network.',
        t.required,
        t.update,
        t.lookedUp('neutron.network'),
        t.sentAs('network_id'),
      ),
    }),
    ha: t.flag('Whether it is highly available; for administrators.', t.since('2015.1')),
    ...L3_AGENTS,
    name: NAME,
    tags: TAGS,
    tenant_id: { ...TENANT_ID, ...t.since('24.0.0') },
    value_specs: VALUE_SPECS,
  },
  attributes: {
    ...TOLD,
    external_gateway_info: t.map('Its gateway.', t.lives),
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
