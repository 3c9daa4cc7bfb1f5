import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { findObject, type Marker } from '../marker.ts';
import { alike, comesFrom, given, maps, type Sibling, waitsFor } from '../siblings.ts';
import type { ResourceOperation } from '../type.ts';
import { schema } from './floating-ip.schema.ts';
import { port } from './port.ts';
import { keepUnlessBroken, neutron, refuseSpecs } from './profile.ts';
import { router } from './router.ts';
import { routerGateway } from './router-gateway.ts';
import { routerInterface } from './router-interface.ts';

const profile = neutron('floatingip', {
  members: { floating_network: 'floating_network_id', floating_network_id: null, floating_subnet: 'subnet_id' },
});

/** Where the template describes it: one of the same network and address, made since then, that belongs to no other row. */
const LIKENESS: Marker = {
  member: null,
  alike: ({ properties }) => ({
    floating_network_id: properties.floating_network,
    port_id: properties.port_id,
    floating_ip_address: properties.floating_ip_address,
    description: isMap(properties.value_specs) ? properties.value_specs.description : null,
  }),
};

function describedByUser({ properties: { value_specs: specs } }: ResourceOperation): boolean {
  return isMap(specs) && specs.description !== undefined;
}

export const floatingIp = resource({
  ...schema,
  ...profile,
  // A floating IP bears no name. Until it is known by its id, the physical name stands in its description.
  body: (op, body) => ({ description: op.physicalName, ...body }),
  async complete(op) {
    if (describedByUser(op)) return false;
    // Whoever takes over must not look for a mark that is gone: the id comes first.
    await op.save();
    const { port_id, fixed_ip_address } = op.properties;
    const floatingip = {
      description: '',
      ...(port_id == null ? {} : { port_id, fixed_ip_address: fixed_ip_address ?? null }),
    };
    await op.cloud.request('network', { method: 'PUT', path: `/floatingips/${op.physicalId}`, body: { floatingip } });
    return true;
  },
  find: (op) =>
    findObject(op, profile.rest, describedByUser(op) ? LIKENESS : { query: 'description', member: 'description' }),
  implicitDependencies: waitsFor((self, other, all) => {
    const outside = given(self, 'floating_network', 'floating_network_id');
    if (other.type === routerGateway.name) return alike(outside, given(other, 'network', 'network_id'));
    if (other.type === routerInterface.name) return leadsThrough(self, other, all);
    if (other.type !== router.name) return false;
    const gateway = given(other, 'external_gateway_info');
    return isMap(gateway) && alike(outside, given(gateway, 'network'));
  }),
  validate({ properties }) {
    refuseSpecs({ properties });
    if (properties.port_id === null && properties.fixed_ip_address != null) {
      throw new HeatError('ResourcePropertyDependency', 'fixed_ip_address cannot be specified without port_id.');
    }
  },
  changes: ({ properties }) => ({
    port_id: properties.port_id ?? null,
    fixed_ip_address: properties.fixed_ip_address ?? null,
  }),
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});

/** Whether a port that `self` refers to is reached through the router interface. */
export function leadsThrough(self: Sibling, tie: Sibling, all: Sibling[]): boolean {
  const subnet = given(tie, 'subnet', 'subnet_id');
  return all.some((other) => {
    if (other.type !== port.name || !comesFrom(self.properties, other.name)) return false;
    const addresses = maps(other.properties.fixed_ips);
    // Which subnet the port will be on is not known: any interface may be the one.
    if (addresses.length === 0)
      return subnet === null || typeof subnet !== 'string' || sharesNetwork(other, subnet, all);
    return addresses.some((address) => alike(subnet, given(address, 'subnet', 'subnet_id')));
  });
}

/** A subnet named by a text belongs to the cloud beforehand, and its network is not of this stack unless the port's is not either. */
function sharesNetwork(of: Sibling, _subnet: string, all: Sibling[]): boolean {
  const network = given(of, 'network', 'network_id');
  return !all.some(({ name }) => comesFrom(network, name));
}
