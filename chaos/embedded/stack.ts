/** The stack of 30 resources, and what an update makes of it: changes in place, replacements, one gone, some new, a group that grows. */

type Map = Record<string, unknown>;

const ref = (name: string) => ({ get_resource: name });

/** Objects that the template names itself, and a neighbour names alike. */
const NAMED: ReadonlySet<string> = new Set([
  'net_a',
  'subnet_a',
  'router',
  'web',
  'port_1',
  'volume_1',
  'volume_2',
  'server_1',
]);

/** Another stack of the project, with objects of the same names: nothing of it may ever become the other's, or go with it. */
export function neighbour(): Map {
  const template = thirty(0);
  const all = template['resources'] as Record<string, Map>;
  const resources = Object.fromEntries(Object.entries(all).filter(([name]) => NAMED.has(name) || name === 'db'));
  return { heat_template_version: template['heat_template_version'], resources };
}

/** @param version 0 as created, 1 as updated */
export function thirty(version: 0 | 1): Map {
  const next = version === 1;
  const resources: Record<string, Map> = {};
  const add = (name: string, type: string, properties: Map, more: Map = {}): void => {
    resources[name] = { type, properties: NAMED.has(name) ? { name, ...properties } : properties, ...more };
  };
  for (const net of ['a', 'b']) {
    const number = net === 'a' ? 1 : 2;
    add(`net_${net}`, 'OS::Neutron::Net', { admin_state_up: true });
    add(`subnet_${net}`, 'OS::Neutron::Subnet', {
      network: ref(`net_${net}`),
      cidr: `10.0.${number}.0/24`,
      enable_dhcp: !(next && net === 'b'),
    });
  }
  add('router', 'OS::Neutron::Router', { external_gateway_info: { network: 'public' } });
  add('router_tie', 'OS::Neutron::RouterInterface', { router: ref('router'), subnet: ref('subnet_a') });
  add('web', 'OS::Neutron::SecurityGroup', {
    rules: [80, 443, ...(next ? [8080] : [])].map((port) => ({
      protocol: 'tcp',
      port_range_min: port,
      port_range_max: port,
    })),
  });
  add('db', 'OS::Neutron::SecurityGroup', { description: next ? 'databases' : 'database' });
  add('key', 'OS::Nova::KeyPair', { name: next ? 'chaos-key-2' : 'chaos-key-1' });
  for (let i = 0; i < 4; i += 1) {
    const net = i < 2 ? 'a' : 'b';
    add(`port_${i}`, 'OS::Neutron::Port', {
      network: ref(`net_${net}`),
      fixed_ips: [{ subnet: ref(`subnet_${net}`) }],
      security_groups: [ref(i % 2 === 0 ? 'web' : 'db')],
      ...(i === 0 && next && { admin_state_up: true, name: 'the-first' }),
    });
    add(`volume_${i}`, 'OS::Cinder::Volume', {
      size: i === 3 && next ? 2 : 1,
      ...(i === 2 && { description: next ? 'second' : 'first' }),
    });
    add(`server_${i}`, 'OS::Nova::Server', {
      image: 'cirros',
      flavor: i === 2 && next ? 'm1.micro' : 'm1.nano',
      ...(i === 0 && { metadata: { release: next ? 'two' : 'one' } }),
      // User data makes another server of it.
      ...(i === 1 && { user_data_format: 'RAW', user_data: next ? 'second' : 'first' }),
      networks: [i === 3 ? { network: ref('net_b') } : { port: ref(`port_${i}`) }],
      key_name: i === 3 ? ref('key') : undefined,
    });
    if (i < 3)
      add(`attachment_${i}`, 'OS::Cinder::VolumeAttachment', {
        instance_uuid: ref(`server_${i}`),
        volume_id: ref(next && i === 0 ? 'volume_extra' : `volume_${i}`),
      });
  }
  for (let i = 0; i < 2; i += 1) {
    if (next && i === 1) continue;
    add(
      `address_${i}`,
      'OS::Neutron::FloatingIP',
      { floating_network: 'public', port_id: ref(`port_${next ? 1 : i}`) },
      { depends_on: 'router_tie' },
    );
  }
  if (next) {
    add('volume_extra', 'OS::Cinder::Volume', { size: 1 });
    add('net_c', 'OS::Neutron::Net', {});
  }
  add('disks', 'OS::Heat::ResourceGroup', {
    count: next ? 4 : 3,
    resource_def: { type: 'OS::Cinder::Volume', properties: { size: 1, description: next ? 'more' : 'some' } },
  });
  return {
    heat_template_version: '2018-08-31',
    resources,
    outputs: {
      servers: { value: [0, 1, 2, 3].map((i) => ref(`server_${i}`)) },
      disks: { value: { get_attr: ['disks', 'refs'] } },
      size: { value: { get_attr: ['volume_3', 'size'] } },
    },
  };
}
