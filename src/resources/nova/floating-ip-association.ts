import { isIPv4 } from 'node:net';
import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import type { Sibling, Siblings } from '../../template/schema/types.ts';
import { maps } from '../../template/value.ts';
import { isReached, leadsThrough } from '../neutron/floating-ip.ts';
import { leading, setPort } from '../neutron/leading.ts';
import { collectionOf } from '../neutron/profile.ts';
import { routerInterface } from '../neutron/router-interface.ts';
import { ownType } from '../own-type.ts';
import { given, sourcesOf, waitsFor } from '../siblings.ts';
import { checked, deprecated, hidden, required, since, text, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { server } from './server.ts';

const INSTEAD = 'Use OS::Neutron::FloatingIPAssociation instead.';

export const novaFloatingIpAssociation = ownType({
  name: 'OS::Nova::FloatingIPAssociation',
  className: 'NovaFloatingIpAssociation',
  description: 'The tie between a floating IP and a server: its first interface with an IPv4 address.',
  ...hidden('11.0.0', INSTEAD, deprecated('9.0.0', INSTEAD, since('2014.1'))),
  properties: {
    floating_ip: text('Id of the floating IP.', required, update),
    server_id: text('Id of the server.', required, checked('nova.server'), update),
  },
  service: 'compute',
  ties: ['floating_ip', 'server_id'],
  disturbs: () => 'detach',
  implicitDependencies: waitsFor({ [routerInterface.name]: leadsToServer }),
  referenceId: ({ name, physicalId, physicalName }) => (physicalId === null ? name : physicalName),
  ...leading('floating_ip', { lead: associate, isLeading, where: ({ server_id: to }) => `server ${to}` }),
});

async function isLeading({ cloud, properties }: ResourceOperation): Promise<boolean> {
  const shown = await cloud.observe(collectionOf('floatingip'), String(properties.floating_ip));
  if (shown === null || typeof shown.port_id !== 'string') return false;
  const port = await cloud.observe(collectionOf('port'), shown.port_id);
  return port?.device_id === properties.server_id;
}

async function associate(op: ResourceOperation): Promise<unknown> {
  const { floating_ip: id, server_id: to } = op.properties;
  const { body } = await op.cloud.request<{ interfaceAttachments: { port_id: string; fixed_ips: unknown }[] }>(
    'compute',
    { path: at`/servers/${to}/os-interface` },
  );
  for (const { port_id, fixed_ips: addresses } of body.interfaceAttachments) {
    const address = maps(addresses).find(({ ip_address: ip }) => isIPv4(String(ip)));
    if (address !== undefined) return setPort(op, String(id), { port_id, fixed_ip_address: address.ip_address });
  }
  throw new HeatError('HeatException', `The server ${to} has no interface with an IPv4 address.`);
}

/** Whether an interface of the server that `self` names is reached through the router interface. */
function leadsToServer(self: Sibling, way: Sibling, all: Siblings): boolean {
  for (const name of sourcesOf(self.properties.server_id)) {
    const other = all.get(name);
    if (other?.type !== server.name) continue;
    for (const net of maps(other.properties.networks)) {
      const port = given(net, 'port');
      const subnet = given(net, 'subnet');
      const where = { network: given(net, 'network', 'uuid'), subnets: subnet === null ? [] : [subnet] };
      if (port === null ? isReached(where, way, all) : leadsThrough({ properties: { port } }, way, all)) return true;
    }
  }
  return false;
}
