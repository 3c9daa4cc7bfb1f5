import { describe, expect, it } from 'vitest';
import type { HeatError } from '../../../src/errors.ts';
import { onCall } from '../../../src/openstack/telemetry.ts';
import { questions } from '../../../src/resources/questions/index.ts';
import { useDevCloud } from '../dev-cloud.ts';

const test = useDevCloud();
const network = { client: 'neutron', finder: 'find_resourceid_by_name_or_id', entity: 'network' };
const image = { client: 'glance', finder: 'find_image_by_name_or_id' };
const make = async (name: string) =>
  (await test.demo.request<{ network: { id: string } }>('network', { path: '/networks', body: { network: { name } } }))
    .body.network.id;

describe('look-ups', () => {
  it('find by name and by id', async () => {
    const id = await make('one');
    expect(await questions.lookup(test.demo, network, 'one')).toBe(id);
    expect(await questions.lookup(test.demo, network, id)).toBe(id);
    expect(await questions.lookup(test.demo, network, '')).toBe('');
    expect(await questions.lookup(test.demo, network, [id, 'one'])).toEqual([id, id]);
    const imageId = (await questions.lookup(test.demo, image, 'cirros')) as string;
    expect(await questions.lookup(test.demo, image, imageId)).toBe(imageId);
    const flavor = { client: 'nova', finder: 'find_flavor_by_name_or_id' };
    const flavorId = (await questions.lookup(test.demo, flavor, 'm1.nano')) as string;
    expect(await questions.lookup(test.demo, flavor, flavorId)).toBe(flavorId);
    expect(await questions.lookup(test.admin, { client: 'keystone', finder: 'get_project_id' }, 'demo')).toBe(
      test.demo.projectId,
    );
  });
  it('ask once in a while', async () => {
    await make('asked-once');
    let calls = 0;
    const stop = onCall(() => calls++);
    await questions.lookup(test.demo, network, 'asked-once');
    await Promise.all([1, 2, 3].map(() => questions.lookup(test.demo, network, 'asked-once')));
    stop();
    expect(calls).toBe(1);
  });
  it('say what is missing or ambiguous', async () => {
    const error = await questions.lookup(test.demo, network, 'nowhere').then(
      () => null,
      (reason: HeatError) => reason,
    );
    expect([error?.code, error?.message]).toEqual([
      'EntityNotFound',
      "Unable to find network with name or id 'nowhere'",
    ]);
    await make('twice');
    await make('twice');
    await expect(questions.lookup(test.demo, network, 'twice')).rejects.toMatchObject({
      code: 'PhysicalResourceNameAmbiguity',
    });
    // What was missing is asked for again.
    const id = await make('nowhere');
    expect(await questions.lookup(test.demo, network, 'nowhere')).toBe(id);
  });
});

describe('constraints', () => {
  it.each([
    ['nova.flavor', 'm1.nano', 'm9.none'],
    ['glance.image', 'cirros', 'windows'],
    ['neutron.network', 'public', 'private-parts'],
    ['neutron.security_group', 'default', 'none'],
  ])('%s takes %s and refuses %s', async (name, good, bad) => {
    expect(await questions.constraint(test.demo, name, good)).toBeNull();
    expect(await questions.constraint(test.demo, name, bad)).toContain(bad);
  });
  it('of things known by id only', async () => {
    expect(await questions.constraint(test.demo, 'cinder.volume', '11111111-1111-1111-1111-111111111111')).toContain(
      'could not be found',
    );
    expect(await questions.constraint(test.demo, 'nova.keypair', '')).toBeNull();
    expect(await questions.constraint(test.demo, 'nova.keypair', 'none')).toBe('The Key (none) could not be found.');
    expect(await questions.constraint(test.demo, 'keystone.project', test.demo.projectId)).toBeNull();
  });
  it('that cannot be asked are an error, not an answer', async () => {
    test.devCloud.faults.add({ service: 'image', count: 10, effect: { status: 500 } });
    await expect(questions.constraint(test.demo, 'glance.image', 'some')).rejects.toMatchObject({ status: 500 });
    await expect(questions.constraint(test.demo, 'no.such', 'x')).rejects.toMatchObject({ code: 'InvalidSchemaError' });
  });
});
