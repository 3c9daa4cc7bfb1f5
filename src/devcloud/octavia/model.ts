/** Octavia's objects. They are kept as they are shown; what is shown of others is computed. */
import type { Item } from '../rest/item.ts';
import type { Collection } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Part extends Item {
  project_id: string;
  name: string;
  admin_state_up: boolean;
  tags: string[];
  provisioning_status: string;
  operating_status: string;
}
export interface LoadBalancer extends Part {
  vip_address: string;
  vip_port_id: string;
  vip_subnet_id: string;
  vip_network_id: string;
  vip_qos_policy_id: string | null;
  additional_vips: { subnet_id: string; ip_address: string | null; port_id: string | null }[];
  provider: string;
  flavor_id: string | null;
  availability_zone: string | null;
  /** The port was made for the balancer and goes with it. */
  vip_port_made: boolean;
}
export interface Listener extends Part {
  loadbalancer_id: string;
  protocol: string;
  protocol_port: number;
  default_pool_id: string | null;
  allowed_cidrs: string[] | null;
}
export interface SessionPersistence {
  type: string;
  cookie_name: string | null;
  persistence_timeout: number | null;
  persistence_granularity: string | null;
}
export interface Pool extends Part {
  loadbalancer_id: string;
  protocol: string;
  session_persistence: SessionPersistence | null;
}
export interface Member extends Part {
  pool_id: string;
  address: string;
  protocol_port: number;
}
export interface HealthMonitor extends Part {
  pool_id: string;
  type: string;
  delay: number;
  http_version: number | null;
  domain_name: string | null;
}
export interface L7Policy extends Part {
  listener_id: string;
  action: string;
  redirect_pool_id: string | null;
  redirect_url: string | null;
  redirect_prefix: string | null;
  redirect_http_code: number | null;
  position: number;
}
export interface L7Rule extends Part {
  l7policy_id: string;
  type: string;
  compare_type: string;
  key: string | null;
  value: string;
}
export interface Profile extends Item {
  name: string;
  provider_name: string;
}
export interface Flavor extends Item {
  name: string;
  enabled: boolean;
  flavor_profile_id: string;
}
export interface Zone extends Item {
  name: string;
  enabled: boolean;
  availability_zone_profile_id: string;
}

export interface OctaviaModel {
  loadBalancers: Collection<LoadBalancer>;
  listeners: Collection<Listener>;
  pools: Collection<Pool>;
  members: Collection<Member>;
  healthMonitors: Collection<HealthMonitor>;
  policies: Collection<L7Policy>;
  rules: Collection<L7Rule>;
  flavors: Collection<Flavor>;
  flavorProfiles: Collection<Profile>;
  zones: Collection<Zone>;
  zoneProfiles: Collection<Profile>;
}

const common = { project: (item: Item) => item.project_id, name: (item: Item) => String(item.name ?? '') };

export function declareOctavia(world: World): OctaviaModel {
  return {
    loadBalancers: world.collection<LoadBalancer>('loadbalancer', {
      ...common,
      flavor_id: (item) => item.flavor_id,
      availability_zone: (item) => item.availability_zone,
      vip_port_id: (item) => item.vip_port_id,
    }),
    listeners: world.collection<Listener>('lb_listener', {
      ...common,
      loadbalancer_id: (item) => item.loadbalancer_id,
      default_pool_id: (item) => item.default_pool_id,
    }),
    pools: world.collection<Pool>('lb_pool', { ...common, loadbalancer_id: (item) => item.loadbalancer_id }),
    members: world.collection<Member>('lb_member', { ...common, pool_id: (item) => item.pool_id }),
    healthMonitors: world.collection<HealthMonitor>('lb_healthmonitor', {
      ...common,
      pool_id: (item) => item.pool_id,
    }),
    policies: world.collection<L7Policy>('l7policy', {
      ...common,
      listener_id: (item) => item.listener_id,
      redirect_pool_id: (item) => item.redirect_pool_id,
    }),
    rules: world.collection<L7Rule>('l7rule', { ...common, l7policy_id: (item) => item.l7policy_id }),
    flavors: world.collection<Flavor>('lb_flavor', {
      ...common,
      flavor_profile_id: (item) => item.flavor_profile_id,
    }),
    flavorProfiles: world.collection<Profile>('lb_flavorprofile', common),
    zones: world.collection<Zone>('lb_availabilityzone', {
      ...common,
      availability_zone_profile_id: (item) => item.availability_zone_profile_id,
    }),
    zoneProfiles: world.collection<Profile>('lb_availabilityzoneprofile', common),
  };
}

export const ids = (items: readonly Item[]): { id: string }[] => items.map(({ id }) => ({ id }));
