/** What is in a new dev cloud: projects, users, roles, catalogue, flavours, images, the external network. */

import type { Cinder } from './cinder/cinder.ts';
import type { Glance } from './glance/glance.ts';
import type { Keystone } from './keystone/keystone.ts';
import { digestSecret } from './keystone/secrets.ts';
import { NETWORK, SUBNET } from './neutron/model.ts';
import type { Neutron } from './neutron/neutron.ts';
import type { Nova } from './nova/nova.ts';
import { defaultsOf } from './rest/attributes.ts';
import { CATALOGUE } from './services.ts';
import { hexId, uuid } from './state/identifiers.ts';
import { isoSeconds } from './state/timestamps.ts';
import type { World } from './state/world.ts';

/** Whose objects are made. */
interface Seeded {
  world: World;
  keystone: Keystone;
  nova: Nova;
  neutron: Neutron;
  glance: Glance;
  cinder: Cinder;
}

const ROLES: readonly (readonly [name: string, implies: readonly string[]])[] = [
  ['reader', []],
  ['member', ['reader']],
  ['admin', ['member']],
  ['service', []],
  ['heat_stack_owner', []],
  ['heat_stack_user', []],
];

/** id, name, MiB of memory, vCPUs, GB of disk */
const FLAVORS: readonly (readonly [string, string, number, number, number])[] = [
  ['42', 'm1.nano', 192, 1, 1],
  ['84', 'm1.micro', 256, 1, 1],
  ['1', 'm1.tiny', 512, 1, 1],
  ['2', 'm1.small', 2048, 1, 20],
  ['3', 'm1.medium', 4096, 2, 40],
  ['4', 'm1.large', 8192, 4, 80],
  ['5', 'm1.xlarge', 16384, 8, 160],
  ['451', 'm1.heat_int', 512, 1, 10],
  ['452', 'm1.heat_micro', 128, 1, 1],
];

/** Puts the first objects into an empty cloud, and into the catalogue of an older one the services that have come since. */
export function seed(cloud: Seeded): void {
  const { domains, services } = cloud.keystone.model;
  if (!domains.has('default')) {
    seedIdentity(cloud);
    seedCompute(cloud);
    seedNetwork(cloud);
  }
  for (const { name, type, path } of CATALOGUE)
    if (services.first('type', type) === undefined) addService(cloud, name, type, path);
  cloud.world.storage.flush();
}

function seedIdentity(cloud: Seeded): void {
  const { model, assignments } = cloud.keystone;
  const { passwords, region, projects } = cloud.world.settings;
  model.domains.insert({ id: 'default', name: 'Default', description: 'The default domain', enabled: true });
  const heatDomain = model.domains.insert({
    id: hexId(),
    name: 'heat',
    description: 'Stack projects and users',
    enabled: true,
  });
  const roles = new Map<string, string>();
  for (const [name, implies] of ROLES) {
    const id = hexId();
    roles.set(name, id);
    model.roles.insert({
      id,
      name,
      domain_id: null,
      description: null,
      implies: implies.flatMap((other) => roles.get(other) ?? []),
    });
  }
  const project = (name: string): string => {
    const id = hexId();
    return model.projects.insert({
      id,
      name,
      domain_id: 'default',
      description: '',
      enabled: true,
      parent_id: 'default',
      tags: [],
      extra: {},
    }).id;
  };
  const user = (name: string, password: string, domain_id = 'default'): string => {
    const passwordHash = digestSecret(password);
    return model.users.insert({
      id: hexId(),
      name,
      domain_id,
      enabled: true,
      default_project_id: undefined,
      passwordHash,
      extra: {},
    }).id;
  };
  const grant = (
    actor: string,
    target: string,
    role: string,
    targetKind: 'project' | 'domain' | 'system' = 'project',
  ): void =>
    assignments.grant({
      actor,
      actorKind: 'user',
      target,
      targetKind,
      role_id: roles.get(role) ?? '',
      inherited: false,
    });

  const admin = user('admin', passwords.admin);
  const adminProject = project('admin');
  grant(admin, adminProject, 'admin');
  grant(admin, 'default', 'admin', 'domain');
  grant(admin, 'system', 'admin', 'system');
  const service = user('heat', passwords.heat);
  const serviceProject = project('service');
  grant(service, serviceProject, 'admin');
  grant(service, serviceProject, 'service');
  for (const name of ['demo', ...projects]) {
    const owner = user(name, passwords.demo);
    const own = project(name);
    for (const role of ['member', 'heat_stack_owner']) grant(owner, own, role);
    if (name === 'demo') grant(admin, own, 'admin');
  }
  grant(user('heat_domain_admin', passwords.heat_domain_admin, heatDomain.id), heatDomain.id, 'admin', 'domain');

  model.regions.insert({ id: region, description: '', parent_region_id: null });
}

