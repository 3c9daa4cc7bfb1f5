import { HeatError } from '../../errors.ts';
import type { Sibling, Siblings, Unknown } from '../../template/schema/types.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { nameGoesOver } from '../handover.ts';
import type { Marker } from '../marker.ts';
import { restType } from '../rest-type.ts';
import { alike, given, sourcesOf, waitsFor } from '../siblings.ts';
import * as t from '../terms/index.ts';
import { port } from './port.ts';
import { neutron } from './profile.ts';
import { router } from './router.ts';
import { routerGateway } from './router-gateway.ts';
import { routerInterface } from './router-interface.ts';

const rest = neutron('floatingip');

/** A floating IP bears no name: its description does instead. Neutron unplugs one whose port it is not told at each change. */
export const MARKER: Marker = {
  query: 'description',
  member: 'description',
  mark: 'description',
  withMark: ({ properties: { port_id, fixed_ip_address } }): ValueMap =>
    port_id == null ? {} : { port_id, fixed_ip_address: fixed_ip_address ?? null },
};

export const floatingIp = restType({
  name: 'OS::Neutron::FloatingIP',
  description: 'An address of an external network that can be moved between ports.',
  properties: {
    dns_domain: t.text('DNS domain for it.', t.checked('dns_domain'), t.update, t.since('7.0.0')),
    dns_name: t.text('Host name for it.', t.checked('rel_dns_name'), t.update, t.since('7.0.0')),
    fixed_ip_address: t.text(
      'Address of the port to which it leads, if the port has several.',
      t.checked('ip_addr'),
      t.update,
    ),
    floating_ip_address: t.text('The address wanted.', t.checked('ip_addr'), t.since('5.0.0')),
    floating_network: t.ref(
      'neutron.network',
      'Name or id of the external network.',
      t.required,
      t.since('2014.2'),
      t.sentAs('floating_network_id'),
    ),
    floating_network_id: t.renamedTo(
      'floating_network',
      'Id of the external network. Use `floating_network`.',
      t.hidden('5.0.0', t.deprecated('2014.2')),
    ),
    floating_subnet: t.ref(
      'neutron.subnet',
      'Name or id of the subnet from which it is taken.',
      t.since('9.0.0'),
      t.sentAs('subnet_id'),
    ),
    port_id: t.text('Port to which it leads.', t.checked('neutron.port'), t.update),
    value_specs: t.map('Further members of the request, for extensions that have no property here.', t.preset({})),
  },
  attributes: {
    fixed_ip_address: t.text('Address to which it leads.', t.uncached),
    floating_ip_address: t.text('The address itself.'),
    floating_network_id: t.text('Its external network.'),
    port_id: t.text('Port to which it leads.', t.uncached),
    router_id: t.text('Router through which it leads.', t.lives),
    tenant_id: t.text('Project that owns it.'),
  },
  rest,
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
});

const outside = (floatingIp: Sibling) => given(floatingIp, 'floating_network', 'floating_network_id', 'pool');

/** Whether a port that `self` refers to is reached through the router interface. */
export function leadsThrough({ properties }: { properties: unknown }, way: Sibling, all: Siblings): boolean {
  for (const name of sourcesOf(properties)) {
    const other = all.get(name);
    if (other?.type !== port.name) continue;
    const network = given(other, 'network', 'network_id');
    const subnets = maps(other.properties.fixed_ips).map((address) => given(address, 'subnet', 'subnet_id'));
    if (isReached({ network, subnets }, way, all)) return true;
  }
  return false;
}

/** A port of this network is reached through the router interface. `subnets`: those on which it is to be, if any are named. */
export function isReached({ network, subnets }: Whereabouts, way: Sibling, all: Siblings): boolean {
  const behind = given(way, 'subnet', 'subnet_id');
  if (subnets.length > 0) return subnets.some((subnet) => alike(behind, subnet));
  // Any interface may be the one. But a subnet named by a text was there before the stack, and is not of a network that the stack makes.
  return typeof behind !== 'string' || ![...sourcesOf(network)].some((name) => all.get(name) !== undefined);
}

interface Whereabouts {
  network: Value | Unknown | null;
  subnets: readonly (Value | Unknown | null)[];
}
