/** Nova's discovery, limits, quotas, zones, hypervisors, services, extensions. */
import { forbidden, notFound } from '../http/api-error.ts';
import { type Fields, record } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Quotas } from '../options.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';

export const NOVA_VERSIONS = { service: 'compute', major: 2, min: 1, max: 95 };

const version = (call: Call): Fields => ({
  id: 'v2.1',
  status: 'CURRENT',
  version: `2.${NOVA_VERSIONS.max}`,
  min_version: '2.1',
  updated: '2013-07-23T11:33:21Z',
  links: [{ rel: 'self', href: `${call.baseUrl}/compute/v2.1/` }],
});

export const novaDiscovery: readonly Route[] = [
  ['GET', '/', (call) => ({ status: 200, body: { versions: [version(call)] } }), 'open'],
  [
    'GET',
    '/v2.1',
    (call) => ({
      status: 200,
      body: {
        version: {
          ...version(call),
          'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' }],
        },
      },
    }),
    'open',
  ],
];

const QUOTAS: readonly (keyof Quotas)[] = [
  'instances',
  'cores',
  'ram',
  'key_pairs',
  'server_groups',
  'server_group_members',
];
const FIXED = {
  metadata_items: 128,
  injected_files: 5,
  injected_file_content_bytes: 10240,
  injected_file_path_bytes: 255,
};

function usage(call: Call, project: string): { instances: number; cores: number; ram: number; server_groups: number } {
  const { servers, serverGroups } = call.cloud.nova.model;
  const own = servers.by('project', project);
  return {
    instances: own.length,
    cores: own.reduce((sum, server) => sum + server.flavor.vcpus, 0),
    ram: own.reduce((sum, server) => sum + server.flavor.ram, 0),
    server_groups: serverGroups.count('project', project),
  };
}

function limits(call: Call): Reply {
  const project = (call.isAdmin && (call.query.get('tenant_id') ?? call.query.get('project_id'))) || call.projectId;
  const quota = call.cloud.quotas.of(project);
  const used = usage(call, project);
  return {
    status: 200,
    body: {
      limits: {
        rate: [],
        absolute: {
          maxTotalInstances: quota.instances,
          maxTotalCores: quota.cores,
          maxTotalRAMSize: quota.ram,
          maxTotalKeypairs: quota.key_pairs,
          maxServerGroups: quota.server_groups,
          maxServerGroupMembers: quota.server_group_members,
          maxServerMeta: FIXED.metadata_items,
          maxImageMeta: FIXED.metadata_items,
          maxPersonality: FIXED.injected_files,
          maxPersonalitySize: FIXED.injected_file_content_bytes,
          maxSecurityGroups: quota.security_group,
          maxSecurityGroupRules: quota.security_group_rule,
          maxTotalFloatingIps: quota.floatingip,
          totalInstancesUsed: used.instances,
          totalCoresUsed: used.cores,
          totalRAMUsed: used.ram,
          totalServerGroupsUsed: used.server_groups,
          totalSecurityGroupsUsed: call.cloud.neutron.model.securityGroups.count('project', project),
          totalFloatingIpsUsed: call.cloud.neutron.model.floatingIps.count('project', project),
        },
      },
    },
  };
}

function quotaSet(call: Call, project: string, all: Quotas, detail: boolean): Fields {
  const used: Record<string, number> = usage(call, project);
  const form = (name: string, limit: number): unknown =>
    detail ? { limit, in_use: used[name] ?? 0, reserved: 0 } : limit;
  return {
    id: project,
    ...Object.fromEntries([
      ...QUOTAS.map((name) => [name, form(name, all[name])]),
      ...Object.entries(FIXED).map(([name, limit]) => [name, form(name, limit)]),
    ]),
    ...(call.minor < 36 && {
      fixed_ips: form('fixed_ips', -1),
      floating_ips: form('floating_ips', all.floatingip),
      security_groups: form('security_groups', all.security_group),
      security_group_rules: form('security_group_rules', all.security_group_rule),
    }),
  };
}

function showQuota(call: Call, detail: boolean): Reply {
  const project = call.param('project');
  if (project !== call.projectId && !call.isAdmin)
    throw forbidden("Policy doesn't allow os_compute_api:os-quota-sets:show to be performed.");
  return { status: 200, body: { quota_set: quotaSet(call, project, call.cloud.quotas.of(project), detail) } };
}
function setQuota(call: Call): Reply {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow os_compute_api:os-quota-sets:update to be performed.");
  const wanted = record(call.json().quota_set);
  const project = call.param('project');
  call.cloud.quotas.set(
    project,
    Object.fromEntries(QUOTAS.filter((name) => name in wanted).map((name) => [name, Number(wanted[name])])),
  );
  return { status: 200, body: { quota_set: quotaSet(call, project, call.cloud.quotas.of(project), false) } };
}

