/**
 * Octavia's objects: what can be said of each (octavia/api/v2/types/*.py, of 11.0.0). They are kept as they are shown;
 * what is shown of others is computed.
 */
import type { Attributes, Values } from '../rest/attributes.ts';
import { collect, type Item } from '../rest/item.ts';
import type { World } from '../state/world.ts';
import {
  adminStateUp,
  choice,
  choices,
  cidrs,
  flag,
  ip,
  name,
  number,
  object,
  objects,
  once,
  parts,
  required,
  tags,
  text,
  textMap,
  texts,
  url,
  urlPath,
  uuid,
  wholePart,
} from './attributes.ts';
import { ALPN, COMPARES, LISTENER_PROTOCOLS, POOL_PROTOCOLS, RULE_TYPES, TLS_VERSIONS } from './protocols.ts';

/** 24 days in milliseconds. */
const MAX_TIMEOUT = 24 * 24 * 60 * 60 * 1000;
const timeout = (ms: number) => number(0, MAX_TIMEOUT, ms);
const whole = () => number(0, Number.MAX_SAFE_INTEGER);
const port = () => number(1, 65_535);
const LAST = 2_147_483_647;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'OPTIONS', 'CONNECT', 'PATCH'];
const DOMAIN = /^(?=.{1,253}\.?$)(?:(?!-|[^.]+_)[A-Za-z0-9-_]{1,63}(?<!-)(?:\.|$))+$/;
const LINE = /^[^\r\n]*$/;

const common = { admin_state_up: adminStateUp(), tags: tags() };
const named = { name: name(), ...common };
const described = { description: name(), ...named };
const encrypted = { tls_ciphers: text(2048), tls_versions: choices(TLS_VERSIONS), alpn_protocols: choices(ALPN) };

export const LOAD_BALANCER = {
  ...described,
  vip_address: once(ip()),
  vip_port_id: once(uuid()),
  vip_subnet_id: once(uuid()),
  vip_network_id: once(uuid()),
  vip_qos_policy_id: uuid(),
  additional_vips: once(objects({ subnet_id: required(uuid()), ip_address: ip(), port_id: uuid() })),
  listeners: parts(),
  pools: parts(),
  provider: once(text(64)),
  flavor_id: once(uuid()),
  availability_zone: once(text()),
} satisfies Attributes;
export const LISTENER = {
  ...described,
  ...encrypted,
  protocol: once(required(choice(LISTENER_PROTOCOLS))),
  protocol_port: once(required(port())),
  connection_limit: number(-1, Number.MAX_SAFE_INTEGER, -1),
  default_tls_container_ref: text(),
  sni_container_refs: texts(),
  default_pool_id: uuid(),
  default_pool: wholePart(),
  l7policies: parts(),
  insert_headers: textMap(),
  loadbalancer_id: once(required(uuid())),
  timeout_client_data: timeout(50_000),
  timeout_member_connect: timeout(5_000),
  timeout_member_data: timeout(50_000),
  timeout_tcp_inspect: timeout(0),
  client_ca_tls_container_ref: text(),
  client_authentication: choice(['NONE', 'OPTIONAL', 'MANDATORY'], 'NONE'),
  client_crl_container_ref: text(),
  allowed_cidrs: cidrs(),
} satisfies Attributes;
export const POOL = {
  ...described,
  ...encrypted,
  listener_id: once(uuid()),
  loadbalancer_id: once(uuid()),
  protocol: once(required(choice(POOL_PROTOCOLS))),
  lb_algorithm: required(choice(['LEAST_CONNECTIONS', 'ROUND_ROBIN', 'SOURCE_IP', 'SOURCE_IP_PORT'])),
  session_persistence: object({
    type: choice(['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE']),
    cookie_name: text(255, /^[^\s,;\\]+$/),
    persistence_timeout: whole(),
    persistence_granularity: ip(),
  }),
  healthmonitor: wholePart(),
  members: parts(),
  tls_container_ref: text(),
  ca_tls_container_ref: text(),
  crl_container_ref: text(),
  tls_enabled: flag(false),
} satisfies Attributes;
export const MEMBER = {
  ...named,
  address: once(required(ip())),
  protocol_port: once(required(port())),
  weight: number(0, 256, 1),
  backup: flag(false),
  subnet_id: once(uuid()),
  monitor_port: port(),
  monitor_address: ip(),
} satisfies Attributes;
export const HEALTH_MONITOR = {
  ...named,
  type: once(required(choice(['HTTP', 'HTTPS', 'PING', 'TCP', 'TLS-HELLO', 'UDP-CONNECT', 'SCTP']))),
  delay: required(whole()),
  timeout: required(whole()),
  max_retries_down: number(1, 10, 3),
  max_retries: required(number(1, 10)),
  http_method: choice(METHODS),
  url_path: urlPath(),
  expected_codes: text(255, /^(\d{3}(\s*,\s*\d{3})*)$|^(\d{3}-\d{3})$/),
  pool_id: once(required(uuid())),
  http_version: choice([1.0, 1.1]),
  domain_name: text(255, DOMAIN),
} satisfies Attributes;
export const L7_POLICY = {
  ...described,
  action: required(choice(['REJECT', 'REDIRECT_TO_URL', 'REDIRECT_TO_POOL', 'REDIRECT_PREFIX'])),
  redirect_pool_id: uuid(),
  redirect_url: url(),
  redirect_prefix: url(),
  redirect_http_code: choice([301, 302, 303, 307, 308]),
  position: number(1, LAST, LAST),
  listener_id: once(required(uuid())),
  rules: parts(),
} satisfies Attributes;
export const L7_RULE = {
  ...common,
  type: required(choice(Object.keys(RULE_TYPES))),
  compare_type: required(choice(COMPARES)),
  key: text(255, LINE),
  value: required(text(255, LINE)),
  invert: flag(false),
} satisfies Attributes;

