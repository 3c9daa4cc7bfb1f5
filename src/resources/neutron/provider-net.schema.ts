/** Schema of OS::Neutron::ProviderNet. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::ProviderNet',
  description: 'A network with its physical realisation. For administrators.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  requiredExtensions: ['provider'],
  properties: {
    admin_state_up: {
      type: 'boolean',
      description: 'Whether it is administratively up.',
      default: true,
      updateAllowed: true,
    },
    availability_zone_hints: {
      type: 'list',
      description: 'Availability zones in which to place it, by preference.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '19.0.0' },
    },
    dns_domain: {
      type: 'string',
      description: 'DNS domain of its ports.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'dns_domain' }],
      support: { status: 'SUPPORTED', version: '15.0.0' },
    },
    name: {
      type: 'string',
      description: 'Name of the object; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    network_type: {
      type: 'string',
      description: 'How it is realised: local, vlan, vxlan, gre, geneve or flat.',
      required: true,
      updateAllowed: true,
      constraints: [{ kind: 'allowed_values', values: ['local', 'vlan', 'vxlan', 'gre', 'geneve', 'flat'] }],
    },
    physical_network: { type: 'string', description: 'Physical network on which it lies.', updateAllowed: true },
    port_security_enabled: {
      type: 'boolean',
      description: 'Whether address spoofing rules and security groups apply to its ports.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '8.0.0' },
    },
    router_external: {
      type: 'boolean',
      description: 'Whether it leads outside.',
      default: false,
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    segmentation_id: { type: 'string', description: 'Number of the VLAN or tunnel.', updateAllowed: true },
    shared: { type: 'boolean', description: 'Whether other projects may use it.', default: true, updateAllowed: true },
    tags: {
      type: 'list',
      description: 'Tags of the object; the list given replaces the one before.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '12.0.0' },
      items: { type: 'string' },
    },
    tenant_id: {
      type: 'string',
      description: 'Project that owns it; only an administrator may name another than their own.',
      support: { status: 'SUPPORTED', version: '24.0.0' },
    },
  },
  attributes: {
    segments: {
      type: 'list',
      description: 'Its segments.',
      support: { status: 'SUPPORTED', version: '16.0.0' },
      lives: true,
    },
    status: { type: 'string', description: 'Its status.', lives: true },
    subnets: { type: 'list', description: 'Ids of its subnets.', lives: true },
  },
  translation: [{ rule: 'Resolve', path: ['qos_policy'], client: 'neutron', finder: 'get_qos_policy_id' }],
} satisfies Definition;
