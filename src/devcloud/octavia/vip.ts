/** The address of a balancer: from a port, a network or a subnet (octavia/api/v2/controllers/load_balancer.py). */
import type { Call } from '../http/call.ts';
import { contains, formatIp, parseCidr, parseIp } from '../neutron/ip-address.ts';
import { fault, invalid } from './faults.ts';
import type { LoadBalancer } from './model.ts';
import type { VipNetwork, VipPort, VipSubnet } from './network.ts';

/** Fills in port, network, subnet and address of a new balancer; makes the port when none was given. */
export function giveAddress(network: VipNetwork, call: Call, item: LoadBalancer): void {
  const port = item.vip_port_id ? portGiven(network, call, item) : undefined;
  if (!port) placeInNetwork(network, call, item);
  if (item.vip_qos_policy_id !== null && !network.qosPolicyExists(call, item.vip_qos_policy_id))
    throw missing('qos_policy', item.vip_qos_policy_id);
  checkAdditional(network, call, item);
  item.vip_port_made = port === undefined;
  if (port) return;
  const fixed = { subnet_id: item.vip_subnet_id, ...(item.vip_address && { ip_address: item.vip_address }) };
  const more = item.additional_vips.map(({ subnet_id, ip_address }) => ({
    subnet_id,
    ...(ip_address && { ip_address }),
  }));
  const made = network.makePort(
    call,
    {
      name: `octavia-lb-${item.id}`,
      network_id: item.vip_network_id,
      admin_state_up: false,
      device_id: `lb-${item.id}`,
      device_owner: 'Octavia',
      fixed_ips: [fixed, ...more],
      ...(item.vip_qos_policy_id && { qos_policy_id: item.vip_qos_policy_id }),
    },
    item.project_id,
  );
  const address = (subnet: string): string =>
    made.fixed_ips.find(({ subnet_id }) => subnet_id === subnet)?.ip_address ?? '';
  item.vip_port_id = made.id;
  item.vip_address = address(item.vip_subnet_id);
  for (const vip of item.additional_vips) Object.assign(vip, { ip_address: address(vip.subnet_id), port_id: made.id });
}

const missing = (resource: string, id: string) => fault('InvalidSubresource', { resource, id });

function portGiven(network: VipNetwork, call: Call, item: LoadBalancer): VipPort {
  const port = network.port(call, item.vip_port_id);
  if (!port) throw missing('Port', item.vip_port_id);
  if (port.device_id) throw invalid(`Port ${port.id} is already used by device ${port.device_id} `);
  item.vip_network_id = port.network_id;
  item.vip_qos_policy_id ??= port.qos_policy_id;
  if (item.vip_subnet_id) {
    mustHave(network, call, item.vip_subnet_id);
    const fixed = port.fixed_ips.find(({ subnet_id }) => subnet_id === item.vip_subnet_id);
    if (!fixed && !item.vip_address)
      throw invalid('No VIP address found on the specified VIP port within the specified subnet.');
    if (fixed) item.vip_address = fixed.ip_address;
  } else if (item.vip_address) {
    const wanted = normal(item.vip_address);
    const fixed = port.fixed_ips.find(({ ip_address }) => normal(ip_address) === wanted);
    if (!fixed) throw invalid('Specified VIP address not found on the specified VIP port.');
    item.vip_subnet_id = fixed.subnet_id;
  } else {
    const [only, ...others] = port.fixed_ips;
    if (!only || others.length > 0)
      throw invalid("VIP port's subnet could not be determined. Please specify either a VIP subnet or address.");
    item.vip_subnet_id = only.subnet_id;
    item.vip_address = only.ip_address;
  }
  return port;
}

function placeInNetwork(network: VipNetwork, call: Call, item: LoadBalancer): void {
  if (!item.vip_network_id) {
    if (!item.vip_subnet_id)
      throw fault('VIPValidationException', { objects: 'vip_port_id, vip_network_id, vip_subnet_id' });
    item.vip_network_id = mustHave(network, call, item.vip_subnet_id).network_id;
    return;
  }
  const subnets = network.subnetsOf(call, item.vip_network_id);
  if (!subnets) throw missing('Network', item.vip_network_id);
  if (item.vip_subnet_id) {
    if (!subnets.some(({ id }) => id === item.vip_subnet_id)) throw missing('Subnet', item.vip_subnet_id);
    return;
  }
  if (subnets.length === 0) throw invalid('Supplied network does not contain a subnet.');
  const chosen = item.vip_address
    ? subnets.find((subnet) => isIn(subnet, item.vip_address))
    : (subnets.find((subnet) => subnet.ip_version === 4) ?? subnets[0]);
  if (!chosen) throw invalid('Supplied network does not contain a subnet for VIP address specified.');
  item.vip_subnet_id = chosen.id;
}

function checkAdditional(network: VipNetwork, call: Call, item: LoadBalancer): void {
  const used = new Set([item.vip_subnet_id]);
  for (const vip of item.additional_vips) {
    if (used.has(vip.subnet_id))
      throw invalid('Duplicate VIP subnet(s) specified. Only one IP can be bound per subnet.');
    used.add(vip.subnet_id);
    if (mustHave(network, call, vip.subnet_id).network_id !== item.vip_network_id)
      throw invalid('All VIP subnets must belong to the same network.');
  }
}

function mustHave(network: VipNetwork, call: Call, id: string): VipSubnet {
  const subnet = network.subnet(call, id);
  if (!subnet) throw missing('Subnet', id);
  return subnet;
}

function isIn(subnet: VipSubnet, address: string): boolean {
  const cidr = parseCidr(subnet.cidr);
  const ip = parseIp(address);
  return cidr !== undefined && ip !== undefined && contains(cidr, ip.version, ip.value);
}
function normal(address: string): string {
  const ip = parseIp(address);
  return ip ? formatIp(ip.version, ip.value) : address;
}
