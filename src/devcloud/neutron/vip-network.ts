/** Neutron as Octavia needs it. */
import { ApiError } from '../http/api-error.ts';
import type { VipNetwork } from '../octavia/network.ts';
import { networks } from './networks.ts';
import type { Neutron } from './neutron.ts';
import { ports } from './ports.ts';
import { qosPolicies } from './qos.ts';
import { createItem, findItem } from './resource.ts';
import { subnets } from './subnets.ts';

export const vipNetwork = (neutron: Neutron): VipNetwork => ({
  port: (call, id) => found(() => findItem(ports, call, id)),
  subnet: (call, id) => found(() => findItem(subnets, call, id)),
  subnetsOf: (call, id) => found(() => neutron.model.subnets.by('network_id', findItem(networks, call, id).id)),
  qosPolicyExists: (call, id) => found(() => findItem(qosPolicies, call, id)) !== undefined,
  makePort: (call, body, projectId) => createItem(ports, call, body, projectId, true),
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
