import { HeatError } from '../../errors.ts';
import { restType } from '../rest-type.ts';
import {
  checked,
  emptiedTo,
  flag,
  list,
  lives,
  oneOf,
  preset,
  required,
  sentAs,
  since,
  text,
  update,
} from '../terms/index.ts';
import { BUILT, neutron } from './profile.ts';
import { segmentsOf } from './segments.ts';
import { ADMIN_STATE_UP, NAME, TAGS, TENANT_ID, ZONE_HINTS } from './terms.ts';

export const providerNet = restType({
  name: 'OS::Neutron::ProviderNet',
  description: 'A network with its physical realisation. For administrators.',
  ...since('2014.1'),
  requiredExtensions: ['provider'],
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    availability_zone_hints: ZONE_HINTS,
    dns_domain: text('DNS domain of its ports.', checked('dns_domain'), update, since('15.0.0'), emptiedTo('')),
    name: NAME,
    network_type: text(
      'How it is realised: local, vlan, vxlan, gre, geneve or flat.',
      required,
      oneOf('local', 'vlan', 'vxlan', 'gre', 'geneve', 'flat'),
      update,
      sentAs('provider:network_type'),
    ),
    physical_network: text('Physical network on which it lies.', update, sentAs('provider:physical_network')),
    port_security_enabled: flag(
      'Whether address spoofing rules and security groups apply to its ports.',
      update,
      since('8.0.0'),
    ),
    router_external: flag(
      'Whether it leads outside.',
      preset(false),
      update,
      since('6.0.0'),
      sentAs('router:external'),
    ),
    segmentation_id: text('Number of the VLAN or tunnel.', update, sentAs('provider:segmentation_id')),
    shared: flag('Whether other projects may use it.', preset(true), update),
    tags: { ...TAGS, ...since('12.0.0') },
    tenant_id: { ...TENANT_ID, ...since('24.0.0') },
  },
  attributes: {
    segments: list('Its segments.', lives, since('16.0.0')),
    status: text('Its status.', lives),
    subnets: list('Ids of its subnets.', lives),
  },
  // Of the network that it extends; it has no such property itself.
  translation: [{ rule: 'Resolve', path: ['qos_policy'], client: 'neutron', finder: 'get_qos_policy_id' }],
  rest: neutron('network'),
  status: BUILT,
  validate({ properties: { network_type: type, segmentation_id: segment, physical_network: physical } }) {
    const refuse = (what: string, types: string) =>
      new HeatError('StackValidationFailed', `${what} not allowed for network types: ${types}`);
    if (segment && (type === 'local' || type === 'flat')) throw refuse('segmentation_id', 'local, flat');
    if (physical && ['vxlan', 'gre', 'geneve', 'local'].includes(String(type))) {
      throw refuse('physical_network', 'vxlan, gre, geneve, local');
    }
  },
  read: { segments: segmentsOf },
});
