/**
 * Stacks of mixed shape. A shape is what a template is written from; `changed` gives one that differs a little, so that an update from one
 * to the other changes in place, replaces, adds and removes.
 */
import type { Randomness } from '../randomness.ts';

export interface Shape {
  /** Each with a subnet and so many ports. */
  networks: { ports: number; cidr: number; dhcp: boolean }[];
  /** On a port of the first network each. */
  servers: { flavour: string; data: number; release: number; volume: boolean }[];
  volumes: { size: number; label: number }[];
  addresses: number;
  /**
   * Range of a subnet of its own, replaced when it changes. Those of the networks never are: Neutron lets no subnet go in which a port has
   * an address, and a port stays when its subnet is replaced.
   */
  spare: number;
  rules: number;
  groups: { kind: 'port' | 'volume' | 'value'; count: number; label: number }[];
  /** A nested stack with a network, ports and a value each. */
  nested: { ports: number; label: number }[];
  chain: number;
  /** A resource that fails: the stack ends as FAILED, or rolls back. */
  failing: boolean;
  /** Objects are given the names of their resources, which are the same in all stacks of a project. */
  named: boolean;
  version: number;
}

const NAMED: ReadonlySet<string> = new Set([
  'OS::Neutron::Net',
  'OS::Neutron::Subnet',
  'OS::Neutron::Port',
  'OS::Neutron::Router',
  'OS::Neutron::SecurityGroup',
  'OS::Nova::Server',
  'OS::Cinder::Volume',
]);

export function newShape(random: Randomness): Shape {
  const size = random.weighted({ small: 5, middle: 3, large: 1 });
  const most = { small: 1, middle: 2, large: 4 }[size];
  const some = (low: number, high: number) => low + random.below(high - low + 1);
  const list = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  return {
    networks: list(some(1, Math.min(2, most)), () => ({
      ports: some(1, most + 1),
      cidr: some(1, 200),
      dhcp: random.chance(0.8),
    })),
    servers: list(some(0, most), () => ({ flavour: 'm1.nano', data: 0, release: 0, volume: random.chance(0.5) })),
    volumes: list(some(0, most), () => ({ size: 1, label: 0 })),
    addresses: random.chance(0.3) ? 1 : 0,
    spare: some(1, 200),
    rules: some(0, 3),
    groups: random.chance(0.4)
      ? [{ kind: random.pick(['port', 'volume', 'value'] as const), count: some(1, most * 2), label: 0 }]
      : [],
    nested: random.chance(0.3) ? [{ ports: some(1, most), label: 0 }] : [],
    chain: random.chance(0.3) ? some(2, 6) : 0,
    failing: false,
    named: random.chance(0.4),
    version: 0,
  };
}

export function changed(random: Randomness, from: Shape): Shape {
  const shape = structuredClone(from);
  shape.version += 1;
  shape.failing = random.chance(0.06);
  const changes: (() => void)[] = [
    () => {
      for (const network of shape.networks) network.ports = Math.max(1, network.ports + random.pick([-1, 1]));
    },
    () => {
      for (const network of shape.networks) network.dhcp = !network.dhcp;
    },
    () => {
      shape.spare = (shape.spare % 200) + 1;
    },
    () => {
      for (const server of shape.servers) server.data = shape.version;
    },
    () => {
      for (const server of shape.servers) server.release = shape.version;
    },
    () => {
      for (const server of shape.servers) server.flavour = server.flavour === 'm1.nano' ? 'm1.micro' : 'm1.nano';
    },
    () => {
      for (const server of shape.servers) server.volume = !server.volume;
    },
    () => {
      for (const volume of shape.volumes) volume.label = shape.version;
    },
    () => {
      for (const volume of shape.volumes) volume.size += 1;
    },
    () => {
      if (shape.servers.length > 1 && random.chance(0.5)) shape.servers.pop();
      else shape.servers.push({ flavour: 'm1.nano', data: 0, release: 0, volume: random.chance(0.5) });
    },
    () => {
      if (shape.volumes.length > 0 && random.chance(0.5)) shape.volumes.pop();
      else shape.volumes.push({ size: 1, label: 0 });
    },
    () => {
      shape.addresses = 1 - shape.addresses;
    },
    () => {
      shape.rules = (shape.rules + 1) % 4;
    },
    () => {
      for (const group of shape.groups) group.count = Math.max(1, group.count + random.pick([-1, 1, 2]));
    },
    () => {
      for (const group of shape.groups) group.label = shape.version;
    },
    () => {
      for (const nested of shape.nested) nested.ports = Math.max(1, nested.ports + random.pick([-1, 1]));
    },
    () => {
      if (shape.nested.length > 0) shape.nested.pop();
      else shape.nested.push({ ports: 1, label: shape.version });
    },
    () => {
      shape.chain = shape.chain > 0 ? 0 : 3;
    },
  ];
  for (let left = 1 + random.below(3); left > 0; left -= 1) random.pick(changes)();
  return shape;
}

type Map = Record<string, unknown>;

const ref = (name: string) => ({ get_resource: name });

