/** Schema of OS::Nova::Flavor. */

import { float } from '../../template/value.ts';
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Nova::Flavor',
  className: 'NovaFlavor',
  description: 'A size of server. For administrators.',
  support: { status: 'SUPPORTED', version: '2014.2' },
  properties: {
    disk: { type: 'integer', description: 'Root disk in GiB.', default: 0 },
    ephemeral: { type: 'integer', description: 'Blank second disk in GiB.', default: 0 },
    extra_specs: {
      type: 'map',
      description: 'Key-value pairs that the scheduler and hypervisor read.',
      updateAllowed: true,
    },
    flavorid: {
      type: 'string',
      description: 'Id of the flavor; made up when left open.',
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    is_public: {
      type: 'boolean',
      description: 'Whether every project may use it.',
      default: true,
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
    name: { type: 'string', description: 'Name of the flavor.', support: { status: 'SUPPORTED', version: '7.0.0' } },
    ram: { type: 'integer', description: 'Memory in MiB.', required: true },
    rxtx_factor: {
      type: 'number',
      description: "Share of network bandwidth, relative to the network's.",
      default: float(1),
    },
    swap: { type: 'integer', description: 'Swap space in MiB.', default: 0 },
    tenants: {
      type: 'list',
      description: 'Projects that may use a flavor which is not public.',
      default: [],
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '8.0.0' },
      items: { type: 'string', constraints: [{ kind: 'custom_constraint', name: 'keystone.project' }] },
    },
    vcpus: { type: 'integer', description: 'Virtual CPUs.', required: true },
  },
  attributes: {
    extra_specs: {
      type: 'map',
      description: 'Its extra specifications.',
      support: { status: 'SUPPORTED', version: '7.0.0' },
    },
    is_public: {
      type: 'boolean',
      description: 'Whether every project may use it.',
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
  },
  translation: [{ rule: 'Resolve', path: ['tenants'], client: 'keystone', finder: 'get_project_id' }],
} satisfies Definition;