const offered = { name: required(text()), description: name(), enabled: flag(true) };
const profile = { name: required(text()), provider_name: required(text()) };
export const FLAVOR = { ...offered, flavor_profile_id: once(required(uuid())) };
export const ZONE = {
  ...offered,
  name: once(offered.name),
  availability_zone_profile_id: once(required(uuid())),
} satisfies Attributes;
export const FLAVOR_PROFILE = { ...profile, flavor_data: required(text(4096)) };
export const ZONE_PROFILE = { ...profile, availability_zone_data: required(text(4096)) };

type Kept<A> = Item & Values<A>;
/** A part of a balancer, or the balancer. */
export type Part<A = typeof named> = Kept<A> &
  Record<'project_id' | 'provisioning_status' | 'operating_status', string>;
export type LoadBalancer = Part<typeof LOAD_BALANCER> &
  Record<'vip_address' | 'vip_port_id' | 'vip_subnet_id' | 'vip_network_id', string> & {
    /** The port was made for the balancer and goes with it. */
    vip_port_made: boolean;
  };
export type Listener = Part<typeof LISTENER>;
export type Pool = Part<typeof POOL> & { loadbalancer_id: string };
export type SessionPersistence = NonNullable<Pool['session_persistence']>;
export type Member = Part<typeof MEMBER> & { pool_id: string };
export type HealthMonitor = Part<typeof HEALTH_MONITOR>;
export type L7Policy = Part<typeof L7_POLICY>;
export type L7Rule = Part<typeof L7_RULE> & { l7policy_id: string };
export type Profile = Kept<typeof profile>;
export type Flavor = Kept<typeof FLAVOR>;
export type Zone = Kept<typeof ZONE>;

export const declareOctavia = (world: World) => ({
  loadBalancers: collect<LoadBalancer>(world, 'loadbalancer', ['flavor_id', 'availability_zone', 'vip_port_id']),
  listeners: collect<Listener>(world, 'lb_listener', ['loadbalancer_id', 'default_pool_id']),
  pools: collect<Pool>(world, 'lb_pool', ['loadbalancer_id']),
  members: collect<Member>(world, 'lb_member', ['pool_id']),
  healthMonitors: collect<HealthMonitor>(world, 'lb_healthmonitor', ['pool_id']),
  policies: collect<L7Policy>(world, 'l7policy', ['listener_id', 'redirect_pool_id']),
  rules: collect<L7Rule>(world, 'l7rule', ['l7policy_id']),
  flavors: collect<Flavor>(world, 'lb_flavor', ['flavor_profile_id']),
  flavorProfiles: collect<Profile>(world, 'lb_flavorprofile'),
  zones: collect<Zone>(world, 'lb_availabilityzone', ['availability_zone_profile_id']),
  zoneProfiles: collect<Profile>(world, 'lb_availabilityzoneprofile'),
});
export type OctaviaModel = ReturnType<typeof declareOctavia>;

export const ids = (items: readonly Item[]): { id: string }[] => items.map(({ id }) => ({ id }));
