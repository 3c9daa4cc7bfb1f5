/** Neutron's discovery, extensions, quotas, agents, zones. */
import type { Call } from '../http/call.ts';
import { record } from '../http/fields.ts';
import type { Reply, Route } from '../http/router.ts';
import type { Quotas } from '../options.ts';
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

const QUOTAS = SERVICES.network.quotas;

const quotaBody = (all: Quotas): Record<string, number> => Object.fromEntries(QUOTAS.map((name) => [name, all[name]]));

function mayManage(call: Call): string {
  const project = call.param('project');
  if (project !== call.projectId && !call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:get_quota' });
  return project;
}

function quotaDetails(neutron: Networking, call: Call): Reply {
  const project = mayManage(call);
  const model = neutron.model;
  const limits = quotaBody(neutron.quotas.of(project));
  const used: Record<string, number> = {
    network: model.networks.count('project', project),
    subnet: model.subnets.count('project', project),
    subnetpool: model.subnetPools.count('project', project),
    port: model.ports.count('project', project),
    router: model.routers.count('project', project),
    floatingip: model.floatingIps.count('project', project),
    security_group: model.securityGroups.count('project', project),
    security_group_rule: model.securityGroupRules.count('project', project),
    rbac_policy: model.rbacPolicies.count('project', project),
    trunk: model.trunks.count('project', project),
  };
  const quota = Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, { limit, used: used[name] ?? 0, reserved: 0 }]),
  );
  return { status: 200, body: { quota } };
}

function setQuota(neutron: Networking, call: Call): Reply {
  if (!call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:update_quota' });
  const wanted = record(call.json().quota);
  const limits = Object.fromEntries(
    QUOTAS.filter((name) => name in wanted).map((name) => [name, Number(wanted[name])]),
  );
  neutron.quotas.set(call.param('project'), limits);
  return { status: 200, body: { quota: quotaBody(neutron.quotas.of(call.param('project'))) } };
}

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

export const plainRoutes = (neutron: Networking): readonly Route[] => [
  [
    'GET',
    '/',
    (call) => ({
      status: 200,
      body: {
        versions: [
          {
            id: 'v2.0',
            status: 'CURRENT',
            links: [{ rel: 'self', href: `${call.baseUrl}/network/v2.0/` }],
          },
        ],
      },
    }),
    'open',
  ],
  ['GET', '/v2.0', () => ({ status: 200, body: { resources: [] } })],
  ['GET', '/v2.0/extensions', () => ({ status: 200, body: { extensions: EXTENSIONS.map(extension) } })],
  [
    'GET',
    '/v2.0/extensions/{alias}',
    (call) => {
      const found = EXTENSIONS.find(([alias]) => alias === call.param('alias'));
      if (!found) throw refuse('HTTPBadRequest', { reason: 'Extension not found' });
      return { status: 200, body: { extension: extension(found) } };
    },
  ],
  [
    'GET',
    '/v2.0/quotas',
    (call) => ({
      status: 200,
      body: { quotas: [{ ...quotaBody(neutron.quotas.of(call.projectId)), tenant_id: call.projectId }] },
    }),
  ],
  ['GET', '/v2.0/quotas/tenant', (call) => ({ status: 200, body: { tenant: { tenant_id: call.projectId } } })],
  [
    'GET',
    '/v2.0/quotas/{project}',
    (call) => ({ status: 200, body: { quota: quotaBody(neutron.quotas.of(mayManage(call))) } }),
  ],
  [
    'GET',
    '/v2.0/quotas/{project}/default',
    () => ({ status: 200, body: { quota: quotaBody(neutron.quotas.defaults) } }),
  ],
  ['GET', '/v2.0/quotas/{project}/details.json', (call) => quotaDetails(neutron, call)],
  ['GET', '/v2.0/quotas/{project}/details', (call) => quotaDetails(neutron, call)],
  ['PUT', '/v2.0/quotas/{project}', (call) => setQuota(neutron, call)],
  [
    'DELETE',
    '/v2.0/quotas/{project}',
    (call) => {
      if (!call.isAdmin) throw refuse('PolicyNotAuthorized', { rule: 'rule:delete_quota' });
      neutron.quotas.reset(call.param('project'));
      return { status: 204 };
    },
  ],
  ['GET', '/v2.0/availability_zones', () => ({ status: 200, body: { availability_zones: ZONES } })],
  ['GET', '/v2.0/agents', (call) => ({ status: 200, body: { agents: call.isAdmin ? [agent(call)] : [] } })],
  ['GET', '/v2.0/service-providers', () => ({ status: 200, body: { service_providers: [] } })],
  ['GET', '/v2.0/flavors', () => ({ status: 200, body: { flavors: [] } })],
];
