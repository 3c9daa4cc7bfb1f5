import { HeatError } from '../../errors.ts';
import type { Sibling, Siblings } from '../../template/schema/types.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { nameGoesOver } from '../handover.ts';
import type { Marker } from '../marker.ts';
import { alike, given, sourcesOf, waitsFor } from '../siblings.ts';
import { schema } from './floating-ip.schema.ts';
import { port } from './port.ts';
import { keepUnlessBroken, neutron, refuseSpecs } from './profile.ts';
import { router } from './router.ts';
import { routerGateway } from './router-gateway.ts';
import { routerInterface } from './router-interface.ts';

const profile = neutron('floatingip', {
  members: { floating_network: 'floating_network_id', floating_network_id: null, floating_subnet: 'subnet_id' },
});

/** A floating IP bears no name: its description does instead. Neutron unplugs one whose port it is not told at each change. */
const MARKER: Marker = {
  query: 'description',
  member: 'description',
  mark: 'description',
  withMark: ({ properties: { port_id, fixed_ip_address } }): ValueMap =>
    port_id == null ? {} : { port_id, fixed_ip_address: fixed_ip_address ?? null },
};

export const floatingIp = resource({
  ...schema,
  ...profile,
  marker: MARKER,
  implicitDependencies: waitsFor({
    [routerGateway.name]: (self, other) => alike(outside(self), given(other, 'network', 'network_id')),
    [routerInterface.name]: leadsThrough,
    [router.name]: (self, other) => {
      const gateway = given(other, 'external_gateway_info');
      return isMap(gateway) && alike(outside(self), given(gateway, 'network'));
    },
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
  handsOver: nameGoesOver('floating_ip_address'),
  disturbs: (property, { before }) => (property === 'port_id' && before.port_id ? 'detach' : null),
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});

const outside = (floatingIp: Sibling) => given(floatingIp, 'floating_network', 'floating_network_id');

/** Whether a port that `self` refers to is reached through the router interface. */
export function leadsThrough(self: Sibling, tie: Sibling, all: Siblings): boolean {
  const subnet = given(tie, 'subnet', 'subnet_id');
  for (const name of sourcesOf(self.properties)) {
    const other = all.get(name);
    if (other?.type === port.name && isReached(other, subnet, all)) return true;
  }
  return false;
}

function isReached(of: Sibling, subnet: unknown, all: Siblings): boolean {
  const addresses = maps(of.properties.fixed_ips);
  if (addresses.length > 0) {
    return addresses.some((address) => alike(subnet as Value | null, given(address, 'subnet', 'subnet_id')));
  }
  // Which subnet the port will be on is not known: any interface may be the one. But a subnet named by a text was there before the stack,
  // and is not of a network that the stack makes.
  return typeof subnet !== 'string' || !isOfThisStack(given(of, 'network', 'network_id'), all);
}

function isOfThisStack(value: unknown, all: Siblings): boolean {
  for (const name of sourcesOf(value)) if (all.get(name) !== undefined) return true;
  return false;
}
