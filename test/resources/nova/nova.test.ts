import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { SERVERS } from '../../../src/resources/nova/profile.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven, validate } from '../driver.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(name) as ResourceType;
const make = (name: string, given: ValueMap = {}, as = 'thing', cloud = test.demo) =>
  new Driven(type(name), { cloud }, as).create(given);
const shown = async (driven: Driven) => (await driven.attribute('show')) as ValueMap;

async function network(cidr: string) {
  const net = await make('OS::Neutron::Net');
  const subnet = await make('OS::Neutron::Subnet', { network: net.reference, cidr });
  const remove = async () => {
    await subnet.delete();
    await net.delete();
  };
  return { net, subnet, remove };
}
const BASE = { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' };

describe('OS::Nova::Server', () => {
  it('lives its life', async () => {
    const { net, subnet, remove } = await network('10.20.0.0/24');
    const port = await make('OS::Neutron::Port', { network: net.reference });
    const server = await make('OS::Nova::Server', {
      ...BASE,
      networks: [{ port: port.reference }, { subnet: subnet.reference }],
      metadata: { a: 'x', b: { c: 1 } },
      tags: ['t'],
    });
    expect(await shown(server)).toMatchObject({
      name: server.physicalName,
      status: 'ACTIVE',
      metadata: { a: 'x', b: '{"c": 1}' },
    });
    expect(await server.attribute('tags')).toEqual(['t']);
    expect(await server.attribute('networks', net.physicalName)).toHaveLength(2);
    expect(await server.attribute('networks', net.physicalId as string, 0)).toMatch(/^10\.20\.0\./);
    const [entry] = (await server.attribute('addresses', net.physicalName)) as ValueMap[];
    expect(entry).toMatchObject({
      version: 4,
      'OS-EXT-IPS:type': 'fixed',
      subnets: [{ id: subnet.physicalId }],
      network: { id: net.physicalId },
    });
    expect(await server.attribute('console_urls', 'novnc')).toMatch(/^http/);
    expect(await server.find()).toBe(server.physicalId);
    await server.check();
    const own = JSON.parse(server.data.get('internal_ports') ?? '[]') as { id: string }[];
    expect(own).toHaveLength(1);

    // The port that was made for it goes with its interface.
    expect(
      await server.update({ ...BASE, networks: [{ port: port.reference }], name: 'named', metadata: { z: 'y' } }),
    ).toBe('updated');
    expect(await shown(server)).toMatchObject({ name: 'named', metadata: { z: 'y' } });
    expect(await server.attribute('networks', net.physicalName)).toHaveLength(1);
    expect(await server.attribute('tags')).toEqual([]);
    expect(server.data.has('internal_ports')).toBe(false);
    expect(
      await server.update({
        ...BASE,
        networks: [{ port: port.reference }, { network: net.reference, fixed_ip: '10.20.0.99' }],
        name: 'named',
      }),
    ).toBe('updated');
    expect(await server.attribute('networks', net.physicalName)).toContain('10.20.0.99');
    expect(server.data.has('stages')).toBe(false);
    await server.delete();
    await expect(server.check()).rejects.toThrow('Failed to find server');
    await port.delete();
    await remove();
  });

  it('is resized and rebuilt in place, or replaced, as the policies say', async () => {
    const server = await make('OS::Nova::Server', BASE);
    expect(await server.update({ ...BASE, flavor: 'm1.tiny' })).toBe('updated');
    const flavor = async () => (await shown(server)).flavor as ValueMap;
    const { body } = await test.demo.request<{ flavor: { name: string } }>('compute', {
      path: `/flavors/${(await flavor()).id}`,
    });
    expect(body.flavor.name).toBe('m1.tiny');
    expect(await server.update({ ...BASE, flavor: 'm1.tiny', image: 'Fedora-Cloud-Base' })).toBe('updated');
    expect((await shown(server)).status).toBe('ACTIVE');
    expect(await server.update({ ...BASE, flavor_update_policy: 'REPLACE' })).toBe('replace');
    expect(await server.update({ ...BASE, flavor: 'm1.tiny', image_update_policy: 'REPLACE' })).toBe('replace');
    expect(await server.update({ ...BASE, flavor: 'm1.tiny', image: 'Fedora-Cloud-Base', user_data: 'new' })).toBe(
      'replace',
    );
    expect(
      await server.update({
        ...BASE,
        flavor: 'm1.tiny',
        image: 'Fedora-Cloud-Base',
        user_data: 'new',
        user_data_update_policy: 'IGNORE',
      }),
    ).toBe('updated');
    await server.delete();
  });

  it('goes on with a resize that was interrupted', async () => {
    const server = await make('OS::Nova::Server', BASE);
    const given = { ...BASE, flavor: 'm1.tiny' };
    const update = await server.updating(given);
    await server.type.update(update);
    await server.type.updated(update);
    // Another owner begins the same update again.
    const again = await server.updating(given);
    await server.type.update(again);
    await server.until(() => server.type.updated(again));
    expect((await shown(server)).status).toBe('ACTIVE');
    expect(((await shown(server)).flavor as ValueMap).id).toBe(again.properties.flavor);
    await server.delete();
  });

  it('is suspended, resumed and snapshotted', async () => {
    const server = await make('OS::Nova::Server', BASE);
    const { type: verbs } = server;
    await verbs.suspend?.(server);
    await server.until(() => verbs.suspended?.(server) ?? Promise.resolve(true));
    expect((await shown(server)).status).toBe('SUSPENDED');
    await expect(server.check()).rejects.toThrow("expected 'ACTIVE', got 'SUSPENDED'");
    await verbs.resume?.(server);
    await server.until(() => verbs.resumed?.(server) ?? Promise.resolve(true));
    await verbs.snapshot?.(server, { marker: 'marker', again: false });
    await server.until(() => verbs.snapshotted?.(server) ?? Promise.resolve(true));
    const snapshot = { resource_data: Object.fromEntries(server.data) };
    const image = server.data.get('snapshot_image_id');
    expect(verbs.restoreProperties?.({ flavor: 'f' }, snapshot)).toEqual({ flavor: 'f', image });
    await verbs.deleteSnapshot?.(server, snapshot, 'marker');
    await verbs.deleteSnapshot?.(server, snapshot, 'marker');
    await server.delete();
  });

  it('that fails says why', async () => {
    const effect = { outcome: 'ERROR', reason: 'No valid host was found.' };
    test.devCloud.faults.add({ service: 'compute', method: 'POST', path: '/servers$', count: 1, effect });
    const server = new Driven(type('OS::Nova::Server'), { cloud: test.demo });
    await expect(server.create(BASE)).rejects.toThrow(/^Went to status ERROR due to "Message: .*No valid host/);
    expect(await server.type.keepFailed?.(server)).toBe(false);
    await server.delete();
  });

  it('that is in error while it is to go is asked to go again, and not for ever', async () => {
    const effect = { outcome: 'ERROR', reason: 'Build aborted.' };
    const fails = (count: number) =>
      test.devCloud.faults.add({ service: 'compute', method: 'DELETE', path: '/servers/', count, effect });
    /** Until the server is gone or said to stay; a wait is as long as a deletion is given. */
    const goes = async (server: Driven) => {
      server.begun = server.now();
      await server.type.delete(server);
      for (;;) {
        if (await server.type.deleted(server)) return 'gone';
        const shown = await test.demo.observe(SERVERS, server.physicalId ?? '');
        if (shown?.status === 'ERROR') server.skipped += 6_000;
      }
    };
    fails(2);
    expect(await goes(await make('OS::Nova::Server', BASE))).toBe('gone');
    fails(4);
    const server = await make('OS::Nova::Server', BASE);
    await expect(goes(server)).rejects.toThrow(/delete failed: .*Build aborted/);
    expect(await goes(server)).toBe('gone');
  });

  it('whose create was lost is found by its name, given or made up', async () => {
    for (const name of [{}, { name: 'given' }] as ValueMap[]) {
      const server = new Driven(type('OS::Nova::Server'), { cloud: test.demo });
      test.devCloud.faults.add({
        service: 'compute',
        method: 'POST',
        path: '/servers$',
        count: 1,
        effect: { drop: 'after' },
      });
      await expect(server.create({ ...BASE, ...name })).rejects.toMatchObject({ outcome: 'unknown' });
      expect(server.physicalId).toBeNull();
      server.physicalId = await server.find();
      expect(server.physicalId).not.toBeNull();
      await server.delete();
    }
  });

  it('of an unknown flavor is refused', async () => {
    await expect(make('OS::Nova::Server', { ...BASE, flavor: 'nowhere' })).rejects.toThrow(
      'The Flavor (nowhere) could not be found.',
    );
  });

  it('gives its ports to the one that takes its place, and takes them back', async () => {
    const { net, remove } = await network('10.21.0.0/24');
    const port = await make('OS::Neutron::Port', { network: net.reference });
    const server = await make('OS::Nova::Server', { ...BASE, networks: [{ port: port.reference }] });
    server.setData('detached_ports', JSON.stringify([{ port: port.physicalId, network: '', fixed_ip: null }]));
    expect(await server.type.readyForReplace?.(server)).toBe(false);
    server.skipped = 200_000;
    await expect(server.type.readyForReplace?.(server)).rejects.toThrow('Failed to detach interface');
    server.skipped = 0;
    await server.type.beforeReplace?.(server);
    expect(await port.attribute('device_id')).toBe('');
    expect(await server.type.readyForReplace?.(server)).toBe(true);
    const noted = server.data.get('detached_ports');
    // Again, after a crash: what was given up is not forgotten.
    await server.type.beforeReplace?.(server);
    expect(server.data.get('detached_ports')).toBe(noted);
    const other = await make('OS::Nova::Server', { ...BASE, networks: [{ port: port.reference }] });
    // It waits until the other one lets go.
    expect(await server.type.afterReplaceFailed?.(server)).toBe(false);
    await other.delete();
    expect(await server.type.afterReplaceFailed?.(server)).toBe(true);
    expect(await port.attribute('device_id')).toBe(server.physicalId);
    expect(await server.type.afterReplaceFailed?.(server)).toBe(true);
    await server.delete();
    await port.delete();
    await remove();
  });

  it('gets another port where Nova had made the one that it gave up', async () => {
    const { net, remove } = await network('10.23.0.0/24');
    const server = await make('OS::Nova::Server', {
      ...BASE,
      networks: [{ network: net.reference, fixed_ip: '10.23.0.9' }],
    });
    await server.type.beforeReplace?.(server);
    expect(await server.attribute('addresses')).toEqual({});
    expect(await server.type.afterReplaceFailed?.(server)).toBe(true);
    expect(await server.attribute('networks', net.physicalName)).toEqual(['10.23.0.9']);
    await server.delete();
    await remove();
  });

  it('does not wait for ever for a port', async () => {
    const { net, remove } = await network('10.24.0.0/24');
    const port = await make('OS::Neutron::Port', { network: net.reference });
    const server = await make('OS::Nova::Server', { ...BASE, networks: [{ port: port.reference }] });
    await server.type.beforeReplace?.(server);
    const other = await make('OS::Nova::Server', { ...BASE, networks: [{ port: port.reference }] });
    expect(await server.type.afterReplaceFailed?.(server)).toBe(false);
    server.skipped = 200_000;
    await expect(server.type.afterReplaceFailed?.(server)).rejects.toThrow('still in use');
    await other.delete();
    await server.delete();
    await port.delete();
    await remove();
  });

  it('does not make its ports twice', async () => {
    const { net, subnet, remove } = await network('10.22.0.0/24');
    const given = {
      ...BASE,
      networks: [{ subnet: subnet.reference, port_extra_properties: { mac_address: 'fa:16:3e:11:22:33' } }],
    };
    const server = new Driven(type('OS::Nova::Server'), { cloud: test.demo });
    await server.give(given);
    // Died between making the port and noting it.
    const save = server.save.bind(server);
    server.save = async () => {
      await save();
      if (server.saves === 2) throw new Error('killed');
    };
    await expect(server.type.create(server)).rejects.toThrow('killed');
    server.setData('internal_ports', null);
    server.save = save;
    await server.create(given);
    const { body } = await test.demo.request<{ ports: unknown[] }>('network', {
      path: '/ports',
      query: { network_id: net.physicalId ?? '', mac_address: 'fa:16:3e:11:22:33' },
    });
    expect(body.ports).toHaveLength(1);
    await server.delete();
    await remove();
  });

  it('boots from what its block devices say', async () => {
    const disk = { image: 'cirros', volume_size: 1, delete_on_termination: true };
    const server = await make('OS::Nova::Server', {
      flavor: 'm1.nano',
      block_device_mapping_v2: [disk, { swap_size: 16 }],
      user_data_format: 'RAW',
    });
    expect((await shown(server))['os-extended-volumes:volumes_attached']).toHaveLength(1);
    await server.delete();
  });

  it.each<[string, ValueMap, string]>([
    ['no boot source', { block_device_mapping_v2: [] }, 'Neither image nor bootable volume'],
    ['two boot sources', { image: 'i', block_device_mapping_v2: [{ image: 'j' }] }, 'Multiple bootable'],
    [
      'a disk of two things',
      { block_device_mapping_v2: [{ image: 'j', volume_id: 'v' }] },
      'volume_id, snapshot_id, image',
    ],
    [
      'both forms of disks',
      { block_device_mapping: [{ device_name: 'vda', volume_id: 'v' }], block_device_mapping_v2: [{ volume_id: 'v' }] },
      'block_device_mapping_v2',
    ],
    [
      'ports and groups',
      { image: 'i', networks: [{ port: 'p' }], security_groups: ['g'] },
      'security_groups, networks/port',
    ],
    ['a network of nothing', { image: 'i', networks: [{ fixed_ip: '10.0.0.1' }] }, 'One of the properties'],
    [
      'auto beside others',
      { image: 'i', networks: [{ allocate_network: 'auto' }, { network: 'n' }] },
      'multiple network interfaces',
    ],
    [
      'an address for a port',
      { image: 'i', networks: [{ port: 'p', fixed_ip: '1.1.1.1' }] },
      'networks/fixed_ip, networks/port',
    ],
  ])('refuses %s', async (_what, properties, message) => {
    const check = async () => validate(type('OS::Nova::Server'), { properties, cloud: test.demo });
    await expect(check()).rejects.toThrow(message);
  });
  it('refuses an image too large for the flavor', async () => {
    const { body } = await test.demo.request<{ id: string }>('image', {
      path: '/images',
      body: { name: 'vast', min_ram: 999_999, disk_format: 'raw', container_format: 'bare' },
    });
    await test.demo.request('image', { method: 'PUT', path: `/images/${body.id}/file`, body: new Uint8Array([1]) });
    await expect(make('OS::Nova::Server', { ...BASE, image: 'vast' })).rejects.toThrow('999999 minimum ram');
  });
});

describe('OS::Nova::KeyPair', () => {
  it('keeps the private key if told to', async () => {
    const key = await make('OS::Nova::KeyPair', { name: 'made', save_private_key: true });
    expect(key.reference).toBe('made');
    expect(await key.attribute('private_key')).toContain('PRIVATE KEY');
    expect(await key.attribute('public_key')).toMatch(/^ssh-/);
    await key.check();
    await key.delete();
    await expect(key.check()).rejects.toThrow('could not be found');
  });
  it('registers a public key, and finds it again', async () => {
    const made = await make('OS::Nova::KeyPair', { name: 'source' });
    const public_key = (await made.attribute('public_key')) as string;
    const key = await make('OS::Nova::KeyPair', { name: 'mine', public_key });
    expect(await key.find()).toBe('mine');
    expect(await key.attribute('public_key')).toBe(public_key);
    expect(await key.attribute('private_key')).toBe('');
    expect(await key.update({ name: 'other', public_key })).toBe('replace');
    const { handsOver } = key.type;
    expect(handsOver?.({ before: key.properties, after: { name: 'mine' } })).toEqual({
      things: ['name mine'],
      goesFirst: true,
    });
    expect(handsOver?.({ before: key.properties, after: { name: 'other' } })).toBeNull();
    await key.delete();
    await made.delete();
  });
});

describe('OS::Nova::ServerGroup', () => {
  it('lives its life', async () => {
    const group = await make('OS::Nova::ServerGroup', { policies: ['soft-affinity'] });
    expect(await shown(group)).toMatchObject({ name: group.physicalName, policy: 'soft-affinity' });
    expect(await group.find()).toBe(group.physicalId);
    await group.delete();
    expect(await group.find()).toBeNull();
  });
});

describe('OS::Nova::Flavor', () => {
  it('lives its life', async () => {
    const given = { ram: 64, vcpus: 1, disk: 1, is_public: false };
    const flavor = await make('OS::Nova::Flavor', { ...given, extra_specs: { 'hw:x': 'y' } }, 'flavor', test.admin);
    expect(await flavor.attribute('extra_specs')).toEqual({ 'hw:x': 'y' });
    expect(await flavor.attribute('is_public')).toBe(false);
    expect(await flavor.find()).toBe(flavor.physicalId);
    expect(await flavor.update({ ...given, extra_specs: { z: '1' }, tenants: ['demo'] })).toBe('updated');
    expect(await flavor.attribute('extra_specs')).toEqual({ z: '1' });
    const { body } = await test.admin.request<{ flavor_access: { tenant_id: string }[] }>('compute', {
      path: `/flavors/${flavor.physicalId}/os-flavor-access`,
    });
    expect(body.flavor_access.map((one) => one.tenant_id)).toEqual([test.demo.projectId]);
    expect(await flavor.type.liveProperties?.(flavor)).toEqual({
      extra_specs: { z: '1' },
      tenants: [test.demo.projectId],
    });
    await flavor.delete();
  });
});
