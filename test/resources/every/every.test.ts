/** What holds for every resource type that has an object in a cloud, by its example and its schema. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CloudError } from '../../../src/openstack/cloud.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { drift } from '../../../src/resources/drift.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { Constraint } from '../../../src/template/schema/types.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven } from '../driver.ts';
import type { Example } from './example.ts';
import { EXAMPLES, OF_THEIR_OWN } from './examples.ts';

const test = useDevCloud();
const around: Record<string, string> = {};

beforeAll(async () => {
  const make = async (as: string, name: string, given: ValueMap, cloud = test.demo) => {
    const driven = await new Driven(typeOf(name), { cloud }, as).create(given);
    around[as] = driven.reference;
  };
  await make('net', 'OS::Neutron::Net', {});
  await make('subnet', 'OS::Neutron::Subnet', { network: around.net as string, cidr: '10.40.0.0/24' });
  await make('router', 'OS::Neutron::Router', { external_gateway_info: { network: 'public' } });
  await make('group', 'OS::Neutron::SecurityGroup', {});
  await make('server', 'OS::Nova::Server', { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' });
  await make('volume', 'OS::Cinder::Volume', { size: 1 });
  await make('balancer', 'OS::Octavia::LoadBalancer', { vip_subnet: around.subnet as string });
  // A project's default group comes to be with its first network.
  await make('adminNet', 'OS::Neutron::Net', {}, test.admin);
  const below = { loadbalancer: around.balancer as string, protocol: 'HTTP' };
  await make('listener', 'OS::Octavia::Listener', { ...below, protocol_port: 80 });
  await make('pool', 'OS::Octavia::Pool', { ...below, lb_algorithm: 'ROUND_ROBIN' });
  await make('policy', 'OS::Octavia::L7Policy', { listener: around.listener as string, action: 'REJECT' });
  const profile = { provider_name: 'amphora' };
  await make('flavorProfile', 'OS::Octavia::FlavorProfile', { ...profile, flavor_data: '{}' }, test.admin);
  await make(
    'zoneProfile',
    'OS::Octavia::AvailabilityZoneProfile',
    { ...profile, availability_zone_data: '{}' },
    test.admin,
  );
});

const typeOf = (name: string) => catalogue.get(name) as ResourceType;
const cloudOf = (example: Example) => (example.admin === true ? test.admin : test.demo);
const drive = (example: Example) => new Driven(typeOf(example.type), { cloud: cloudOf(example) });
/** Objects in the cloud, by kind. */
const count = (example: Example) => test.devCloud.inspect({ projectId: cloudOf(example).projectId }).totals;
/** Service and method as faults know them. */
const maker = ({ type, made }: Example) => ({
  service: made?.service ?? typeOf(type).service ?? '',
  method: made?.method ?? 'POST',
});
const isLost = (error: unknown) => {
  expect(error).toBeInstanceOf(CloudError);
  expect((error as CloudError).outcome).toBe('unknown');
};

/** Runs what loses the answers that the rule picks, and nothing after it. */
async function losing(rule: { service: string; method?: string }, run: () => Promise<unknown>): Promise<void> {
  const id = test.devCloud.faults.add({ ...rule, count: 1, effect: { drop: 'after' } });
  await run().catch(isLost);
  test.devCloud.faults.remove(id);
}

it('has an example of every type', () => {
  const cloudy = [...catalogue.names()].filter((name) => typeOf(name).service !== null && !typeOf(name).local);
  const known = [...EXAMPLES.map(({ type }) => type), ...Object.keys(OF_THEIR_OWN)];
  expect(known.sort()).toEqual(cloudy.sort());
});

