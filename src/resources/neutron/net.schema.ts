/** Schema of OS::Neutron::Net. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::Net',
  description: 'A network: a layer-2 broadcast domain of a project.',
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
      support: { status: 'SUPPORTED', version: '19.0.0' },
    },
    dhcp_agent_ids: {
      type: 'list',
      description: 'Ids of the DHCP agents that serve it; for administrators.',
      updateAllowed: true,
    },
    dns_domain: {
      type: 'string',
      description: 'DNS domain of its ports.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'dns_domain' }],
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    name: {
      type: 'string',
      description: 'Name of the object; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    port_security_enabled: {
      type: 'boolean',
      description: 'Whether address spoofing rules and security groups apply to its ports.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    qos_policy: {
      type: 'string',
      description: 'Name or id of its quality-of-service policy.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.qos_policy' }],
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    shared: {
      type: 'boolean',
      description: 'Whether other projects may use it; for administrators.',
      default: false,
      updateAllowed: true,
    },
    tags: {
      type: 'list',
      description: 'Tags of the object; the list given replaces the one before.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '9.0.0' },
      items: { type: 'string' },
    },
    tenant_id: {
      type: 'string',
      description: 'Project that owns it; only an administrator may name another than their own.',
    },
    value_specs: {
      type: 'map',
      description: 'Further members of the request, for extensions that have no property here.',
      default: {},
      updateAllowed: true,
    },
  },
  attributes: {
    admin_state_up: { type: 'string', description: 'Whether it is administratively up.' },
    l2_adjacency: {
      type: 'boolean',
      description: 'Whether all its ports share one broadcast domain.',
      support: { status: 'SUPPORTED', version: '9.0.0' },
    },
    mtu: {
      type: 'integer',
      description: 'Largest packet that it carries.',
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    name: { type: 'string', description: 'Its name.' },
    port_security_enabled: {
      type: 'boolean',
      description: 'Whether port security is on.',
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    qos_policy_id: {
      type: 'string',
      description: 'Id of its quality-of-service policy.',
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    segments: {
      type: 'list',
      description: 'Its segments.',
      support: { status: 'SUPPORTED', version: '11.0.0' },
      lives: true,
    },
    status: { type: 'string', description: 'Its status.', lives: true },
    subnets: { type: 'list', description: 'Ids of its subnets.', lives: true },
    tenant_id: { type: 'string', description: 'Project that owns it.' },
  },
  translation: [{ rule: 'Resolve', path: ['qos_policy'], client: 'neutron', finder: 'get_qos_policy_id' }],
} satisfies Definition;
