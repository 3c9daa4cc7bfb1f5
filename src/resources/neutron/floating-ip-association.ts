import { ownType } from '../own-type.ts';
import { waitsFor } from '../siblings.ts';
import { checked, required, text, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { leadsThrough } from './floating-ip.ts';
import { leading, setPort } from './leading.ts';
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
  ...leading('floatingip_id', { lead: associate, isLeading, where: ({ port_id: port }) => `port ${port}` }),
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