/** Puts a service into the catalogue, or moves it when it is there. */
export function addService(cloud: Pick<Seeded, 'world' | 'keystone'>, name: string, type: string, url: string): void {
  const { model } = cloud.keystone;
  const { region } = cloud.world.settings;
  const service =
    model.services.first('type', type) ??
    model.services.insert({ id: hexId(), name, type, description: '', enabled: true });
  for (const side of ['public', 'internal', 'admin']) {
    const found = model.endpoints
      .by('service', service.id)
      .find((item) => item.interface === side && item.region_id === region);
    if (found) {
      found.url = url;
      model.endpoints.save(found);
    } else
      model.endpoints.insert({
        id: hexId(),
        service_id: service.id,
        interface: side,
        region_id: region,
        url,
        enabled: true,
      });
  }
}

function seedCompute(cloud: Seeded): void {
  for (const [id, name, ram, vcpus, disk] of FLAVORS) {
    const rest = {
      ephemeral: 0,
      swap: 0,
      description: null,
      is_public: true,
      access: [],
      rxtx_factor: 1,
      disabled: false,
      extra_specs: {},
    };
    cloud.nova.model.flavors.insert({ id, name, ram, vcpus, disk, ...rest });
  }
  const owner = projectNamed(cloud, 'admin');
  for (const name of ['cirros', 'Fedora-Cloud-Base']) {
    const image = cloud.glance.insert(owner, {
      name,
      visibility: 'public',
      disk_format: 'qcow2',
      container_format: 'bare',
    });
    cloud.glance.fill(image, Buffer.alloc(64 * 1024));
  }
  const rest = {
    description: null,
    is_public: true,
    extra_specs: { volume_backend_name: 'lvmdriver-1' },
    qos_specs_id: null,
    access: [],
    encryption: null,
  };
  cloud.cinder.model.types.insert({ id: uuid(), name: 'lvmdriver-1', ...rest });
}

const projectNamed = (cloud: Seeded, name: string): string =>
  cloud.keystone.model.projects.first('name', `default/${name}`)?.id ?? '';

/** The external network has room for 65,000 floating addresses. */
function seedNetwork(cloud: Seeded): void {
  const now = isoSeconds(cloud.world.now());
  const common = {
    project_id: projectNamed(cloud, 'admin'),
    description: '',
    tags: [],
    created_at: now,
    updated_at: now,
    revision_number: 1,
  };
  const network = cloud.neutron.model.networks.insert({
    ...defaultsOf(NETWORK),
    ...common,
    id: uuid(),
    name: 'public',
    mtu: 1500,
    'router:external': true,
    is_default: true,
    'provider:network_type': 'flat',
    'provider:physical_network': 'public',
  });
  const { prefixlen: _, use_default_subnetpool: __, ...subnet } = defaultsOf(SUBNET);
  cloud.neutron.model.subnets.insert({
    ...subnet,
    ...common,
    id: uuid(),
    name: 'public-subnet',
    network_id: network.id,
    ip_version: 4,
    cidr: '172.24.0.0/16',
    gateway_ip: '172.24.0.1',
    enable_dhcp: false,
    allocation_pools: [{ start: '172.24.0.2', end: '172.24.255.254' }],
  });
}
