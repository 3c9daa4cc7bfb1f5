/** The templates under test, what they are given, what they are changed to, and how the cloud has to look then. */
import { expect } from 'vitest';
import type { Lodgings } from './lodgings.ts';

type Parameters = Record<string, string | number>;

/** Of a stack as it is now. */
export interface Seen {
  outputs: Record<string, unknown>;
  /** Physical ids by resource type, nested stacks' included, in the order of the resources' names. */
  ids: Record<string, string[]>;
  lodgings: Lodgings;
}

export interface Case {
  file: string;
  /** Resources with those of nested stacks, by type. */
  makes: Record<string, number>;
  given(lodgings: Lodgings): Parameters;
  /** Parameters that the update changes. */
  changed?(lodgings: Lodgings): Parameters;
  /** The cloud does not let it be: what the reason has to say then. */
  refused?(lodgings: Lodgings): RegExp | undefined;
  made?(seen: Seen): Promise<void> | void;
  updated?(seen: Seen, before: Seen): Promise<void> | void;
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

const server = ({ offer, keyName }: Lodgings) => ({
  image: offer.image,
  flavor: offer.flavors[0],
  key_name: keyName,
});
const largerFlavor = ({ offer }: Lodgings) => ({ flavor: offer.flavors[1] });

async function flavorsOf({ ids, lodgings }: Seen): Promise<string[]> {
  const flavors = (ids['OS::Nova::Server'] ?? []).map(async (id) => {
    const { body } = await lodgings.cloud.request<{ server: { status: string; flavor: { original_name: string } } }>(
      'compute',
      { path: `/servers/${id}`, microversion: '2.47' },
    );
    expect(body.server.status).toBe('ACTIVE');
    return body.server.flavor.original_name;
  });
  return Promise.all(flavors);
}

async function volumesOf({ ids, lodgings }: Seen): Promise<{ size: number; status: string }[]> {
  const volumes = (ids['OS::Cinder::Volume'] ?? []).map(async (id) => {
    const { body } = await lodgings.cloud.request<{ volume: { size: number; status: string } }>('volume', {
      path: `/volumes/${id}`,
    });
    return { size: body.volume.size, status: body.volume.status };
  });
  return Promise.all(volumes);
}

async function resized(seen: Seen, before: Seen): Promise<void> {
  expect(seen.ids['OS::Nova::Server']).toEqual(before.ids['OS::Nova::Server']);
  for (const flavor of await flavorsOf(seen)) expect(flavor).toBe(seen.lodgings.offer.flavors[1]);
}

async function twoServersWithAddresses(seen: Seen): Promise<void> {
  for (const name of ['server1_private_ip', 'server1_public_ip', 'server2_private_ip', 'server2_public_ip']) {
    expect(seen.outputs[name], name).toMatch(IPV4);
  }
  expect(await flavorsOf(seen)).toEqual([seen.lodgings.offer.flavors[0], seen.lodgings.offer.flavors[0]]);
}

export const NEW_NET: Case = {
  file: 'servers_in_new_neutron_net.yaml',
  makes: {
    'OS::Neutron::Net': 1,
    'OS::Neutron::Subnet': 1,
    'OS::Neutron::Router': 1,
    'OS::Neutron::RouterInterface': 1,
    'OS::Neutron::Port': 2,
    'OS::Neutron::FloatingIP': 2,
    'OS::Nova::Server': 2,
  },
  given: (lodgings) => ({
    ...server(lodgings),
    public_net: lodgings.offer.publicNet.name,
    private_net_name: 'hearth-test-net',
    private_net_cidr: '10.213.7.0/24',
    private_net_gateway: '10.213.7.1',
    private_net_pool_start: '10.213.7.10',
    private_net_pool_end: '10.213.7.99',
  }),
  changed: largerFlavor,
  made: twoServersWithAddresses,
  updated: resized,
};

export const CASES: readonly Case[] = [
  {
    file: 'hello_world.yaml',
    makes: { 'OS::Nova::Server': 1 },
    given: (lodgings) => ({ ...server(lodgings), admin_pass: 'Abc123' }),
    changed: largerFlavor,
    // The template names no network: Nova takes the only one, and refuses where there are several.
    refused: ({ offer }) => (offer.usable > 1 ? /Multiple possible networks found/ : undefined),
    async made(seen) {
      expect(Object.values(seen.outputs.server_networks as object)).not.toEqual([]);
      expect(await flavorsOf(seen)).toEqual([seen.lodgings.offer.flavors[0]]);
    },
    updated: resized,
  },
  NEW_NET,
  {
    file: 'servers_in_existing_neutron_net.yaml',
    makes: {
      'OS::Neutron::Port': 2,
      'OS::Neutron::FloatingIP': 2,
      'OS::Neutron::SecurityGroup': 1,
      'OS::Nova::Server': 2,
    },
    given: (lodgings) => ({
      ...server(lodgings),
      public_net_id: lodgings.offer.publicNet.id,
      private_net_id: lodgings.offer.privateNet.id,
      private_subnet_id: lodgings.offer.privateNet.subnetId,
    }),
    changed: largerFlavor,
    made: twoServersWithAddresses,
    updated: resized,
  },
  {
    file: 'vm_with_cinder.yaml',
    makes: { 'OS::Nova::Server': 1, 'OS::Cinder::Volume': 1, 'OS::Cinder::VolumeAttachment': 1 },
    given: (lodgings) => ({ ...server(lodgings), network: lodgings.offer.privateNet.name, vol_size: 1 }),
    changed: () => ({ vol_size: 2 }),
    async made(seen) {
      expect(await volumesOf(seen)).toEqual([{ size: 1, status: 'in-use' }]);
      expect(Object.keys(seen.outputs.instance_networks as object)).toContain(seen.lodgings.offer.privateNet.name);
    },
    async updated(seen) {
      expect(await volumesOf(seen)).toEqual([{ size: 2, status: 'in-use' }]);
    },
  },
  {
    file: 'resource_group/resource_group.yaml',
    makes: { 'OS::Heat::ResourceGroup': 1, 'OS::Heat::RandomString': 2 },
    given: () => ({}),
    made({ outputs }) {
      const values = [outputs.resource1_value, outputs.resource2_value];
      expect(outputs.all_values).toEqual(values);
      expect(values).toEqual([expect.stringMatching(/^\w{32}$/), expect.stringMatching(/^\w{32}$/)]);
      expect([outputs.resource1_id, outputs.resource2_id]).toEqual(values);
    },
    updated: (seen, before) => expect(seen.outputs).toEqual(before.outputs),
  },
  {
    file: 'resource_group/resource_group_index_lookup.yaml',
    makes: { 'OS::Heat::ResourceGroup': 1, 'random.yaml': 3, 'OS::Heat::RandomString': 3 },
    given: () => ({ random_lengths: '4,5,6' }),
    changed: () => ({ random_lengths: '4,9,6' }),
    made({ outputs }) {
      expect((outputs.all_values as string[]).map((text) => text.length)).toEqual([4, 5, 6]);
    },
    updated({ outputs }, before) {
      const [now, then] = [outputs.all_values as string[], before.outputs.all_values as string[]];
      expect(now.map((text) => text.length)).toEqual([4, 9, 6]);
      expect([now[0], now[2]]).toEqual([then[0], then[2]]);
    },
  },
  {
    file: 'resource_group/random.yaml',
    makes: { 'OS::Heat::RandomString': 1 },
    given: () => ({ lengths: '3,8', index: 1 }),
    changed: () => ({ index: 0 }),
    made: ({ outputs }) => expect(outputs.value).toHaveLength(8),
    updated: ({ outputs }) => expect(outputs.value).toHaveLength(3),
  },
  {
    file: 'resource_group/server_with_volumes.yaml',
    makes: {
      'OS::Nova::Server': 1,
      'OS::Heat::ResourceGroup': 1,
      'volume_with_attachment.yaml': 2,
      'OS::Cinder::Volume': 2,
      'OS::Cinder::VolumeAttachment': 2,
    },
    given: ({ offer, keyName }) => ({ key_name: keyName, image_id: offer.image, instance_type: offer.flavors[0] }),
    changed: () => ({ num_volumes: 3 }),
    refused: ({ offer }) => (offer.usable > 1 ? /Multiple possible networks found/ : undefined),
    async made(seen) {
      expect(seen.outputs.server_ip).toMatch(IPV4);
      expect((await volumesOf(seen)).map(({ status }) => status)).toEqual(['in-use', 'in-use']);
    },
    async updated(seen) {
      expect((await volumesOf(seen)).map(({ status }) => status)).toEqual(['in-use', 'in-use', 'in-use']);
    },
  },
  {
    file: 'swift.yaml',
    makes: { 'OS::Swift::Container': 2 },
    given: () => ({}),
    async made(seen) {
      expect(seen.outputs.WebsiteURL).toMatch(/^https?:\/\//);
      const [website = ''] = seen.ids['OS::Swift::Container']?.slice(1) ?? [];
      const { headers } = await seen.lodgings.cloud.request('object-store', { method: 'HEAD', path: `/${website}` });
      expect(headers['x-container-read']).toBe('.r:*');
      expect(headers['x-container-meta-web-index']).toBe('index.html');
    },
    updated: (seen, before) => expect(seen.ids).toEqual(before.ids),
  },
];
