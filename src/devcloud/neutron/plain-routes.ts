/** Neutron's discovery, extensions, quotas, agents, zones. */
import type { Call } from '../http/call.ts';
import { record } from '../http/fields.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import type { Kind } from '../rest/kind.ts';
import { SERVICES } from '../services.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { refuse } from './errors.ts';
import type { Networking } from './networking.ts';

/** Extensions that are really here; clients ask before they use one. */
const EXTENSIONS: readonly (readonly [alias: string, name: string])[] = [
  ['address-scope', 'Address scope'],
  ['agent', 'agent'],
  ['allowed-address-pairs', 'Allowed Address Pairs'],
  ['availability_zone', 'Availability Zone'],
  ['binding', 'Port Binding'],
  ['default-subnetpools', 'Default Subnetpools'],
  ['dns-integration', 'DNS Integration'],
  ['ext-gw-mode', 'Neutron L3 Configurable external gateway mode'],
  ['external-net', 'Neutron external network'],
  ['extra_dhcp_opt', 'Neutron Extra DHCP options'],
  ['extraroute', 'Neutron Extra Route'],
  ['extraroute-atomic', 'Atomically add/remove extra routes'],
  ['fip-port-details', 'Floating IP Port Details Extension'],
  ['net-mtu', 'Network MTU'],
  ['net-mtu-writable', 'Network MTU (writable)'],
  ['network_availability_zone', 'Network Availability Zone'],
  ['pagination', 'Pagination support'],
  ['port-security', 'Port Security'],
  ['project-id', 'project_id field enabled'],
  ['provider', 'Provider Network'],
  ['qos', 'Quality of Service'],
  ['quotas', 'Quota management support'],
  ['quota_details', 'Quota details management support'],
  ['rbac-policies', 'RBAC Policies'],
  ['router', 'Neutron L3 Router'],
  ['router_availability_zone', 'Router Availability Zone'],
  ['security-group', 'security-group'],
  ['service-type', 'Neutron Service Type Management'],
  ['sorting', 'Sorting support'],
  ['standard-attr-description', 'standard-attr-description'],
  ['standard-attr-revisions', 'Resource revision numbers'],
  ['standard-attr-tag', 'Tag support for resources with standard attribute: network, port, router, subnet …'],
  ['standard-attr-timestamp', 'Resource timestamps'],
  ['stateful-security-group', 'Stateful security group'],
  ['subnet-service-types', 'Subnet service types'],
  ['subnet_allocation', 'Subnet Allocation'],
  ['trunk', 'Trunk Extension'],
  ['trunk-details', 'Trunk port details'],
];

const extension = ([alias, name]: readonly [string, string]): Record<string, unknown> => ({
  alias,
  name,
  description: name,
  updated: '2016-01-01T00:00:00-00:00',
  links: [],
});

const quotaBody = (all: Quotas) => Object.fromEntries(SERVICES.network.quotas.map((name) => [name, all[name]]));

function mayManage(call: Call): string {
  const project = call.param('project');
  if (project !== call.projectId && !call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:get_quota' });
  return project;
}

function quotaDetails({ quotas, kinds }: Networking, call: Call): Reply {
  const project = mayManage(call);
  const limits = quotas.of(project);
  const details = (Object.values(kinds) as Kind[]).flatMap(({ quota, collection }) =>
    quota ? [[quota, { limit: limits[quota], used: collection.count('project', project), reserved: 0 }]] : [],
  );
  return ok({ quota: Object.fromEntries(details) });
}

function setQuota({ quotas }: Networking, call: Call): Reply {
  if (!call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:update_quota' });
  const project = call.param('project');
  const wanted = record(call.json().quota);
  const named = SERVICES.network.quotas.filter((name) => name in wanted);
  quotas.set(project, Object.fromEntries(named.map((name) => [name, Number(wanted[name])])));
  return ok({ quota: quotaBody(quotas.of(project)) });
}

const version = (href: string) => ({ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href }] });

const ZONES = ['network', 'router'].map((resource) => ({ name: 'nova', resource, state: 'available' }));

const agent = (call: Call): Record<string, unknown> => ({
  id: '5f4c9c64-5d3e-4c52-8b4c-0f2a1b7c6d01',
  agent_type: 'Open vSwitch agent',
  binary: 'neutron-openvswitch-agent',
  host: 'devcloud',
  topic: 'N/A',
  alive: true,
  admin_state_up: true,
  availability_zone: null,
  created_at: '2026-01-01 00:00:00',
  started_at: '2026-01-01 00:00:00',
  heartbeat_timestamp: isoSeconds(call.now()).replace('T', ' ').replace('Z', ''),
  configurations: {},
  description: null,
  resources_synced: null,
});

const QUOTAS = '/v2.0/quotas';

export const plainRoutes = (neutron: Networking): readonly Route[] => [
  route('GET', '/', ({ baseUrl }) => ok({ versions: [version(`${baseUrl}/network/v2.0/`)] }), 'open'),
  route('GET', '/v2.0', () => ok({ resources: [] })),
  route('GET', '/v2.0/extensions', () => ok({ extensions: EXTENSIONS.map(extension) })),
  route('GET', '/v2.0/extensions/{alias}', (call) => {
    const found = EXTENSIONS.find(([alias]) => alias === call.param('alias'));
    if (!found) throw refuse('HTTPBadRequest', { reason: 'Extension not found' });
    return ok({ extension: extension(found) });
  }),
  route('GET', QUOTAS, ({ projectId }) =>
    ok({ quotas: [{ ...quotaBody(neutron.quotas.of(projectId)), tenant_id: projectId }] }),
  ),
  route('GET', `${QUOTAS}/tenant`, (call) => ok({ tenant: { tenant_id: call.projectId } })),
  route('GET', `${QUOTAS}/{project}`, (call) => ok({ quota: quotaBody(neutron.quotas.of(mayManage(call))) })),
  route('GET', `${QUOTAS}/{project}/default`, () => ok({ quota: quotaBody(neutron.quotas.defaults) })),
  route('GET', `${QUOTAS}/{project}/details.json`, (call) => quotaDetails(neutron, call)),
  route('GET', `${QUOTAS}/{project}/details`, (call) => quotaDetails(neutron, call)),
  route('PUT', `${QUOTAS}/{project}`, (call) => setQuota(neutron, call)),
  route('DELETE', `${QUOTAS}/{project}`, (call) => {
    if (!call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:delete_quota' });
    neutron.quotas.reset(call.param('project'));
    return { status: 204 };
  }),
  route('GET', '/v2.0/availability_zones', () => ok({ availability_zones: ZONES })),
  route('GET', '/v2.0/agents', (call) => ok({ agents: call.isAdmin ? [agent(call)] : [] })),
  route('GET', '/v2.0/service-providers', () => ok({ service_providers: [] })),
  route('GET', '/v2.0/flavors', () => ok({ flavors: [] })),
];
