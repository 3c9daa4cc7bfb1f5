import { restType } from '../rest-type.ts';
import {
  checked,
  emptiedTo,
  flag,
  integer,
  list,
  lives,
  preset,
  ref,
  sentAs,
  since,
  text,
  update,
} from '../terms/index.ts';
import { DHCP_AGENTS } from './agents.ts';
import { BUILT, neutron } from './profile.ts';
import { segmentsOf } from './segments.ts';
import { ADMIN_STATE_UP, NAME, TAGS, TENANT_ID, TOLD, VALUE_SPECS } from './terms.ts';

export const net = restType({
  name: 'OS::Neutron::Net',
  description: 'A network: a layer-2 broadcast domain of a project.',
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone_hints: list('Availability zones in which to place it, by preference.', since('19.0.0')),
    dhcp_agent_ids: list('Ids of the DHCP agents that serve it; for administrators.', update, DHCP_AGENTS),
    dns_domain: text('DNS domain of its ports.', checked('dns_domain'), update, since('7.0.0'), emptiedTo('')),
    name: NAME,
    port_security_enabled: flag(
      'Whether address spoofing rules and security groups apply to its ports.',
      update,
      since('5.0.0'),
    ),
    qos_policy: ref(
      'neutron.qos_policy',
      'Name or id of its quality-of-service policy.',
      update,
      since('6.0.0'),
      sentAs('qos_policy_id'),
    ),
    shared: flag('Whether other projects may use it; for administrators.', preset(false), update),
    tags: TAGS,
    tenant_id: TENANT_ID,
    value_specs: VALUE_SPECS,
  },
  attributes: {
    ...TOLD,
    l2_adjacency: flag('Whether all its ports share one broadcast domain.', since('9.0.0')),
    mtu: integer('Largest packet that it carries.', since('5.0.0')),
    port_security_enabled: flag('Whether port security is on.', since('5.0.0')),
    qos_policy_id: text('Id of its quality-of-service policy.', since('6.0.0')),
    segments: list('Its segments.', lives, since('11.0.0')),
    subnets: list('Ids of its subnets.', lives),
  },
  rest: neutron('network'),
  status: BUILT,
  read: { segments: segmentsOf },
});
