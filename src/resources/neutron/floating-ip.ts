import { HeatError } from '../../errors.ts';
import type { Sibling, Siblings } from '../../template/schema/types.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { nameGoesOver } from '../handover.ts';
import type { Marker } from '../marker.ts';
import { restType } from '../rest-type.ts';
import { alike, given, sourcesOf, waitsFor } from '../siblings.ts';
import {
  checked,
  deprecated,
  hidden,
  lives,
  map,
  preset,
  ref,
  renamedTo,
  required,
  sentAs,
  since,
  text,
  uncached,
  update,
} from '../terms/index.ts';
import { port } from './port.ts';
import { neutron } from './profile.ts';
import { router } from './router.ts';
import { routerGateway } from './router-gateway.ts';
import { routerInterface } from './router-interface.ts';

const rest = neutron('floatingip');

/** A floating IP bears no name: its description does instead. Neutron unplugs one whose port it is not told at each change. */
const MARKER: Marker = {
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
    dns_domain: text('DNS domain for it.', checked('dns_domain'), update, since('7.0.0')),
    dns_name: text('Host name for it.', checked('rel_dns_name'), update, since('7.0.0')),
    fixed_ip_address: text(
      'Address of the port to which it leads, if the port has several.',
      checked('ip_addr'),
      update,
    ),
    floating_ip_address: text('The address wanted.', checked('ip_addr'), since('5.0.0')),
    floating_network: ref(
      'neutron.network',
      'Name or id of the external network.',
      required,
      since('2014.2'),
      sentAs('floating_network_id'),
    ),
    floating_network_id: renamedTo(
      'floating_network',
      'Id of the external network. Use `floating_network`.',
      hidden('5.0.0', deprecated('2014.2')),
    ),
    floating_subnet: ref(
      'neutron.subnet',
      'Name or id of the subnet from which it is taken.',
      since('9.0.0'),
      sentAs('subnet_id'),
    ),
    port_id: text('Port to which it leads.', checked('neutron.port'), update),
    value_specs: map('Further members of the request, for extensions that have no property here.', preset({})),
  },
  attributes: {
    fixed_ip_address: text('Address to which it leads.', uncached),
    floating_ip_address: text('The address itself.'),
    floating_network_id: text('Its external network.'),
    port_id: text('Port to which it leads.', uncached),
    router_id: text('Router through which it leads.', lives),
    tenant_id: text('Project that owns it.'),
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
