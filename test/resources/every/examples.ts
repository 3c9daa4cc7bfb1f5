/** An example of every type that has an object in a cloud. */
import type { ValueMap } from '../../../src/template/value.ts';
import type { Example } from './example.ts';

const KEY = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 test';
const IMAGE = { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' };
/** Names that others may have, too; the second with what has to take its mark's place. */
const GIVEN: readonly ValueMap[] = [{ name: 'given' }, { name: 'given', description: 'mine' }];
const NO_AGENTS = 'the dev cloud has no agents';
const NO_QOS = 'see the policies of quality of service';
const IN_DEFINITION = 'no member of the request';

const ALL: readonly Example[] = [
  {
    type: 'OS::Cinder::Volume',
    given: () => ({ size: 1 }),
    others: () => [...GIVEN].map((named) => ({ size: 1, ...named })),
    updates: () => ({ description: 'words', metadata: { k: 'v' }, name: 'named', read_only: true, size: 2 }),
    untried: { backup_id: 'restores over the volume', volume_type: 'migrates: see cinder.test.ts' },
  },
  {
    type: 'OS::Cinder::VolumeAttachment',
    given: ({ server, volume }) => ({ instance_uuid: server as string, volume_id: volume as string }),
    made: { service: 'compute' },
    untried: {
      instance_uuid: 'needs another server: see cinder.test.ts',
      mountpoint: 'Nova chooses',
      volume_id: 'see instance_uuid',
    },
  },
  {
    type: 'OS::Neutron::FloatingIP',
    given: () => ({ floating_network: 'public' }),
    others: () => [{ floating_network: 'public', value_specs: { description: 'mine' } }],
    untried: {
      dns_domain: 'only at creation in Neutron',
      dns_name: 'only at creation in Neutron',
      fixed_ip_address: 'needs a port: see networks.test.ts',
      port_id: 'needs a router: see networks.test.ts',
    },
  },
  {
    type: 'OS::Neutron::Net',
    given: () => ({ tags: ['a'] }),
    others: () => [{ name: 'given' }],
    updates: () => ({
      admin_state_up: false,
      dns_domain: 'example.org.',
      name: 'named',
      port_security_enabled: false,
      tags: ['b', 'c'],
      value_specs: { mtu: 1400 },
    }),
    untried: { dhcp_agent_ids: NO_AGENTS, qos_policy: NO_QOS, shared: 'for administrators: see ProviderNet' },
  },
  {
    type: 'OS::Neutron::Port',
    given: ({ net }) => ({ network: net as string }),
    others: ({ net }) => [{ network: net as string, name: 'given', tags: ['t'] }],
    updates: ({ group }) => ({
      admin_state_up: false,
      allowed_address_pairs: [{ ip_address: '10.1.1.1' }],
      'binding:vnic_type': 'macvtap',
      device_id: 'somewhere',
      device_owner: 'somebody',
      dns_name: 'web',
      name: 'named',
      no_fixed_ips: true,
      security_groups: [group as string],
      tags: ['b'],
    }),
    untried: {
      fixed_ips: 'see networks.test.ts',
      port_security_enabled: 'not beside groups and address pairs',
      propagate_uplink_status: 'an extension that the dev cloud has not',
      qos_policy: NO_QOS,
      replacement_policy: IN_DEFINITION,
      value_specs: 'see networks.test.ts',
    },
  },
  {
    type: 'OS::Neutron::ProviderNet',
    given: () => ({ network_type: 'vlan', physical_network: 'physnet1', segmentation_id: '101' }),
    updates: () => ({ admin_state_up: false, name: 'named', router_external: true, shared: false, tags: ['b'] }),
    untried: {
      availability_zone_hints: 'only at creation in Neutron',
      dns_domain: 'see Net',
      network_type: 'only at creation in Neutron',
      physical_network: 'only at creation in Neutron',
      port_security_enabled: 'see Net',
      segmentation_id: 'only at creation in Neutron',
    },
    admin: true,
    unique: true,
  },
  {
    type: 'OS::Neutron::Router',
    given: () => ({}),
    others: () => [{ name: 'given' }],
    updates: () => ({
      admin_state_up: false,
      external_gateway_info: { network: 'public' },
      name: 'named',
      tags: ['b'],
    }),
    untried: {
      availability_zone_hints: 'only at creation in Neutron',
      l3_agent_id: NO_AGENTS,
      l3_agent_ids: NO_AGENTS,
      value_specs: 'see Net',
    },
  },
  {
    type: 'OS::Neutron::RouterInterface',
    given: ({ router, subnet }) => ({ router: router as string, subnet: subnet as string }),
    made: { method: 'PUT' },
  },
  {
    type: 'OS::Neutron::SecurityGroup',
    given: () => ({ rules: [{ protocol: 'tcp' }] }),
    others: () => [...GIVEN],
    updates: () => ({ description: 'words', name: 'named', rules: [{ protocol: 'udp' }] }),
    untried: { stateful: 'only while nothing uses the group' },
  },
  {
    type: 'OS::Neutron::SecurityGroupRule',
    given: ({ group }) => ({ security_group: group as string, port_range_min: 5, port_range_max: 6 }),
    unique: true,
  },
  {
    type: 'OS::Neutron::Subnet',
    given: ({ net }) => ({ network: net as string, cidr: '10.41.0.0/24' }),
    others: ({ net }) => [{ network: net as string, cidr: '10.42.0.0/24', name: 'given' }],
    updates: () => ({
      allocation_pools: [{ start: '10.41.0.10', end: '10.41.0.99' }],
      dns_nameservers: ['9.9.9.9'],
      enable_dhcp: false,
      gateway_ip: '10.41.0.254',
      host_routes: [{ destination: '10.9.0.0/16', nexthop: '10.41.0.9' }],
      name: 'named',
      tags: ['b'],
    }),
    untried: { segment: 'needs a segment', value_specs: 'see Net' },
    unique: true,
  },
  {
    type: 'OS::Nova::Flavor',
    given: () => ({ ram: 64, vcpus: 1 }),
    updates: () => ({ extra_specs: { 'hw:cpu_policy': 'dedicated' } }),
    untried: { tenants: 'only of a flavor that is not public: see nova.test.ts' },
    admin: true,
    unique: true,
  },
  { type: 'OS::Nova::FloatingIP', given: () => ({}), others: () => [{ pool: 'public' }] },
  {
    type: 'OS::Nova::KeyPair',
    given: () => ({ name: 'key', public_key: KEY }),
    others: () => [{ name: 'made-key', save_private_key: true }],
    unique: true,
  },
  {
    type: 'OS::Nova::Server',
    given: ({ net }) => ({ ...IMAGE, networks: [{ network: net as string }] }),
    others: () => [{ ...IMAGE, name: 'gi[v]en' }],
    updates: () => ({ flavor: 'm1.tiny', metadata: { k: 'v' }, name: 'named', tags: ['b'] }),
    untried: {
      admin_pass: 'cannot be read back',
      deployment_swift_data: IN_DEFINITION,
      flavor_update_policy: IN_DEFINITION,
      image: 'rebuilds: see nova.test.ts',
      image_update_policy: IN_DEFINITION,
      networks: 'see nova.test.ts',
      software_config_transport: IN_DEFINITION,
      user_data: 'replaces unless told otherwise: see nova.test.ts',
      user_data_update_policy: IN_DEFINITION,
    },
  },
  { type: 'OS::Nova::ServerGroup', given: () => ({ policies: ['affinity'] }) },
  {
    type: 'OS::Octavia::AvailabilityZone',
    given: ({ zoneProfile }) => ({ availability_zone_profile: zoneProfile as string }),
    updates: () => ({ description: 'words', enabled: false }),
    untried: { name: 'Octavia knows it by its name' },
    admin: true,
  },
  {
    type: 'OS::Octavia::AvailabilityZoneProfile',
    given: () => ({ availability_zone_data: '{"compute_zone": "nova"}', provider_name: 'amphora' }),
    updates: () => ({ availability_zone_data: '{"compute_zone": "az2"}', name: 'named' }),
    untried: { provider_name: 'the dev cloud has one that takes profiles' },
    admin: true,
  },
  {
    type: 'OS::Octavia::Flavor',
    given: ({ flavorProfile }) => ({ flavor_profile: flavorProfile as string }),
    updates: () => ({ description: 'words', enabled: false, name: 'named' }),
    admin: true,
  },
  {
    type: 'OS::Octavia::FlavorProfile',
    given: () => ({ flavor_data: '{"loadbalancer_topology": "SINGLE"}', provider_name: 'amphora' }),
    updates: () => ({ flavor_data: '{"loadbalancer_topology": "ACTIVE_STANDBY"}', name: 'named' }),
    untried: { provider_name: 'the dev cloud has one that takes profiles' },
    admin: true,
  },
  {
    type: 'OS::Octavia::HealthMonitor',
    given: ({ pool }) => ({ pool: pool as string, type: 'HTTP', delay: 5, max_retries: 3, timeout: 4 }),
    updates: () => ({
      admin_state_up: false,
      delay: 6,
      expected_codes: '200-204',
      http_method: 'HEAD',
      max_retries: 4,
      timeout: 3,
      url_path: '/healthy',
    }),
  },
  {
    type: 'OS::Octavia::L7Policy',
    given: ({ listener }) => ({
      listener: listener as string,
      action: 'REDIRECT_TO_URL',
      redirect_url: 'http://a.org',
    }),
    others: ({ listener }) => [{ listener: listener as string, action: 'REJECT', name: 'given', description: 'mine' }],
    updates: () => ({
      admin_state_up: false,
      description: 'words',
      name: 'named',
      redirect_url: 'http://b.org',
    }),
    untried: {
      action: 'goes with what it leads to: see octavia.test.ts',
      position: 'is where the others leave it',
      redirect_pool: 'see action',
    },
  },
  {
    type: 'OS::Octavia::L7Rule',
    given: ({ policy }) => ({ l7policy: policy as string, type: 'PATH', compare_type: 'STARTS_WITH', value: '/api' }),
    updates: () => ({ admin_state_up: false, compare_type: 'EQUAL_TO', invert: true, value: '/other' }),
    untried: { key: 'goes with the type: see octavia.test.ts', type: 'see key' },
  },
  {
    type: 'OS::Octavia::Listener',
    given: ({ balancer }) => ({ loadbalancer: balancer as string, protocol: 'HTTP', protocol_port: 8080 }),
    others: ({ balancer }) => [
      { loadbalancer: balancer as string, protocol: 'HTTP', protocol_port: 8081, name: 'given', description: 'mine' },
    ],
    updates: ({ pool }) => ({
      admin_state_up: false,
      allowed_cidrs: ['10.0.0.0/8'],
      connection_limit: 100,
      default_pool: pool as string,
      description: 'words',
      name: 'named',
    }),
    untried: { default_tls_container_ref: 'needs a key manager', sni_container_refs: 'needs a key manager' },
    unique: true,
  },
  {
    type: 'OS::Octavia::LoadBalancer',
    given: ({ subnet }) => ({ vip_subnet: subnet as string }),
    others: ({ subnet }) => [{ vip_subnet: subnet as string, name: 'given', description: 'mine' }],
    updates: () => ({ admin_state_up: false, description: 'words', name: 'named' }),
  },
  {
    type: 'OS::Octavia::Pool',
    given: ({ balancer }) => ({ loadbalancer: balancer as string, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' }),
    others: ({ balancer }) => [
      {
        loadbalancer: balancer as string,
        protocol: 'HTTP',
        lb_algorithm: 'SOURCE_IP',
        name: 'given',
        description: 'mine',
      },
    ],
    updates: () => ({
      admin_state_up: false,
      description: 'words',
      lb_algorithm: 'LEAST_CONNECTIONS',
      name: 'named',
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'session' },
      tls_enabled: true,
    }),
  },
  {
    type: 'OS::Octavia::PoolMember',
    given: ({ pool }) => ({ pool: pool as string, address: '10.40.0.5', protocol_port: 80 }),
    updates: () => ({ admin_state_up: false, tags: ['b'], weight: 5 }),
  },
  {
    type: 'OS::Swift::Container',
    given: () => ({ PurgeOnDelete: true }),
    made: { service: 'object', method: 'PUT' },
  },
];

/** Properties that came once Octavia was no part of Neutron any more, or could not be changed before. */
const LATER = ['allowed_cidrs', 'session_persistence', 'tags', 'tls_enabled'];

/** Examples of Octavia's types under the names that they had as Neutron's. */
const FORMER = ALL.filter(({ type, admin }) => type.startsWith('OS::Octavia::') && admin !== true).map(
  ({ updates, given, ...example }): Example => ({
    ...example,
    type: example.type.replace('Octavia', 'Neutron::LBaaS'),
    given: (around) => ({
      ...given(around),
      ...(example.type === 'OS::Octavia::PoolMember' ? { subnet: around.subnet as string } : {}),
    }),
    updates: (around) =>
      Object.fromEntries(Object.entries(updates?.(around) ?? {}).filter(([property]) => !LATER.includes(property))),
  }),
);

export const EXAMPLES: readonly Example[] = [...ALL, ...FORMER];

/** Types with objects in a cloud whose life has tests of its own only. */
export const OF_THEIR_OWN: Readonly<Record<string, string>> = {
  'OS::Heat::Stack': 'a stack elsewhere: heat/remote-stack.test.ts',
  'OS::Neutron::FloatingIPAssociation': 'needs a routed port: neutron/networks.test.ts',
  'OS::Nova::FloatingIPAssociation': 'needs a routed server: nova/floating-ip.test.ts',
  'OS::Octavia::Quota': 'a project has one: octavia/octavia.test.ts',
  'OS::Neutron::RouterGateway': 'a router has one: neutron/networks.test.ts',
};
