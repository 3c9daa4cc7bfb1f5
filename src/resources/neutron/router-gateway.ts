import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { patientDelete, retryConflict } from '../deletion.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf } from './profile.ts';
import { schema } from './router-gateway.schema.ts';
import { routerInterface } from './router-interface.ts';
import { subnet } from './subnet.ts';

export const routerGateway = resource({
  ...schema,
  service: 'network',
  local: false,
  // The gateway's port takes an address of the external network, and routers with floating IPs want their interfaces first.
  implicitDependencies: waitsFor((self, other) => {
    if (other.type === routerInterface.name) {
      return alike(given(other, 'router', 'router_id'), given(self, 'router_id'));
    }
    if (other.type !== subnet.name) return false;
    return alike(given(other, 'network', 'network_id'), given(self, 'network', 'network_id'));
  }),
  async create(op) {
    const { router_id: router, network } = op.properties;
    await setGateway(op, String(router), { network_id: network });
    return `${router}:${network}`;
  },
  created: async () => true,
  // Setting the gateway again changes nothing.
  find: async () => null,
  async check(op) {
    const [router = '', network] = (op.physicalId ?? '').split(':');
    const shown = await op.cloud.observe(collectionOf('router'), router);
    const gateway = shown?.external_gateway_info;
    if (!isMap(gateway) || gateway.network_id !== network) {
      throw new HeatError('NotFound', `The router ${router} has no gateway to ${network}.`);
    }
  },
  delete: (op) => (op.physicalId === null ? Promise.resolve() : clear(op)),
  deleted: async (op) => !(await retryConflict(op, () => clear(op))),
});

function clear(op: ResourceOperation): Promise<void> {
  return patientDelete(op, () => setGateway(op, (op.physicalId ?? '').split(':')[0] ?? '', {}));
}

function setGateway(op: ResourceOperation, router: string, gateway: Record<string, unknown>): Promise<unknown> {
  const body = { router: { external_gateway_info: gateway } };
  return op.cloud.request('network', { method: 'PUT', path: `/routers/${router}`, body });
}
