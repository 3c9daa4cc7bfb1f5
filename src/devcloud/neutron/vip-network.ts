/** Neutron as Octavia needs it. */
import { ApiError } from '../http/api-error.ts';
import type { VipNetwork } from '../octavia/network.ts';
import { makePort } from './networking.ts';
import type { Neutron } from './neutron.ts';

export const vipNetwork = (neutron: Neutron): VipNetwork => ({
  port: (call, id) => found(() => neutron.rest.find(neutron.kinds.ports, call, id)),
  subnet: (call, id) => found(() => neutron.rest.find(neutron.kinds.subnets, call, id)),
  subnetsOf: (call, id) =>
    found(() => neutron.model.subnets.by('network_id', neutron.rest.find(neutron.kinds.networks, call, id).id)),
  qosPolicyExists: (call, id) => found(() => neutron.rest.find(neutron.kinds.qosPolicies, call, id)) !== undefined,
  makePort: (call, body, projectId) => makePort(neutron, call, body, projectId),
  dropPort(id) {
    const port = neutron.model.ports.get(id);
    if (port) neutron.dropPort(port);
  },
});

function found<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
