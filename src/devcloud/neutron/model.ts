/** Neutron's objects: what can be said of each, and what is kept beside. They are kept as they are shown. */

import { record } from '../http/fields.ts';
import { type Attributes, shown, type Values } from '../rest/attributes.ts';
import { collect, type Item as RestItem } from '../rest/item.ts';
import type { World } from '../state/world.ts';
import { adminStateUp, kinds, listOf, mapOf, name, standard } from './attributes.ts';

export interface Item extends RestItem {
  project_id: string;
  name: string;
  description: string;
  tags: string[];
  created_at: string;
  updated_at: string;
  revision_number: number;
}
export interface FixedIp {
  subnet_id: string;
  ip_address: string;
}
export interface Gateway {
  network_id: string;
  enable_snat: boolean;
  external_fixed_ips: FixedIp[];
  qos_policy_id?: string | null;
}
type AddressPair = { ip_address: string; mac_address?: string };
type ExtraRoute = { destination: string; nexthop: string };
type Range = { start: string; end: string };
type SubPort = { port_id: string; segmentation_id: number; segmentation_type: string };

const port = { check: kinds.integerOrNull, default: null };
const prefixLength = { put: true, check: (value: unknown) => String(kinds.integer(value)) };
const PROTOCOLS = [
  ...'tcp udp sctp dccp udplite ah egp esp gre icmp icmpv6 igmp ipip'.split(' '),
  ...'ipv6-encap ipv6-frag ipv6-icmp ipv6-nonxt ipv6-opts ipv6-route ospf pgm rsvp vrrp'.split(' '),
];

