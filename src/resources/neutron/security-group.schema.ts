/** Schema of OS::Neutron::SecurityGroup. */
import type { Definition } from '../define.ts';
import { PROTOCOLS } from './protocols.ts';

export const schema = {
  name: 'OS::Neutron::SecurityGroup',
  description: 'A set of rules saying which traffic may reach and leave ports.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  requiredExtensions: ['security-group'],
  properties: {
    description: { type: 'string', description: 'What the group is for.', updateAllowed: true },
    name: { type: 'string', description: 'Name of the group; not `default`.', updateAllowed: true },
    rules: {
      type: 'list',
      description: 'Its rules. Where none of them is for egress, all traffic may leave.',
      default: [],
      updateAllowed: true,
      items: {
        type: 'map',
        properties: {
          description: {
            type: 'string',
            description: 'What the rule is for.',
            support: { status: 'SUPPORTED', version: '27.0.0' },
          },
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
            constraints: [{ kind: 'allowed_values', values: PROTOCOLS }],
          },
          remote_group_id: {
            type: 'string',
            description: 'Group of the other side; this group itself when left open.',
            constraints: [{ kind: 'custom_constraint', name: 'neutron.security_group' }],
          },
          remote_ip_prefix: {
            type: 'string',
            description: 'The other side, as CIDR.',
            constraints: [{ kind: 'custom_constraint', name: 'net_cidr' }],
          },
          remote_mode: {
            type: 'string',
            description: 'Whether the other side is told by CIDR or by group.',
            default: 'remote_ip_prefix',
            constraints: [{ kind: 'allowed_values', values: ['remote_ip_prefix', 'remote_group_id'] }],
          },
        },
      },
    },
    stateful: {
      type: 'boolean',
      description: 'Whether answers pass without a rule of their own.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '27.0.0' },
    },
  },
} satisfies Definition;
