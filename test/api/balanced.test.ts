/** A load balancer with all that may hang on it, in one template: all of it asks for a change of the same whole at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;

beforeAll(async () => {
  house = await openWholeHouse({}, { delayMs: 5 });
});
afterAll(() => house.close());

async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { status, json } = await house.call(method, path, body);
  expect(status, JSON.stringify(json)).toBeLessThan(400);
  return json;
}

const numbered = (count: number) => [...Array(count).keys()];

/** A balancer with three listeners, five pools, a monitor for each, and twenty members. */
function template(weight: number, connections: number) {
  const get = (get_resource: string) => ({ get_resource });
  const resources: Record<string, unknown> = {
    net: { type: 'OS::Neutron::Net' },
    subnet: { type: 'OS::Neutron::Subnet', properties: { network: get('net'), cidr: '10.7.0.0/24' } },
    balancer: { type: 'OS::Octavia::LoadBalancer', properties: { vip_subnet: get('subnet') } },
  };
  for (const n of numbered(3)) {
    resources[`listener_${n}`] = {
      type: 'OS::Octavia::Listener',
      properties: {
        loadbalancer: get('balancer'),
        protocol: 'HTTP',
        protocol_port: 8000 + n,
        connection_limit: connections,
        default_pool: get(`pool_${n}`),
      },
    };
  }
  for (const n of numbered(5)) {
    resources[`pool_${n}`] = {
      type: 'OS::Octavia::Pool',
      properties: { loadbalancer: get('balancer'), protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' },
    };
    resources[`monitor_${n}`] = {
      type: 'OS::Octavia::HealthMonitor',
      properties: { pool: get(`pool_${n}`), type: 'TCP', delay: 5, max_retries: 3, timeout: 4 },
    };
  }
  for (const n of numbered(20)) {
    resources[`member_${n}`] = {
      type: 'OS::Octavia::PoolMember',
      properties: { pool: get(`pool_${n % 5}`), address: `10.7.0.${100 + n}`, protocol_port: 80, weight },
    };
  }
  return { heat_template_version: '2021-04-16', resources };
}

it('is created, changed and deleted without a failed event', { timeout: 120_000 }, async () => {
  const before = house.things();
  const made = await call('POST', '/stacks', { stack_name: 'balanced', template: template(1, -1) });
  const path = `/stacks/balanced/${(made.stack as { id: string }).id}`;
  expect(await house.rest(path)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  const all = house.things();
  expect(all).toMatchObject({ loadbalancer: 1, lb_listener: 3, lb_pool: 5, lb_healthmonitor: 5, lb_member: 20 });

  await call('PUT', path, { template: template(3, 500) });
  expect(await house.rest(path)).toMatchObject({ stack_status: 'UPDATE_COMPLETE' });
  expect(house.things()).toEqual(all);

  await call('DELETE', path);
  expect(await house.rest(path)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
  const { events } = (await call('GET', `${path}/events`)) as { events: { resource_status: string }[] };
  expect(events.filter(({ resource_status: status }) => status.endsWith('FAILED'))).toEqual([]);
  const after = house.things();
  for (const kind of ['loadbalancer', 'lb_listener', 'lb_pool', 'lb_healthmonitor', 'lb_member', 'port', 'network'])
    expect(after[kind], kind).toBe(before[kind]);
});