/** The template and its files, as a request's members. */
export function written(shape: Shape): { template: Map; files: Record<string, string> } {
  const resources: Record<string, Map> = {};
  const add = (name: string, type: string, properties: Map, more: Map = {}): void => {
    const named = shape.named && NAMED.has(type);
    resources[name] = { type, properties: named ? { name, ...properties } : properties, ...more };
  };
  const files: Record<string, string> = {};
  for (const [n, { ports, cidr, dhcp }] of shape.networks.entries()) {
    add(`net_${n}`, 'OS::Neutron::Net', {});
    add(`subnet_${n}`, 'OS::Neutron::Subnet', {
      network: ref(`net_${n}`),
      cidr: `10.${n}.${cidr}.0/24`,
      enable_dhcp: dhcp,
    });
    for (let p = 0; p < ports; p += 1)
      add(`port_${n}_${p}`, 'OS::Neutron::Port', {
        network: ref(`net_${n}`),
        ...(shape.rules > 0 && { security_groups: [ref('rules')] }),
      });
  }
  // What signals are sent to: it keeps them by their ids.
  add('ear', 'OS::Heat::WaitConditionHandle', { signal_transport: 'NO_SIGNAL' });
  add('spare', 'OS::Neutron::Net', {});
  add('spare_subnet', 'OS::Neutron::Subnet', { network: ref('spare'), cidr: `10.8.${shape.spare}.0/24` });
  if (shape.rules > 0) {
    const rules = Array.from({ length: shape.rules }, (_, i) => ({
      protocol: 'tcp',
      port_range_min: 80 + i,
      port_range_max: 80 + i,
    }));
    add('rules', 'OS::Neutron::SecurityGroup', { rules });
  }
  for (const [s, { flavour, data, release, volume }] of shape.servers.entries()) {
    add(`nic_${s}`, 'OS::Neutron::Port', { network: ref('net_0') });
    add(`server_${s}`, 'OS::Nova::Server', {
      image: 'cirros',
      flavor: flavour,
      metadata: { release: String(release) },
      user_data_format: 'RAW',
      user_data: `data ${data}`,
      networks: [{ port: ref(`nic_${s}`) }],
    });
    if (!volume) continue;
    add(`disk_${s}`, 'OS::Cinder::Volume', { size: 1 });
    add(`attached_${s}`, 'OS::Cinder::VolumeAttachment', {
      instance_uuid: ref(`server_${s}`),
      volume_id: ref(`disk_${s}`),
    });
  }
  for (const [v, { size, label }] of shape.volumes.entries())
    add(`volume_${v}`, 'OS::Cinder::Volume', { size, description: `label ${label}` });
  if (shape.addresses > 0) {
    add('router', 'OS::Neutron::Router', { external_gateway_info: { network: 'public' } });
    add('tie', 'OS::Neutron::RouterInterface', { router: ref('router'), subnet: ref('subnet_0') });
    add(
      'address',
      'OS::Neutron::FloatingIP',
      { floating_network: 'public', port_id: ref('port_0_0') },
      { depends_on: 'tie' },
    );
  }
  for (const [g, { kind, count, label }] of shape.groups.entries()) {
    const member: Record<typeof kind, Map> = {
      port: { type: 'OS::Neutron::Port', properties: { network: ref('net_0'), admin_state_up: label % 2 === 0 } },
      volume: { type: 'OS::Cinder::Volume', properties: { size: 1, description: `label ${label}` } },
      value: { type: 'OS::Heat::TestResource', properties: { value: `%index% ${label}`, wait_secs: 0.05 } },
    };
    add(`group_${g}`, 'OS::Heat::ResourceGroup', { count, resource_def: member[kind] });
  }
  for (const [n, { ports, label }] of shape.nested.entries()) {
    const file = `nested-${n}.yaml`;
    files[file] = JSON.stringify(nestedTemplate(ports));
    add(`nested_${n}`, file, { label: String(label) });
  }
  for (let c = 0; c < shape.chain; c += 1) {
    const value = c === 0 ? `chain ${shape.version}` : { get_attr: [`chain_${c - 1}`, 'output'] };
    add(`chain_${c}`, 'OS::Heat::TestResource', { value, wait_secs: 0.02 });
  }
  if (shape.failing) add('failing', 'OS::Heat::TestResource', { value: 'x', fail: true }, { depends_on: 'net_0' });
  return {
    template: { heat_template_version: '2018-08-31', resources, outputs: { net: { value: ref('net_0') } } },
    files,
  };
}

function nestedTemplate(ports: number): Map {
  const resources: Record<string, Map> = {
    net: { type: 'OS::Neutron::Net' },
    subnet: { type: 'OS::Neutron::Subnet', properties: { network: ref('net'), cidr: '10.9.0.0/24' } },
    note: { type: 'OS::Heat::TestResource', properties: { value: { get_param: 'label' } } },
  };
  for (let p = 0; p < ports; p += 1)
    resources[`port_${p}`] = { type: 'OS::Neutron::Port', properties: { network: ref('net') } };
  return { heat_template_version: '2018-08-31', parameters: { label: { type: 'string' } }, resources };
}
