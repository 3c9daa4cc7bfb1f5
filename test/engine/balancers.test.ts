/** Parts of one load balancer, made, changed and deleted by several stacks at once on a service that lets one part change at a time. */
import { afterEach, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/index.ts';
import { type Cloud, CloudError, type CloudRequest } from '../../src/openstack/cloud.ts';
import type { ServiceType } from '../../src/openstack/services.ts';
import { restType } from '../../src/resources/rest-type.ts';
import { integer, required, sentAs, text, unsent, update } from '../../src/resources/terms/index.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';
import { House } from './house.ts';

const test = useDevCloud();

const below = (kind: string, path = `/lbaas/${kind}s`) => ({
  collection: { service: 'load-balancer', list: path, path, plural: `${kind}s`, singular: kind } as const,
});
const TYPES = [
  restType({
    name: 'Test::Balancer',
    description: 'A load balancer.',
    properties: { network: text('Where its address is.', required, sentAs('vip_network_id')) },
    rest: below('loadbalancer'),
  }),
  restType({
    name: 'Test::Listener',
    description: 'Takes connections.',
    properties: {
      loadbalancer: text('Its balancer.', required, sentAs('loadbalancer_id')),
      protocol: text('What it speaks.', required),
      protocol_port: integer('Where it listens.', required),
      connection_limit: integer('Most connections at once.', update),
    },
    rest: below('listener'),
  }),
  restType({
    name: 'Test::Pool',
    description: 'Servers of one kind.',
    properties: {
      loadbalancer: text('Its balancer.', required, sentAs('loadbalancer_id')),
      protocol: text('What it speaks.', required),
      lb_algorithm: text('How one is chosen.', required),
    },
    rest: below('pool'),
  }),
  restType({
    name: 'Test::Member',
    description: 'A server.',
    properties: {
      pool: text('Its pool.', required, unsent),
      address: text('Its address.', required),
      protocol_port: integer('Its port.', required),
      weight: integer('Its share.', update),
    },
    rest: below('member', '/lbaas/pools/{pool}/members'),
  }),
];
const catalogue = {
  get: (name: string) => TYPES.find((type) => type.name === name),
  names: () => TYPES.map(({ name }) => name),
};

/** Counts what the service refuses. */
function counting(cloud: Cloud, refused: string[]): Cloud {
  return new Proxy(cloud, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown;
      if (key !== 'request') return typeof value === 'function' ? value.bind(target) : value;
      return async (service: ServiceType, request: CloudRequest) => {
        try {
          return await target.request(service, request);
        } catch (error) {
          if (error instanceof CloudError && error.conflict) refused.push(`${request.method} ${request.path}`);
          throw error;
        }
      };
    },
  });
}

let house: House;
afterEach(() => house.close());

async function open(engines: number) {
  const refused: string[] = [];
  const cloud = counting(test.demo, refused);
  house = await House.open({}, { engine: false, catalogue, registry: baseRegistry(catalogue), cloudFor: () => cloud });
  const { body } = await test.demo.request<{ networks: { id: string }[] }>('network', { path: '/networks' });
  const network = body.networks[0]?.id ?? '';
  for (let i = 0; i < engines; i++) {
    house.engines.push(
      await startEngine(house.wire({}, { catalogue, registry: baseRegistry(catalogue), cloudFor: () => cloud })),
    );
  }
  return { network, refused };
}

const listener = (loadbalancer: Value, port: number, limit: number) => ({
  type: 'Test::Listener',
  properties: { loadbalancer, protocol: 'HTTP', protocol_port: port, connection_limit: limit },
});
const members = (pool: Value, from: number, count: number, weight: number): ValueMap =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `m${index}`,
      { type: 'Test::Member', properties: { pool, address: `10.0.0.${from + index}`, protocol_port: 80, weight } },
    ]),
  ) as ValueMap;

async function lives(engines: number): Promise<string[]> {
  const { network, refused } = await open(engines);
  const balancer = { type: 'Test::Balancer', properties: { network } };
  const pool = {
    type: 'Test::Pool',
    properties: { loadbalancer: { get_resource: 'lb' }, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' },
  };
  const first = (limit: number): ValueMap => ({
    lb: balancer,
    p: pool,
    l0: listener({ get_resource: 'lb' }, 80, limit),
    l1: listener({ get_resource: 'lb' }, 81, limit),
    l2: listener({ get_resource: 'lb' }, 82, limit),
    ...members({ get_resource: 'p' }, 10, 6, limit),
  });
  const one = await house.create(first(1));
  expect(await house.rest(one, 60_000)).toBe('CREATE_COMPLETE');
  const rows = await house.rows(one);
  const second = (weight: number): ValueMap => ({
    l3: listener(rows['lb']?.physicalId ?? null, 83, weight),
    ...members(rows['p']?.physicalId ?? null, 20, 4, weight),
  });
  const two = await house.create(second(1));
  await house.update(one, first(2));
  for (const id of [one, two]) expect(await house.rest(id, 60_000), await house.reason(id)).toMatch(/_COMPLETE$/);
  await Promise.all([house.update(one, first(3)), house.delete(two)]);
  expect(await house.rest(one, 60_000)).toBe('UPDATE_COMPLETE');
  expect(await house.rest(two, 60_000)).toBe('DELETE_COMPLETE');
  await house.delete(one);
  expect(await house.rest(one, 60_000)).toBe('DELETE_COMPLETE');
  for (const id of [one, two]) expect((await house.events(id)).join()).not.toMatch(/FAILED/);
  return refused;
}

it('never meet in a refusal within one engine', { timeout: 180_000 }, async () => {
  expect(await lives(1)).toEqual([]);
});

it('get to their ends where they are of two engines', { timeout: 180_000 }, async () => {
  await lives(2);
});

it('fail at once where it is in ERROR, and say what to do', { timeout: 60_000 }, async () => {
  const { network } = await open(1);
  test.devCloud.faults.add({ service: 'load-balancer', method: 'POST', count: 1, effect: { outcome: 'ERROR' } });
  const made = await test.demo.request<{ loadbalancer: { id: string } }>('load-balancer', {
    method: 'POST',
    path: '/lbaas/loadbalancers',
    body: { loadbalancer: { vip_network_id: network } },
  });
  const balancer = made.body.loadbalancer.id;
  const id = await house.create({ l: listener(balancer, 80, 1) });
  expect(await house.rest(id, 20_000)).toBe('CREATE_FAILED');
  expect(await house.reason(id)).toMatch(
    new RegExp(
      `^Resource CREATE failed: ResourceInError: resources\\.l: .*immutable.*\\. The loadbalancer ${balancer} is in ERROR`,
    ),
  );
  expect(await house.reason(id)).toContain('delete it with all that is below it, and try again');
});
