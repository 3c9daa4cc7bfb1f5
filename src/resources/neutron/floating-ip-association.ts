import { at } from '../../openstack/path.ts';
import { unlessGone } from '../deletion.ts';
import { ownType } from '../own-type.ts';
import { waitsFor } from '../siblings.ts';
import { checked, required, text, update } from '../terms/index.ts';
import { tie } from '../tie.ts';
import type { ResourceOperation } from '../type.ts';
import { leadsThrough } from './floating-ip.ts';
import { collectionOf } from './profile.ts';
import { routerInterface } from './router-interface.ts';

export const floatingIpAssociation = ownType({
  name: 'OS::Neutron::FloatingIPAssociation',
  description: 'The tie between a floating IP and a port.',
  properties: {
    fixed_ip_address: text(
      'Address of the port to which it leads, if the port has several.',
      checked('ip_addr'),
      update,
    ),
    floatingip_id: text('Id of the floating IP.', required, update),
    port_id: text('Name or id of the port.', required, checked('neutron.port'), update),
  },
  service: 'network',
  ties: ['floatingip_id', 'port_id'],
  disturbs: (property) => (property === 'fixed_ip_address' ? null : 'detach'),
  implicitDependencies: waitsFor({ [routerInterface.name]: leadsThrough }),
  ...tie({
    id: ({ uuid }) => uuid,
    bind: associate,
    isBound: isLeading,
    // It may lead elsewhere by now; that is not ours to undo.
    unbind: async (op) => (await isLeading(op)) && setPort(op, String(op.properties.floatingip_id), { port_id: null }),
    missing: ({ properties: { floatingip_id: id, port_id: port } }) =>
      `The floating IP ${id} does not lead to port ${port}.`,
  }),
  async update(op) {
    const before = op.before.floatingip_id;
    if (op.changed.includes('floatingip_id') && typeof before === 'string') {
      await unlessGone(setPort(op, before, { port_id: null }));
    }
    if (op.changed.length > 0) await associate(op);
  },
});

async function isLeading(op: ResourceOperation): Promise<boolean> {
  const { floatingip_id: id, port_id: port } = op.properties;
  const shown = await op.cloud.observe(collectionOf('floatingip'), String(id));
  return shown !== null && shown.port_id === port;
}

function associate(op: ResourceOperation): Promise<unknown> {
  const { floatingip_id: id, port_id, fixed_ip_address } = op.properties;
  const address = fixed_ip_address == null ? {} : { fixed_ip_address };
  return setPort(op, String(id), { port_id, ...address });
}

/** Leads a floating IP to another port, or to none. */
export function setPort(op: ResourceOperation, id: string, floatingip: Record<string, unknown>): Promise<unknown> {
  return op.cloud.request('network', { method: 'PUT', path: at`/floatingips/${id}`, body: { floatingip } });
}
