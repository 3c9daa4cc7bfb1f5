/** Neutron's objects. They are kept as they are shown. */
import type { Item as RestItem } from '../rest/item.ts';
import type { Collection, Stored } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Item extends Stored {
  id: string;
  project_id: string;
  name: string;
  description: string;
  tags: string[];
  created_at: string;
  updated_at: string;
  revision_number: number;
  [attribute: string]: unknown;
}
export interface Network extends Item {
  admin_state_up: boolean;
  shared: boolean;
  status: string;
  mtu: number;
  'router:external': boolean;
  port_security_enabled: boolean;
  qos_policy_id: string | null;
}
export interface Subnet extends Item {
  network_id: string;
  ip_version: 4 | 6;
  cidr: string;
  gateway_ip: string | null;
  enable_dhcp: boolean;
  allocation_pools: { start: string; end: string }[];
  dns_nameservers: string[];
  host_routes: { destination: string; nexthop: string }[];
  ipv6_address_mode: string | null;
  ipv6_ra_mode: string | null;
  subnetpool_id: string | null;
}
export interface FixedIp {
  subnet_id: string;
  ip_address: string;
}
export interface Port extends Item {
  network_id: string;
  mac_address: string;
  admin_state_up: boolean;
  status: string;
  device_id: string;
  device_owner: string;
  fixed_ips: FixedIp[];
  security_groups: string[];
  port_security_enabled: boolean;
  allowed_address_pairs: { ip_address: string; mac_address?: string }[];
  'binding:host_id': string;
  'binding:vnic_type': string;
  qos_policy_id: string | null;
}
export interface Gateway {
  network_id: string;
  enable_snat: boolean;
  external_fixed_ips: FixedIp[];
  qos_policy_id?: string | null;
}
export interface Router extends Item {
  admin_state_up: boolean;
  status: string;
  external_gateway_info: Gateway | null;
  routes: { destination: string; nexthop: string }[];
  gw_port_id: string | null;
}
export interface FloatingIp extends Item {
  floating_network_id: string;
  floating_ip_address: string;
  fixed_ip_address: string | null;
  port_id: string | null;
  router_id: string | null;
  status: string;
  /** The port on the external network that holds the address. */
  own_port_id: string;
}
export interface SecurityGroup extends Item {
  stateful: boolean;
}
export interface SecurityGroupRule extends Item {
  security_group_id: string;
  direction: 'ingress' | 'egress';
  ethertype: 'IPv4' | 'IPv6';
  protocol: string | null;
  port_range_min: number | null;
  port_range_max: number | null;
  remote_ip_prefix: string | null;
  remote_group_id: string | null;
  remote_address_group_id: string | null;
}
export interface SubnetPool extends Item {
  prefixes: string[];
  min_prefixlen: string;
  max_prefixlen: string;
  default_prefixlen: string;
  ip_version: 4 | 6;
  shared: boolean;
  is_default: boolean;
  address_scope_id: string | null;
}
export interface AddressScope extends Item {
  ip_version: 4 | 6;
  shared: boolean;
}
export interface QosPolicy extends Item {
  shared: boolean;
  is_default: boolean;
}
export interface QosRule extends RestItem {
  project_id: string;
  policy_id: string;
  type: string;
}
export interface Trunk extends Item {
  port_id: string;
  admin_state_up: boolean;
  status: string;
  sub_ports: { port_id: string; segmentation_id: number; segmentation_type: string }[];
}
export interface RbacPolicy extends Item {
  object_type: string;
  object_id: string;
  action: string;
  target_tenant: string;
}
export interface NetworkQuota extends Stored {
  values: Record<string, number>;
}

export interface NeutronModel {
  networks: Collection<Network>;
  subnets: Collection<Subnet>;
  subnetPools: Collection<SubnetPool>;
  addressScopes: Collection<AddressScope>;
  ports: Collection<Port>;
  routers: Collection<Router>;
  floatingIps: Collection<FloatingIp>;
  securityGroups: Collection<SecurityGroup>;
  securityGroupRules: Collection<SecurityGroupRule>;
  qosPolicies: Collection<QosPolicy>;
  qosRules: Collection<QosRule>;
  trunks: Collection<Trunk>;
  rbacPolicies: Collection<RbacPolicy>;
}

const common = { project: (item: Item) => item.project_id, name: (item: Item) => item.name };

export function declareNeutron(world: World): NeutronModel {
  return {
    networks: world.collection<Network>('network', {
      ...common,
      public: (item) => (item.shared || item['router:external'] ? 'yes' : undefined),
      qos: (item) => item.qos_policy_id,
    }),
    subnets: world.collection<Subnet>('subnet', {
      ...common,
      network_id: (item) => item.network_id,
      pool: (item) => item.subnetpool_id,
    }),
    subnetPools: world.collection<SubnetPool>('subnetpool', { ...common, scope: (item) => item.address_scope_id }),
    addressScopes: world.collection<AddressScope>('address_scope', common),
    ports: world.collection<Port>('port', {
      ...common,
      network_id: (item) => item.network_id,
      device_id: (item) => item.device_id || undefined,
      mac: (item) => `${item.network_id}/${item.mac_address}`,
      subnet: (item) => item.fixed_ips.map((ip) => ip.subnet_id),
      ip: (item) => item.fixed_ips.map((ip) => `${ip.subnet_id}/${ip.ip_address}`),
      group: (item) => item.security_groups,
      qos: (item) => item.qos_policy_id,
    }),
    routers: world.collection<Router>('router', common),
    floatingIps: world.collection<FloatingIp>('floatingip', {
      ...common,
      port_id: (item) => item.port_id,
      router: (item) => item.router_id,
      floating_ip_address: (item) => item.floating_ip_address,
    }),
    securityGroups: world.collection<SecurityGroup>('security_group', common),
    securityGroupRules: world.collection<SecurityGroupRule>('security_group_rule', {
      project: (item) => item.project_id,
      name: () => undefined,
      security_group_id: (item) => item.security_group_id,
      remote: (item) => item.remote_group_id,
    }),
    qosPolicies: world.collection<QosPolicy>('qos_policy', common),
    qosRules: world.collection<QosRule>('qos_rule', {
      project: (item) => item.project_id,
      policy_id: (item) => item.policy_id,
    }),
    trunks: world.collection<Trunk>('trunk', {
      ...common,
      port: (item) => [item.port_id, ...item.sub_ports.map((sub) => sub.port_id)],
    }),
    rbacPolicies: world.collection<RbacPolicy>('rbac_policy', { ...common, object: (item) => item.object_id }),
  };
}
