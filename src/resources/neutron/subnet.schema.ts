/** Schema of OS::Neutron::Subnet. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::Subnet',
  description: 'A block of addresses on a network.',
  properties: {
    allocation_pools: {
      type: 'list',
      description: 'Ranges from which addresses are given out.',
      updateAllowed: true,
      items: {
        type: 'map',
        properties: {
          end: {
            type: 'string',
            description: 'Last address.',
            required: true,
            constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
          },
          start: {
            type: 'string',
            description: 'First address.',
            required: true,
            constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
          },
        },
      },
    },
    cidr: {
      type: 'string',
      description: 'Its block of addresses in CIDR notation.',
      constraints: [{ kind: 'custom_constraint', name: 'net_cidr' }],
    },
    dns_nameservers: {
      type: 'list',
      description: 'Addresses of name servers told to its ports.',
      default: [],
      updateAllowed: true,
    },
    enable_dhcp: { type: 'boolean', description: 'Whether DHCP serves it.', default: true, updateAllowed: true },
    gateway_ip: {
      type: 'string',
      description:
        "Address of its gateway. Left open, the first of the block; null or empty for none; `auto` for Neutron's choice from a pool.",
      updateAllowed: true,
    },
    host_routes: {
      type: 'list',
      description: 'Routes told to its ports.',
      updateAllowed: true,
      items: {
        type: 'map',
        properties: {
          destination: {
            type: 'string',
            description: 'Network reached, as CIDR.',
            required: true,
            constraints: [{ kind: 'custom_constraint', name: 'net_cidr' }],
          },
          nexthop: {
            type: 'string',
            description: 'Address of the next hop.',
            required: true,
            constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
          },
        },
      },
    },
    ip_version: {
      type: 'integer',
      description: '4 or 6.',
      default: 4,
      constraints: [{ kind: 'allowed_values', values: [4, 6] }],
    },
    ipv6_address_mode: {
      type: 'string',
      description: 'How its ports get their IPv6 addresses.',
      constraints: [{ kind: 'allowed_values', values: ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'] }],
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    ipv6_ra_mode: {
      type: 'string',
      description: 'How routers announce it.',
      constraints: [{ kind: 'allowed_values', values: ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'] }],
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    name: {
      type: 'string',
      description: 'Name of the object; by default made from the stack, the resource and a random part.',
      updateAllowed: true,
    },
    network: {
      type: 'string',
      description: 'Name or id of its network.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: { status: 'SUPPORTED', version: '2014.2' },
    },
    network_id: {
      type: 'string',
      description: 'Id of the network. Use `network`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `network` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2' },
      },
    },
    prefixlen: {
      type: 'integer',
      description: 'Length of the prefix to take from the pool.',
      constraints: [{ kind: 'range', min: 0 }],
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    segment: {
      type: 'string',
      description: 'Name or id of the network segment it belongs to.',
      updateAllowed: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.segment' }],
      support: { status: 'SUPPORTED', version: '11.0.0', previous: { status: 'SUPPORTED', version: '9.0.0' } },
    },
    subnetpool: {
      type: 'string',
      description: 'Name or id of the pool from which the block is taken.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.subnetpool' }],
      support: { status: 'SUPPORTED', version: '6.0.0' },
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
    allocation_pools: { type: 'list', description: 'Ranges from which addresses are given out.' },
    cidr: { type: 'string', description: 'Its block of addresses.' },
    dns_nameservers: { type: 'list', description: 'Its name servers.' },
    enable_dhcp: { type: 'string', description: 'Whether DHCP serves it.' },
    gateway_ip: { type: 'string', description: 'Address of the gateway.' },
    host_routes: { type: 'list', description: 'Routes told to its ports.' },
    ip_version: { type: 'string', description: '4 or 6.' },
    name: { type: 'string', description: 'Its name.' },
    network_id: { type: 'string', description: 'Its network.' },
    tenant_id: { type: 'string', description: 'Project that owns it.' },
  },
  translation: [
    { rule: 'Replace', path: ['network'], valuePath: ['network_id'] },
    {
      rule: 'Resolve',
      path: ['network'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'network',
    },
    {
      rule: 'Resolve',
      path: ['subnetpool'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'subnetpool',
    },
    { rule: 'Resolve', path: ['segment'], client: 'openstack', finder: 'find_network_segment' },
  ],
} satisfies Definition;
