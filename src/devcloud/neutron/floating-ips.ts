/** Floating addresses: an address of an external network that a router maps to the address of a port. */
import type { Call } from '../http/call.ts';
import { maybeText } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { touch } from './dialect.ts';
import { badRequest, missing, refuse } from './errors.ts';
import { FLOATING_IP, type FloatingIp, type Port } from './model.ts';
import { makePort, type Networking } from './networking.ts';

/** An address that no port has. */
export const FREE = { port_id: null, fixed_ip_address: null, router_id: null, status: 'DOWN' };
const SHOWN_OF_PORTS = ['name', 'network_id', 'mac_address', 'admin_state_up', 'status', 'device_id', 'device_owner'];

export const floatingIps = (neutron: Networking): Kind<FloatingIp> => ({
  ...called('floatingip', 'FloatingIP', '/v2.0/floatingips'),
  quota: 'floatingip',
  collection: neutron.model.floatingIps,
  attributes: FLOATING_IP,
  create(call, item) {
    const network = neutron.rest.find(neutron.kinds.networks, call, item.floating_network_id);
    if (!network['router:external'])
      throw badRequest('floatingip', `Network ${network.id} is not a valid external network`);
    const subnet = maybeText(item.subnet_id);
    delete item.subnet_id;
    if (item.floating_ip_address && !call.isAdmin) {
      throw refuse('PolicyNotAuthorized', {
        rule: 'rule:create_floatingip and rule:create_floatingip:floating_ip_address',
      });
    }
    if (item.port_id) associate(neutron, call, item, item.port_id, item.fixed_ip_address);
    const wanted = {
      ...(subnet && { subnet_id: subnet }),
      ...(item.floating_ip_address && { ip_address: item.floating_ip_address }),
    };
    const port = makePort(neutron, call, {
      network_id: network.id,
      device_owner: 'network:floatingip',
      device_id: item.id,
      ...(Object.keys(wanted).length > 0 && { fixed_ips: [wanted] }),
    });
    const address = port.fixed_ips[0]?.ip_address;
    if (!address) {
      neutron.model.ports.remove(port.id);
      throw refuse('ExternalIpAddressExhausted', { id: network.id });
    }
    item.floating_ip_address = address;
    item.own_port_id = port.id;
  },
  created: (call, item) => touchServerOf(neutron, item.port_id),
  update(call, item, changes) {
    if (!('port_id' in changes) && !('fixed_ip_address' in changes)) return;
    const portId = 'port_id' in changes ? maybeText(changes.port_id) : (item.port_id ?? undefined);
    const before = item.port_id;
    if (portId) {
      const next = { ...item };
      associate(neutron, call, next, portId, maybeText(changes.fixed_ip_address) ?? null);
      const { router_id, fixed_ip_address, status } = next;
      Object.assign(changes, { port_id: portId, router_id, fixed_ip_address, status });
    } else Object.assign(changes, FREE);
    touchServerOf(neutron, before);
    touchServerOf(neutron, portId ?? null);
  },
  remove(_call, item) {
    neutron.model.ports.remove(item.own_port_id);
    touchServerOf(neutron, item.port_id);
  },
  show(call, item) {
    const port = item.port_id ? neutron.model.ports.get(item.port_id) : undefined;
    const details = port && Object.fromEntries(SHOWN_OF_PORTS.map((member) => [member, port[member]]));
    return { port_details: details ?? null, port_forwardings: [], own_port_id: undefined, name: undefined };
  },
});

/** Servers list the floating addresses of their ports. */
function touchServerOf(neutron: Networking, portId: string | null): void {
  const port = portId ? neutron.model.ports.get(portId) : undefined;
  if (port) neutron.portChanged(port);
}

function associate(neutron: Networking, call: Call, item: FloatingIp, portId: string, fixed: string | null): void {
  const model = neutron.model;
  const port = model.ports.get(portId);
  if (!port || !call.owns(port)) throw missing('Port', portId);
  const candidates = port.fixed_ips.filter((ip) => !ip.ip_address.includes(':'));
  const chosen = fixed ? port.fixed_ips.find((ip) => ip.ip_address === fixed) : candidates[0];
  if (!chosen) {
    throw badRequest(
      'floatingip',
      fixed
        ? `Port ${port.id} does not have fixed ip ${fixed}`
        : `Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses`,
    );
  }
  if (!fixed && candidates.length > 1)
    throw badRequest(
      'floatingip',
      `Port ${port.id} has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address when assigning a floating IP`,
    );
  const taken = model.floatingIps
    .by('port_id', port.id)
    .find(
      (other) =>
        other.id !== item.id &&
        other.fixed_ip_address === chosen.ip_address &&
        other.floating_network_id === item.floating_network_id,
    );
  if (taken) {
    throw refuse('FloatingIPPortAlreadyAssociated', {
      ip: item.floating_ip_address,
      id: item.id,
      port: port.id,
      fixed: chosen.ip_address,
      network: item.floating_network_id,
    });
  }
  const router = routerBetween(neutron, chosen.subnet_id, item.floating_network_id);
  if (!router) {
    throw refuse('ExternalGatewayForFloatingIPNotFound', {
      network: item.floating_network_id,
      subnet: chosen.subnet_id,
      port: port.id,
    });
  }
  item.port_id = port.id;
  item.fixed_ip_address = chosen.ip_address;
  item.router_id = router;
  item.status = 'ACTIVE';
}

function routerBetween(neutron: Networking, subnetId: string, externalNetworkId: string): string | undefined {
  const model = neutron.model;
  for (const port of model.ports.by('subnet', subnetId)) {
    if (port.device_owner !== 'network:router_interface') continue;
    const router = model.routers.get(port.device_id);
    if (router?.external_gateway_info?.network_id === externalNetworkId) return router.id;
  }
  return undefined;
}

/** Takes the floating addresses off a port (or off one of its addresses). */
export function releaseFloatingIps(neutron: Networking, call: Call, port: Port, address?: string): void {
  const { floatingIps: all } = neutron.model;
  for (const item of all.by('port_id', port.id)) {
    if (address !== undefined && item.fixed_ip_address !== address) continue;
    Object.assign(item, FREE);
    touch(item, call.now());
    all.save(item);
  }
}
