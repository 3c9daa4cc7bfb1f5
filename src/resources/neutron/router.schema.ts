/** Schema of OS::Neutron::Router. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::Router',
  description: 'A router between networks, perhaps with a gateway to the outside.',
  requiredExtensions: ['router'],
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
    distributed: {
      type: 'boolean',
      description: 'Whether it is distributed over the compute hosts; for administrators.',
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    external_gateway_info: {
      type: 'map',
      description: 'Its gateway to an external network.',
      updateAllowed: true,
      properties: {
        enable_snat: {
          type: 'boolean',
          description: 'Whether addresses are translated on the way out; only administrators may say so.',
          updateAllowed: true,
        },
        external_fixed_ips: {
          type: 'list',
          description: 'Addresses wanted on the external network.',
          updateAllowed: true,
          support: { status: 'SUPPORTED', version: '6.0.0' },
          items: {
            type: 'map',
            properties: {
              ip_address: {
                type: 'string',
                description: 'The address.',
                constraints: [{ kind: 'custom_constraint', name: 'ip_addr' }],
              },
              subnet: {
                type: 'string',
                description: 'Name or id of the subnet.',
                constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
              },
            },
          },
        },
        network: {
          type: 'string',
          description: 'Name or id of the external network.',
          required: true,
          updateAllowed: true,
        },
      },
    },
    ha: {
      type: 'boolean',
      description: 'Whether it is highly available; for administrators.',
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    l3_agent_id: {
      type: 'string',
      description: 'Id of the agent that runs it. Use `l3_agent_ids`.',
      updateAllowed: true,
      support: {
        status: 'HIDDEN',
        version: '6.0.0',
        previous: { status: 'DEPRECATED', version: '2015.1', previous: { status: 'SUPPORTED', version: '2014.1' } },
      },
    },
    l3_agent_ids: {
      type: 'list',
      description: 'Ids of the agents that run it; several only when it is highly available. For administrators.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '2015.1' },
      items: { type: 'string' },
    },
    name: {
      type: 'string',
      description: 'Name of the object; by default made from the stack, the resource and a random part.',
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
      support: { status: 'SUPPORTED', version: '24.0.0' },
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
    external_gateway_info: { type: 'map', description: 'Its gateway.', lives: true },
    name: { type: 'string', description: 'Its name.' },
    status: { type: 'string', description: 'Its status.', lives: true },
    tenant_id: { type: 'string', description: 'Project that owns it.' },
  },
  translation: [
    {
      rule: 'Resolve',
      path: ['external_gateway_info', 'network'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'network',
    },
    {
      rule: 'Resolve',
      path: ['external_gateway_info', 'external_fixed_ips', 'subnet'],
      client: 'neutron',
      finder: 'find_resourceid_by_name_or_id',
      entity: 'subnet',
    },
    { rule: 'Add', path: ['l3_agent_ids'], value: [{ $property: 'l3_agent_id' }] },
    { rule: 'Delete', path: ['l3_agent_id'] },
  ],
} satisfies Definition;
