/** Schema of OS::Neutron::SecurityGroupRule. */
import type { Definition } from '../define.ts';
import { PROTOCOLS } from './protocols.ts';

export const schema = {
  name: 'OS::Neutron::SecurityGroupRule',
  description: 'One rule of a security group.',
  support: { status: 'SUPPORTED', version: '7.0.0' },
  requiredExtensions: ['security-group'],
  properties: {
    description: { type: 'string', description: 'What the rule is for.' },
    direction: {
      type: 'string',
      description: 'Whether it matches traffic to the server (ingress) or from it (egress).',
      default: 'ingress',
      constraints: [{ kind: 'allowed_values', values: ['ingress', 'egress'] }],
    },
    ethertype: {
      type: 'string',
      description: 'IPv4 or IPv6.',
      default: 'IPv4',
      constraints: [{ kind: 'allowed_values', values: ['IPv4', 'IPv6'] }],
    },
    port_range_max: {
      type: 'integer',
      description: 'Last port; for ICMP the code.',
      constraints: [{ kind: 'range', max: 65535, min: 0 }],
    },
    port_range_min: {
      type: 'integer',
      description: 'First port; for ICMP the type.',
      constraints: [{ kind: 'range', max: 65535, min: 0 }],
    },
    protocol: {
      type: 'string',
      description: 'Protocol by name or number; any when left open.',
      default: 'tcp',
      constraints: [{ kind: 'allowed_values', values: PROTOCOLS }],
    },
    remote_group: {
      type: 'string',
      description: 'Name or id of the group of the other side.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.security_group' }],
    },
    remote_ip_prefix: {
      type: 'string',
      description: 'The other side, as CIDR.',
      constraints: [{ kind: 'custom_constraint', name: 'net_cidr' }],
    },
    security_group: {
      type: 'string',
      description: 'Name or id of the group.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.security_group' }],
    },
  },
  translation: [
    {
      rule: 'Resolve',
      path: ['security_group'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'security_group',
    },
    {
      rule: 'Resolve',
      path: ['remote_group'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'security_group',
    },
  ],
} satisfies Definition;