export const NETWORK = {
  ...standard,
  name,
  admin_state_up: adminStateUp,
  shared: { put: true, default: false, admin: true, check: kinds.flag },
  'router:external': { put: true, default: false, admin: true, check: kinds.flag },
  port_security_enabled: { put: true, default: true, check: kinds.flag },
  mtu: { put: true, default: 1450, check: kinds.integer },
  qos_policy_id: { put: true, default: null, check: kinds.uuidOrNull },
  dns_domain: { put: true, default: '', check: kinds.text },
  availability_zone_hints: { default: [], check: kinds.texts },
  is_default: { put: true, default: false, admin: true, check: kinds.flag },
  vlan_transparent: { default: null, check: kinds.any },
  'provider:network_type': { put: true, default: null, admin: true, check: kinds.textOrNull },
  'provider:physical_network': { put: true, default: null, admin: true, check: kinds.textOrNull },
  'provider:segmentation_id': { put: true, default: null, admin: true, check: kinds.integerOrNull },
  status: shown('ACTIVE'),
} satisfies Attributes;
export const SUBNET = {
  ...standard,
  name,
  network_id: { required: true, check: kinds.uuid },
  ip_version: { default: undefined, check: kinds.ipVersion },
  cidr: { check: (value) => (value === null ? null : kinds.cidr(value)) },
  prefixlen: { check: kinds.integerOrNull },
  subnetpool_id: { check: kinds.textOrNull },
  use_default_subnetpool: { default: false, check: kinds.flag },
  gateway_ip: { put: true, check: kinds.ipOrNull },
  allocation_pools: { put: true, check: listOf<Range>() },
  dns_nameservers: { put: true, default: [], check: kinds.texts },
  host_routes: { put: true, default: [], check: listOf<ExtraRoute>() },
  enable_dhcp: { put: true, default: true, check: kinds.flag },
  ipv6_ra_mode: { default: null, check: kinds.textOrNull },
  ipv6_address_mode: { default: null, check: kinds.textOrNull },
  service_types: { put: true, default: [], check: kinds.texts },
  dns_publish_fixed_ip: { put: true, default: false, check: kinds.flag },
  segment_id: { put: true, default: null, check: kinds.uuidOrNull },
} satisfies Attributes;
export const SUBNET_POOL = {
  ...standard,
  name,
  prefixes: { required: true, put: true, check: kinds.texts },
  default_prefixlen: prefixLength,
  min_prefixlen: prefixLength,
  max_prefixlen: prefixLength,
  default_quota: { put: true, default: null, check: kinds.integerOrNull },
  address_scope_id: { put: true, default: null, check: kinds.uuidOrNull },
  shared: { default: false, admin: true, check: kinds.flag },
  is_default: { put: true, default: false, admin: true, check: kinds.flag },
  ip_version: shown<4 | 6>(),
} satisfies Attributes;
export const ADDRESS_SCOPE = {
  ...standard,
  name,
  ip_version: { required: true, check: kinds.ipVersion },
  shared: { put: true, default: false, admin: true, check: kinds.flag },
} satisfies Attributes;
export const PORT = {
  ...standard,
  name,
  network_id: { required: true, check: kinds.uuid },
  admin_state_up: adminStateUp,
  mac_address: { put: true, check: kinds.mac },
  fixed_ips: { put: true, check: listOf<FixedIp>() },
  device_id: { put: true, default: '', check: kinds.text },
  device_owner: { put: true, default: '', check: kinds.text },
  security_groups: { put: true, check: kinds.texts },
  allowed_address_pairs: { put: true, default: [], check: listOf<AddressPair>() },
  extra_dhcp_opts: { put: true, default: [], check: kinds.listOrNull },
  port_security_enabled: { put: true, default: true, check: kinds.flag },
  'binding:vnic_type': { put: true, default: 'normal', check: kinds.text },
  'binding:host_id': { put: true, default: '', check: (value) => value ?? '' },
  'binding:profile': { put: true, default: {}, check: (value) => record(value) },
  'binding:vif_type': shown('unbound'),
  'binding:vif_details': shown({}),
  qos_policy_id: { put: true, default: null, check: kinds.uuidOrNull },
  dns_name: { put: true, default: '', check: kinds.text },
  dns_domain: { put: true, default: '', check: kinds.text },
  propagate_uplink_status: { default: false, check: kinds.flag },
  numa_affinity_policy: { put: true, default: null, check: kinds.textOrNull },
  mac_learning_enabled: { put: true, default: undefined, check: kinds.flag },
  device_profile: { default: null, check: kinds.textOrNull },
  status: shown('DOWN'),
} satisfies Attributes;
export const ROUTER = {
  ...standard,
  name,
  admin_state_up: adminStateUp,
  external_gateway_info: { put: true, default: null, check: mapOf<Gateway>() },
  routes: { put: true, default: [], check: listOf<ExtraRoute>() },
  distributed: { put: true, default: false, admin: true, check: kinds.flag },
  ha: { put: true, default: false, admin: true, check: kinds.flag },
  flavor_id: { default: null, check: kinds.textOrNull },
  availability_zone_hints: { default: [], check: kinds.texts },
  status: shown('ACTIVE'),
  gw_port_id: shown<string | null>(null),
} satisfies Attributes;
export const FLOATING_IP = {
  ...standard,
  floating_network_id: { required: true, check: kinds.uuid },
  floating_ip_address: { check: kinds.ipOrNull },
  subnet_id: { check: kinds.uuidOrNull },
  port_id: { put: true, default: null, check: kinds.uuidOrNull },
  fixed_ip_address: { put: true, default: null, check: kinds.ipOrNull },
  dns_name: { default: '', check: kinds.text },
  dns_domain: { default: '', check: kinds.text },
  qos_policy_id: { put: true, default: null, check: kinds.uuidOrNull },
  router_id: shown<string | null>(null),
  status: shown('DOWN'),
} satisfies Attributes;
export const SECURITY_GROUP = {
  ...standard,
  name,
  stateful: { put: true, default: true, check: kinds.flag },
} satisfies Attributes;
export const SECURITY_GROUP_RULE = {
  ...standard,
  security_group_id: { required: true, check: kinds.uuid },
  direction: {
    required: true,
    check: (value) => {
      if (value !== 'ingress' && value !== 'egress')
        throw new TypeError(`'${String(value)}' is not in ['ingress', 'egress']`);
      return value;
    },
  },
  ethertype: {
    default: 'IPv4',
    check: (value) => {
      const found = ['IPv4', 'IPv6'].find((type) => type.toLowerCase() === String(value).toLowerCase());
      if (!found) throw new TypeError(`'${String(value)}' is not in ['IPv4', 'IPv6']`);
      return found;
    },
  },
  protocol: {
    default: null,
    check: (value) => {
      if (value === null || value === '' || value === 'any') return null;
      const text = String(value).toLowerCase();
      const number = Number(text);
      if (!PROTOCOLS.includes(text) && !(Number.isInteger(number) && number >= 0 && number <= 255)) {
        throw new TypeError(
          `Security group rule protocol ${String(value)} not supported. Only protocol values and integer representations [0 to 255] are supported`,
        );
      }
      return text;
    },
  },
  port_range_min: port,
  port_range_max: port,
  remote_ip_prefix: { default: null, check: (value) => (value === null || value === '' ? null : kinds.cidr(value)) },
  remote_group_id: { default: null, check: kinds.uuidOrNull },
  remote_address_group_id: { default: null, check: kinds.uuidOrNull },
} satisfies Attributes;
export const QOS_POLICY = {
  ...standard,
  name: { ...name, required: true },
  shared: { put: true, default: false, admin: true, check: kinds.flag },
  is_default: { put: true, default: false, check: kinds.flag },
} satisfies Attributes;
export const TRUNK = {
  ...standard,
  name,
  port_id: { required: true, check: kinds.uuid },
  admin_state_up: adminStateUp,
  sub_ports: { default: [], check: listOf<SubPort>() },
  status: shown('ACTIVE'),
} satisfies Attributes;
export const RBAC_POLICY = {
  ...standard,
  object_type: { required: true, check: kinds.text },
  object_id: { required: true, check: kinds.uuid },
  action: { required: true, check: kinds.text },
  target_tenant: { required: true, put: true, check: kinds.text },
} satisfies Attributes;

