/** Schema of OS::Neutron::FloatingIP. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::FloatingIP',
  description: 'An address of an external network that can be moved between ports.',
  properties: {
    dns_domain: {
      type: 'string',
      description: 'DNS domain for it.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'dns_domain' }],
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    dns_name: {
      type: 'string',
      description: 'Host name for it.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'rel_dns_name' }],
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    fixed_ip_address: {
      type: 'string',
      description: 'Address of the port to which it leads, if the port has several.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
    },
    floating_ip_address: {
      type: 'string',
      description: 'The address wanted.',
      constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
      support: { status: 'SUPPORTED', version: '5.0.0' },
    },
    floating_network: {
      type: 'string',
      description: 'Name or id of the external network.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: { status: 'SUPPORTED', version: '2014.2' },
    },
    floating_network_id: {
      type: 'string',
      description: 'Id of the external network. Use `floating_network`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `floating_network` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2' },
      },
    },
    floating_subnet: {
      type: 'string',
      description: 'Name or id of the subnet from which it is taken.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
      support: { status: 'SUPPORTED', version: '9.0.0' },
    },
    port_id: {
      type: 'string',
      description: 'Port to which it leads.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.port' }],
    },
    value_specs: {
      type: 'map',
      description: 'Further members of the request, for extensions that have no property here.',
      default: {},
    },
  },
  attributes: {
    fixed_ip_address: { type: 'string', description: 'Address to which it leads.', cache: 'none' },
    floating_ip_address: { type: 'string', description: 'The address itself.' },
    floating_network_id: { type: 'string', description: 'Its external network.' },
    port_id: { type: 'string', description: 'Port to which it leads.', cache: 'none' },
    router_id: { type: 'string', description: 'Router through which it leads.', lives: true },
    tenant_id: { type: 'string', description: 'Project that owns it.' },
  },
  translation: [
    { rule: 'Replace', path: ['floating_network'], valuePath: ['floating_network_id'] },
    {
      rule: 'Resolve',
      path: ['floating_network'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'network',
    },
    {
      rule: 'Resolve',
      path: ['floating_subnet'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'subnet',
    },
  ],
} satisfies Definition;
