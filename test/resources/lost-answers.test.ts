/** A create whose answer is lost: the object is found again, adopted, and there is exactly one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CloudError } from '../../src/openstack/cloud.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import type { ResourceType } from '../../src/resources/type.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { useDevCloud } from './dev-cloud.ts';
import { Driven } from './driver.ts';

const test = useDevCloud();
const KEY = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 test';
const made: Record<string, string> = {};
const make = async (as: string, name: string, given: ValueMap) => {
  const driven = await new Driven(catalogue.get(name) as ResourceType, { cloud: test.demo }, as).create(given);
  made[as] = driven.reference;
};

beforeAll(async () => {
  await make('net', 'OS::Neutron::Net', {});
  await make('subnet', 'OS::Neutron::Subnet', { network: made.net as string, cidr: '10.40.0.0/24' });
  await make('router', 'OS::Neutron::Router', { external_gateway_info: { network: 'public' } });
  await make('group', 'OS::Neutron::SecurityGroup', {});
  await make('server', 'OS::Nova::Server', { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' });
  await make('volume', 'OS::Cinder::Volume', { size: 1 });
});

type Case = [name: string, service: string, given: () => ValueMap, method?: string];
const net = () => made.net as string;
const CASES: Case[] = [
  ['OS::Neutron::Net', 'network', () => ({ tags: ['a'] })],
  ['OS::Neutron::Net', 'network', () => ({ name: 'given' })],
  ['OS::Neutron::Subnet', 'network', () => ({ network: net(), cidr: '10.41.0.0/24' })],
  ['OS::Neutron::Subnet', 'network', () => ({ network: net(), cidr: '10.42.0.0/24', name: 'given' })],
  ['OS::Neutron::Port', 'network', () => ({ network: net() })],
  ['OS::Neutron::Port', 'network', () => ({ network: net(), name: 'given', tags: ['t'] })],
  ['OS::Neutron::Router', 'network', () => ({})],
  [
    'OS::Neutron::RouterInterface',
    'network',
    () => ({ router: made.router as string, subnet: made.subnet as string }),
    'PUT',
  ],
  ['OS::Neutron::FloatingIP', 'network', () => ({ floating_network: 'public' })],
  ['OS::Neutron::FloatingIP', 'network', () => ({ floating_network: 'public', value_specs: { description: 'mine' } })],
  ['OS::Neutron::Router', 'network', () => ({ name: 'given' })],
  ['OS::Neutron::SecurityGroup', 'network', () => ({ rules: [{ protocol: 'tcp' }] })],
  ['OS::Neutron::SecurityGroup', 'network', () => ({ name: 'given' })],
  ['OS::Neutron::SecurityGroup', 'network', () => ({ name: 'given', description: 'mine' })],
  [
    'OS::Neutron::SecurityGroupRule',
    'network',
    () => ({ security_group: made.group as string, port_range_min: 5, port_range_max: 6 }),
  ],
  [
    'OS::Nova::Server',
    'compute',
    () => ({ image: 'cirros', flavor: 'm1.nano', networks: [{ network: net() }], user_data_format: 'RAW' }),
  ],
  [
    'OS::Nova::Server',
    'compute',
    () => ({ image: 'cirros', flavor: 'm1.nano', name: 'gi[v]en', user_data_format: 'RAW' }),
  ],
  ['OS::Nova::KeyPair', 'compute', () => ({ name: 'key', public_key: KEY })],
  ['OS::Nova::KeyPair', 'compute', () => ({ name: 'made-key', save_private_key: true })],
  ['OS::Nova::ServerGroup', 'compute', () => ({ policies: ['affinity'] })],
  ['OS::Cinder::Volume', 'volume', () => ({ size: 1 })],
  ['OS::Cinder::Volume', 'volume', () => ({ size: 1, name: 'given' })],
  ['OS::Cinder::Volume', 'volume', () => ({ size: 1, name: 'given', description: 'mine' })],
  [
    'OS::Cinder::VolumeAttachment',
    'compute',
    () => ({ instance_uuid: made.server as string, volume_id: made.volume as string }),
  ],
  ['OS::Swift::Container', 'object', () => ({ PurgeOnDelete: true }), 'PUT'],
];

const count = () => test.devCloud.inspect({ projectId: test.demo.projectId }).totals;

describe.each(CASES)('%s of %s', (name, service, given, method = 'POST') => {
  it('is made once', async () => {
    const before = count();
    const driven = new Driven(catalogue.get(name) as ResourceType, { cloud: test.demo });
    test.devCloud.faults.add({ service, method, count: 1, effect: { drop: 'after' } });
    await driven.give(given());
    driven.begun = driven.now();
    // A create that may be repeated is repeated by the client itself.
    const lost = await driven.type.create(driven).catch((error: unknown) => {
      expect(error).toBeInstanceOf(CloudError);
      expect((error as CloudError).outcome).toBe('unknown');
      return null;
    });
    driven.physicalId = lost ?? (await driven.type.find(driven)) ?? (await driven.type.create(driven));
    await driven.until(() => driven.type.created(driven));
    await driven.check();
    await driven.delete();
    expect(count()).toEqual(before);
  });
});

describe.each(CASES)('%s of %s, made twice by a late call', (name, _service, given) => {
  it('is one in the end', async () => {
    const before = count();
    const driven = new Driven(catalogue.get(name) as ResourceType, { cloud: test.demo });
    await driven.give(given());
    driven.begun = driven.now();
    const first = await driven.type.create(driven);
    const second = await driven.type.create(driven).catch((error: unknown) => {
      // The service itself lets no second one be.
      expect(error).toBeInstanceOf(CloudError);
      return first;
    });
    driven.physicalId = second;
    await driven.until(() => driven.type.created(driven));
    if (first !== second) expect(await driven.type.find(driven)).toBe(second);
    await driven.delete();
    expect(count()).toEqual(before);
  });
});

/** A name of a key pair, and a block of addresses in a network, exist once. */
const ONCE = ['OS::Nova::KeyPair', 'OS::Neutron::Subnet'];
const NAMED = CASES.filter(([name, , given]) => 'name' in given() && !ONCE.includes(name));