describe.each(EXAMPLES)('$type', (example) => {
  const type = typeOf(example.type);

  it('lives its life, and is gone after it', async () => {
    const before = count(example);
    const given = example.given(around);
    const driven = await drive(example).create(given);
    expect(driven.reference).not.toBe('');
    await driven.check();
    expect(await driven.update(given)).toBe('unchanged');
    await driven.delete();
    await expect(driven.check()).rejects.toThrow();
    // What is gone is deleted without complaint.
    await driven.leave();
    expect(count(example)).toEqual(before);
  });

  it('takes every update that its schema allows, and shows it', async () => {
    const updates = Object.entries(example.updates?.(around) ?? {});
    const updatable = Object.entries(type.properties).filter(
      ([, { updateAllowed, support }]) => updateAllowed === true && support?.status !== 'HIDDEN',
    );
    const tried = [...updates.map(([name]) => name), ...Object.keys(example.untried ?? {})];
    expect(updatable.map(([name]) => name).filter((name) => !tried.includes(name))).toEqual([]);
    if (updates.length === 0) return;
    const given = example.given(around);
    const driven = await drive(example).create(given);
    const strays = async (property: string, wanted: Value) => {
      const live = (await type.liveProperties?.(driven)) ?? {};
      return property in live ? drift({ [property]: wanted }, live) : {};
    };
    for (const [property, value] of updates) {
      expect(await driven.update({ ...given, [property]: value }), property).toBe('updated');
      expect(await strays(property, driven.properties[property] ?? null), property).toEqual({});
    }
    await driven.leave();
  });

  it('comes to the same by an update whose answer is lost', async () => {
    const [first] = Object.entries(example.updates?.(around) ?? {});
    if (first === undefined) return;
    const [property, value] = first;
    const given = example.given(around);
    const driven = await drive(example).create(given);
    const wanted = { ...given, [property]: value };
    for (const method of ['PUT', 'POST', 'PATCH']) {
      await losing({ service: maker(example).service, method }, () => driven.update(wanted));
    }
    await driven.update(wanted);
    const live = (await type.liveProperties?.(driven)) ?? {};
    if (property in live) expect(drift({ [property]: driven.properties[property] ?? null }, live)).toEqual({});
    await driven.leave();
  });

  it('is gone by a deletion whose answer is lost', async () => {
    const before = count(example);
    const driven = await drive(example).create(example.given(around));
    await losing({ service: maker(example).service, method: 'DELETE' }, () => driven.delete());
    await driven.leave();
    expect(count(example)).toEqual(before);
  });

  it('refuses what its schema forbids', async () => {
    const given = example.given(around);
    for (const [name, schema] of Object.entries(type.properties)) {
      if (schema.support?.status === 'HIDDEN') continue;
      for (const constraint of schema.constraints ?? []) {
        const bad = forbidden(constraint);
        if (bad === undefined || schema.type === 'list' || schema.type === 'map') continue;
        const refusal = await drive(example)
          .give({ ...given, [name]: bad })
          .catch((error: Error) => error);
        expect(refusal, name).toBeInstanceOf(Error);
        // What the dev cloud has no such things of cannot be looked up there.
        if (refusal instanceof CloudError && refusal.notFound) continue;
        expect((refusal as Error).message).toContain(name);
      }
    }
  });
});

/** A value that the constraint refuses; undefined where none is told easily. */
function forbidden(constraint: Constraint): Value | undefined {
  switch (constraint.kind) {
    case 'range':
      if (typeof constraint.max === 'number') return constraint.max + 1;
      return typeof constraint.min === 'number' ? constraint.min - 1 : undefined;
    case 'allowed_values':
      return typeof constraint.values[0] === 'string' ? 'surely not allowed' : undefined;
    case 'custom_constraint':
      return 'surely not there';
    default:
      return undefined;
  }
}

const MADE = EXAMPLES.flatMap((example) =>
  [...Array(1 + (example.others?.({}).length ?? 0)).keys()].map((nth) => ({
    example,
    nth,
    type: example.type,
    given: () => (nth === 0 ? example.given(around) : (example.others?.(around)[nth - 1] as ValueMap)),
  })),
);

describe.each(MADE)('a create of $type ($nth)', ({ example, given }) => {
  it('makes one object when its answer is lost', async () => {
    const before = count(example);
    const driven = drive(example);
    await driven.give(given());
    driven.begun = driven.now();
    // One that may be repeated is repeated by the client itself.
    let made: string | null = null;
    await losing(maker(example), async () => {
      made = await driven.type.create(driven);
    });
    driven.physicalId = made ?? (await driven.type.find(driven)) ?? (await driven.type.create(driven));
    await driven.until(() => driven.type.created(driven));
    await driven.check();
    await driven.leave();
    expect(count(example)).toEqual(before);
  });

  it('that came twice, the first time late, leaves one object', async () => {
    const before = count(example);
    const driven = drive(example);
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
    await driven.leave();
    expect(count(example)).toEqual(before);
  });
});

const NAMED = MADE.filter(({ example, given }) => example.unique !== true && 'name' in given());

describe.each(NAMED)('a $type ($nth) of a name that another has', ({ example, given }) => {
  it('is not taken for the other one, however alike', async () => {
    const other = await drive(example).create(given());
    const driven = drive(example);
    await driven.give(given());
    driven.begun = driven.now();
    expect(await driven.type.find(driven)).toBeNull();
    await losing(maker(example), () => driven.type.create(driven));
    const found = await driven.type.find(driven);
    expect(found).not.toBeNull();
    expect(found).not.toBe(other.physicalId);
    driven.physicalId = found;
    await driven.until(() => driven.type.created(driven));
    await driven.leave();
    await other.leave();
  });
});
