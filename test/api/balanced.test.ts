/** A load balancer with all that may hang on it, in one template: all of it asks for a change of the same whole at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Metrics } from '../../src/api/metrics.ts';
import { loadConfig } from '../../src/cli/config/load.ts';
import { type Hearth, openHearth } from '../../src/cli/wiring/hearth.ts';
import { createLog } from '../../src/cli/wiring/logging.ts';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import { authFromVariables } from '../../src/openstack/clouds-yaml.ts';

let cloud: DevCloud;
let hearth: Hearth;
let base: string;
let token: string;
let projectId: string;

beforeAll(async () => {
  cloud = await startDevCloud({ delayMs: 5 });
  const service = authFromVariables(cloud.environment('heat')) as AuthOptions;
  hearth = await openHearth({
    config: { ...loadConfig({ environment: {} }), data_dir: ':memory:', auth_encryption_key: ['a key for tests only'] },
    log: createLog({ log_level: 'silent' }),
    service,
    metrics: new Metrics(),
  });
  const url = await hearth.listen({ host: '127.0.0.1', port: 0 });
  await hearth.startEngine();
  const user = await cloudFromCredentials(authFromVariables(cloud.environment('demo')) as AuthOptions);
  token = await user.token();
  projectId = user.projectId;
  base = `${url}/v1/${projectId}`;
});

afterAll(async () => {
  await hearth.stop();
  await cloud.close();
});

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(400);
  return (text.startsWith('{') ? JSON.parse(text) : null) as Answer;
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
  const rest = async (path: string, wanted: string) => {
    await expect
      .poll(
        async () => {
          const { stack } = await call<{ stack: { stack_status: string; stack_status_reason: string } }>('GET', path);
          return stack.stack_status.endsWith('IN_PROGRESS') ? 'on the way' : stack;
        },
        { timeout: 60_000 },
      )
      .toMatchObject({ stack_status: wanted });
  };
  const before = cloud.inspect({ projectId }).totals;
  const made = await call<{ stack: { id: string } }>('POST', '/stacks', {
    stack_name: 'balanced',
    template: template(1, -1),
  });
  const path = `/stacks/balanced/${made.stack.id}`;
  await rest(path, 'CREATE_COMPLETE');
  const totals = cloud.inspect({ projectId }).totals;
  expect(totals).toMatchObject({ loadbalancer: 1, lb_listener: 3, lb_pool: 5, lb_healthmonitor: 5, lb_member: 20 });

  await call('PUT', path, { template: template(3, 500) });
  await rest(path, 'UPDATE_COMPLETE');
  expect(cloud.inspect({ projectId }).totals).toEqual(totals);

  await call('DELETE', path);
  await rest(path, 'DELETE_COMPLETE');
  const { events } = await call<{ events: { resource_status: string }[] }>('GET', `${path}/events`);
  expect(events.filter(({ resource_status: status }) => status.endsWith('FAILED'))).toEqual([]);
  const after = cloud.inspect({ projectId }).totals;
  for (const kind of ['loadbalancer', 'lb_listener', 'lb_pool', 'lb_healthmonitor', 'lb_member', 'port', 'network'])
    expect(after[kind], kind).toBe(before[kind]);
});
