/** Schema of OS::Neutron::RouterInterface. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::RouterInterface',
  description: 'The tie between a router and a subnet, or a port.',
  requiredExtensions: ['router'],
  properties: {
    port: {
      type: 'string',
      description: 'Name or id of the port. Give either this or `subnet`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.port' }],
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    port_id: {
      type: 'string',
      description: 'Id of the port. Use `port`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.port' }],
      support: {
        status: 'HIDDEN',
        version: '6.0.0',
        previous: {
          status: 'DEPRECATED',
          version: '2015.1',
          message: 'Use `port` instead.',
          previous: { status: 'SUPPORTED', version: '2014.1' },
        },
      },
    },
    router: {
      type: 'string',
      description: 'Name or id of the router.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.router' }],
    },
    router_id: {
      type: 'string',
      description: 'Id of the router. Use `router`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.router' }],
      support: {
        status: 'HIDDEN',
        version: '6.0.0',
        previous: {
          status: 'DEPRECATED',
          version: '2015.1',
          message: 'Use `router` instead.',
          previous: { status: 'SUPPORTED', version: '2013.1' },
        },
      },
    },
    subnet: {
      type: 'string',
      description: 'Name or id of the subnet. Give either this or `port`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
    },
    subnet_id: {
      type: 'string',
      description: 'Id of the subnet. Use `subnet`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.subnet' }],
      support: {
        status: 'HIDDEN',
        version: '5.0.0',
        message: 'Use `subnet` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2' },
      },
    },
  },
  translation: [
    { rule: 'Replace', path: ['port'], valuePath: ['port_id'] },
    { rule: 'Replace', path: ['router'], valuePath: ['router_id'] },
    { rule: 'Replace', path: ['subnet'], valuePath: ['subnet_id'] },
    { rule: 'Resolve', path: ['port'], client: 'neutron', finder: 'find_resourceid_by_name_or_id', entity: 'port' },
    { rule: 'Resolve', path: ['router'], client: 'neutron', finder: 'find_resourceid_by_name_or_id', entity: 'router' },
    { rule: 'Resolve', path: ['subnet'], client: 'neutron', finder: 'find_resourceid_by_name_or_id', entity: 'subnet' },
  ],
} satisfies Definition;
