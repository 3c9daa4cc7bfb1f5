/** Schema of OS::Nova::ServerGroup. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Nova::ServerGroup',
  description: 'A group of servers that are placed together or apart.',
  support: { status: 'SUPPORTED', version: '2014.2' },
  properties: {
    name: { type: 'string', description: 'Name of the group.' },
    policies: {
      type: 'list',
      description: 'Rule of placement: affinity, anti-affinity or one of their soft forms.',
      default: ['anti-affinity'],
      constraints: [
        { kind: 'allowed_values', values: ['anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity'] },
      ],
      items: { type: 'string' },
    },
    rules: {
      type: 'map',
      description: 'Refinements of the policy.',
      support: { status: 'SUPPORTED', version: '17.0.0' },
      properties: {
        max_server_per_host: {
          type: 'number',
          description: 'Servers of an anti-affinity group that may share a host.',
        },
      },
    },
  },
} satisfies Definition;
