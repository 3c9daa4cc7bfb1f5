/** What a lost answer leaves is found again: of what not every type has. Creates, updates and deletions are tried of every type in `every/`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/resources/catalogue.ts';
import type { ResourceType } from '../../src/resources/type.ts';
import { useDevCloud } from './dev-cloud.ts';
import { Driven } from './driver.ts';

const test = useDevCloud();

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