describe.each(NAMED)('%s of %s, of a name that another has', (name, service, given) => {
  it('is not taken for the other one, however alike', async () => {
    const type = catalogue.get(name) as ResourceType;
    const other = await new Driven(type, { cloud: test.demo }).create(given());
    const driven = new Driven(type, { cloud: test.demo });
    await driven.give(given());
    driven.begun = driven.now();
    expect(await driven.type.find(driven)).toBeNull();
    test.devCloud.faults.add({ service, method: 'POST', count: 1, effect: { drop: 'after' } });
    await driven.type.create(driven).catch(() => {});
    const found = await driven.type.find(driven);
    expect(found).not.toBeNull();
    expect(found).not.toBe(other.physicalId);
    driven.physicalId = found;
    await driven.delete();
    await other.delete();
  });
});

describe.each([
  ['OS::Neutron::SecurityGroup', {}],
  ['OS::Cinder::Volume', { size: 1 }],
  ['OS::Neutron::FloatingIP', { floating_network: 'public', value_specs: { description: 'mine' } }],
])('the description that a template gives to a %s', (name, more) => {
  it('is there once it is made', async () => {
    const given = 'value_specs' in more ? more : { ...more, name: 'given', description: 'mine' };
    const driven = await new Driven(catalogue.get(name) as ResourceType, { cloud: test.demo }).create(given);
    expect(await driven.attribute('show')).toMatchObject({ description: 'mine' });
    await driven.delete();
  });
});

describe.each([
  ['OS::Nova::Server', 'compute', '/action$', { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' }, 'image'],
  ['OS::Cinder::Volume', 'volume', '/backups$', { size: 1 }, 'backup'],
] as const)('a snapshot of %s', (name, service, path, given, kind) => {
  const held = () => test.devCloud.inspect({ projectId: test.demo.projectId }).totals[kind] ?? 0;
  let driven: Driven;
  const settle = () => driven.until(() => driven.type.snapshotted?.(driven) ?? Promise.resolve(true));
  beforeAll(async () => {
    driven = await new Driven(catalogue.get(name) as ResourceType, { cloud: test.demo }, 'copied').create(given);
  });

  it('is taken once when the answer is lost, and released without a note of it', async () => {
    const before = held();
    test.devCloud.faults.add({ service, method: 'POST', path, count: 1, effect: { drop: 'after' } });
    await driven.type.snapshot?.(driven, { marker: 'lost', again: false });
    await settle();
    expect(held()).toBe(before + 1);
    await driven.type.deleteSnapshot?.(driven, {}, 'lost');
    await driven.until(async () => held() === before);
  });

  it('is taken once when the process died before it could note it', async () => {
    const before = held();
    for (const again of [false, true]) {
      await driven.type.snapshot?.(driven, { marker: 'died', again });
      await settle();
    }
    expect(held()).toBe(before + 1);
    const noted = { resource_data: Object.fromEntries(driven.data) };
    await driven.type.deleteSnapshot?.(driven, noted, 'died');
    await driven.until(async () => held() === before);
    await driven.type.deleteSnapshot?.(driven, {}, 'never taken');
  });
});