const hypervisor = (call: Call, detail: boolean): Fields => {
  const servers = call.cloud.nova.model.servers.size;
  const id = call.minor >= 53 ? '7c1f0f52-2a36-4c88-8f28-94f0a7a3a001' : 1;
  return {
    id,
    hypervisor_hostname: 'devcloud',
    state: 'up',
    status: 'enabled',
    ...(detail && {
      hypervisor_type: 'fake',
      hypervisor_version: 1000000,
      host_ip: '127.0.0.1',
      service: { id, host: 'devcloud', disabled_reason: null },
      ...(call.minor < 88 && {
        vcpus: 100000,
        vcpus_used: 0,
        memory_mb: 100000000,
        memory_mb_used: 0,
        local_gb: 1000000,
        local_gb_used: 0,
        running_vms: servers,
        free_disk_gb: 1000000,
        free_ram_mb: 100000000,
        current_workload: 0,
        disk_available_least: 0,
        cpu_info: '{}',
      }),
    }),
  };
};

const ZONES = [{ zoneName: 'nova', zoneState: { available: true }, hosts: null }];
const SERVICES = ['nova-scheduler', 'nova-conductor', 'nova-compute'];

function services(call: Call): Reply {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow os_compute_api:os-services:list to be performed.");
  const updated = isoMicros(call.now());
  const found = SERVICES.map((binary, i) => ({
    id: call.minor >= 53 ? `7c1f0f52-2a36-4c88-8f28-94f0a7a3a10${i}` : i + 1,
    binary,
    host: 'devcloud',
    zone: binary === 'nova-compute' ? 'nova' : 'internal',
    status: 'enabled',
    state: 'up',
    updated_at: updated,
    disabled_reason: null,
    forced_down: false,
  }));
  return { status: 200, body: { services: found } };
}

const EXTENSIONS = [
  'os-keypairs',
  'os-server-groups',
  'os-availability-zone',
  'os-volumes',
  'os-attach-interfaces',
  'OS-DCF',
  'os-scheduler-hints',
  'os-quota-sets',
];

export const novaPlainRoutes: readonly Route[] = [
  ['GET', '/limits', limits],
  ['GET', '/os-quota-sets/{project}', (call) => showQuota(call, false)],
  ['GET', '/os-quota-sets/{project}/detail', (call) => showQuota(call, true)],
  [
    'GET',
    '/os-quota-sets/{project}/defaults',
    (call) => ({
      status: 200,
      body: { quota_set: quotaSet(call, call.param('project'), call.cloud.quotas.defaults, false) },
    }),
  ],
  ['PUT', '/os-quota-sets/{project}', setQuota],
  [
    'DELETE',
    '/os-quota-sets/{project}',
    (call) => {
      if (!call.isAdmin) throw forbidden("Policy doesn't allow os_compute_api:os-quota-sets:delete to be performed.");
      call.cloud.quotas.reset(call.param('project'));
      return { status: 202 };
    },
  ],
  [
    'GET',
    '/os-quota-class-sets/{project}',
    (call) => ({
      status: 200,
      body: { quota_class_set: quotaSet(call, call.param('project'), call.cloud.quotas.defaults, false) },
    }),
  ],
  ['GET', '/os-availability-zone', () => ({ status: 200, body: { availabilityZoneInfo: ZONES } })],
  ['GET', '/os-availability-zone/detail', () => ({ status: 200, body: { availabilityZoneInfo: ZONES } })],
  ['GET', '/os-hypervisors', (call) => ({ status: 200, body: { hypervisors: [hypervisor(call, false)] } })],
  ['GET', '/os-hypervisors/detail', (call) => ({ status: 200, body: { hypervisors: [hypervisor(call, true)] } })],
  ['GET', '/os-hypervisors/{id}', (call) => ({ status: 200, body: { hypervisor: hypervisor(call, true) } })],
  ['GET', '/os-services', services],
  ['GET', '/os-aggregates', () => ({ status: 200, body: { aggregates: [] } })],
  [
    'GET',
    '/extensions',
    () => ({
      status: 200,
      body: {
        extensions: EXTENSIONS.map((alias) => ({
          alias,
          name: alias,
          description: '',
          links: [],
          namespace: '',
          updated: '2014-12-03T00:00:00Z',
        })),
      },
    }),
  ],
  [
    'GET',
    '/extensions/{alias}',
    (call) => {
      const alias = call.param('alias');
      if (!EXTENSIONS.includes(alias)) throw notFound('Extension not found');
      return {
        status: 200,
        body: {
          extension: { alias, name: alias, description: '', links: [], namespace: '', updated: '2014-12-03T00:00:00Z' },
        },
      };
    },
  ],
];
