/** Schema of OS::Neutron::RouterGateway. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Neutron::RouterGateway',
  description: 'A gateway of a router to an external network.',
  support: { status: 'HIDDEN', version: '5.0.0', previous: { status: 'DEPRECATED', version: '2014.1' } },
  properties: {
    network: {
      type: 'string',
      description: 'Name or id of the external network.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
    },
    network_id: {
      type: 'string',
      description: 'Id of the external network. Use `network`.',
      constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }],
      support: {
        status: 'HIDDEN',
        version: '9.0.0',
        message: 'Use `network` instead.',
        previous: { status: 'DEPRECATED', version: '2014.2' },
      },
    },
    router_id: {
      type: 'string',
      description: 'Id of the router.',
      required: true,
      constraints: [{ kind: 'custom_constraint', name: 'neutron.router' }],
    },
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
  ],
} satisfies Definition;
