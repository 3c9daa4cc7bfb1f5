import { at } from '../../openstack/path.ts';
import { isMap } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import { checked, deprecated, hidden, ref, renamedTo, required, text } from '../terms/index.ts';
import { tie } from '../tie.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf } from './profile.ts';
import { routerInterface } from './router-interface.ts';
import { subnet } from './subnet.ts';

export const routerGateway = ownType({
  name: 'OS::Neutron::RouterGateway',
  description: 'A gateway of a router to an external network.',
  ...hidden('5.0.0', deprecated('2014.1')),
  properties: {
    network: ref('neutron.network', 'Name or id of the external network.'),
    network_id: renamedTo(
      'network',
      'Id of the external network. Use `network`.',
      hidden('9.0.0', deprecated('2014.2')),
    ),
    router_id: text('Id of the router.', required, checked('neutron.router')),
  },
  service: 'network',
  ties: ['router_id', 'network'],
  // The gateway's port takes an address of the external network, and routers with floating IPs want their interfaces first.
  implicitDependencies: waitsFor({
    [routerInterface.name]: (self, other) => alike(given(other, 'router', 'router_id'), given(self, 'router_id')),
    [subnet.name]: (self, other) => alike(given(other, 'network', 'network_id'), given(self, 'network', 'network_id')),
  }),
  ...tie({
    id: (op) => endsOf(op).join(':'),
    bind(op) {
      const [router, network] = endsOf(op);
      return setGateway(op, router, { network_id: network });
    },
    async isBound(op) {
      const [router, network] = endsOf(op);
      const gateway = (await op.cloud.observe(collectionOf('router'), router))?.external_gateway_info;
      return isMap(gateway) && gateway.network_id === network;
    },
    unbind: (op) => setGateway(op, endsOf(op)[0], {}),
    missing: (op) => `The router ${endsOf(op)[0]} has no gateway to ${endsOf(op)[1]}.`,
  }),
});

/** Router and network: the id tells them once there is one. */
function endsOf({ physicalId, properties }: ResourceOperation): [string, string] {
  const [router = '', network = ''] = physicalId?.split(':') ?? [];
  return physicalId === null ? [String(properties.router_id), String(properties.network)] : [router, network];
}

function setGateway(op: ResourceOperation, router: string, gateway: Record<string, unknown>): Promise<unknown> {
  const body = { router: { external_gateway_info: gateway } };
  return op.cloud.request('network', { method: 'PUT', path: at`/routers/${router}`, body });
}