type Kept<A> = Item & Values<A>;
export type Network = Kept<typeof NETWORK>;
export type Subnet = Kept<Omit<typeof SUBNET, 'prefixlen' | 'use_default_subnetpool'>> & { cidr: string };
export type SubnetPool = Kept<typeof SUBNET_POOL>;
export type AddressScope = Kept<typeof ADDRESS_SCOPE>;
export type Port = Kept<typeof PORT>;
export type Router = Kept<typeof ROUTER>;
export type FloatingIp = Kept<Omit<typeof FLOATING_IP, 'subnet_id'>> & {
  floating_ip_address: string;
  /** The port on the external network that holds the address. */
  own_port_id: string;
};
export type SecurityGroup = Kept<typeof SECURITY_GROUP>;
export type SecurityGroupRule = Kept<typeof SECURITY_GROUP_RULE>;
export type QosPolicy = Kept<typeof QOS_POLICY>;
export type QosRule = RestItem & { project_id: string; policy_id: string; type: string };
export type Trunk = Kept<typeof TRUNK>;
export type RbacPolicy = Kept<typeof RBAC_POLICY>;

export const declareNeutron = (world: World) => ({
  networks: collect<Network>(world, 'network', [], {
    public: (item) => (item.shared || item['router:external'] ? 'yes' : undefined),
    qos: (item) => item.qos_policy_id,
  }),
  subnets: collect<Subnet>(world, 'subnet', ['network_id'], { pool: (item) => item.subnetpool_id }),
  subnetPools: collect<SubnetPool>(world, 'subnetpool', [], { scope: (item) => item.address_scope_id }),
  addressScopes: collect<AddressScope>(world, 'address_scope'),
  ports: collect<Port>(world, 'port', ['network_id'], {
    device_id: (item) => item.device_id || undefined,
    mac: (item) => `${item.network_id}/${item.mac_address}`,
    subnet: (item) => item.fixed_ips.map((ip) => ip.subnet_id),
    ip: (item) => item.fixed_ips.map((ip) => `${ip.subnet_id}/${ip.ip_address}`),
    group: (item) => item.security_groups,
    qos: (item) => item.qos_policy_id,
  }),
  routers: collect<Router>(world, 'router'),
  floatingIps: collect<FloatingIp>(world, 'floatingip', ['port_id', 'floating_ip_address'], {
    router: (item) => item.router_id,
  }),
  securityGroups: collect<SecurityGroup>(world, 'security_group'),
  securityGroupRules: collect<SecurityGroupRule>(world, 'security_group_rule', [
    'security_group_id',
    'remote_group_id',
  ]),
  qosPolicies: collect<QosPolicy>(world, 'qos_policy'),
  qosRules: collect<QosRule>(world, 'qos_rule', ['policy_id']),
  trunks: collect<Trunk>(world, 'trunk', [], {
    port: (item) => [item.port_id, ...item.sub_ports.map((sub) => sub.port_id)],
  }),
  rbacPolicies: collect<RbacPolicy>(world, 'rbac_policy', ['object_id']),
});
export type NeutronModel = ReturnType<typeof declareNeutron>;
