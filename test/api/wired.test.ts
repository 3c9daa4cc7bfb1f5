/** The API on the real engine room, store and dev cloud: what passes between client and server, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '../../src/api/metrics.ts';
import { loadConfig } from '../../src/cli/config/load.ts';
import { type Hearth, openHearth } from '../../src/cli/wiring/hearth.ts';
import { createLog } from '../../src/cli/wiring/logging.ts';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import { authFromVariables } from '../../src/openstack/clouds-yaml.ts';
import type { Config } from '../../src/options.ts';

let cloud: DevCloud;
let hearth: Hearth;
let base: string;
let token: string;
let project: string;

beforeAll(async () => {
  cloud = await startDevCloud();
  const config: Config = {
    ...loadConfig({ environment: {} }),
    data_dir: ':memory:',
    auth_encryption_key: ['a key for tests only'],
    enable_stack_abandon: true,
    enable_stack_adopt: true,
    password_auth: true,
    metrics: true,
  };
  const service = authFromVariables(cloud.environment('heat')) as AuthOptions;
  hearth = await openHearth({ config, log: createLog({ log_level: 'silent' }), service, metrics: new Metrics() });
  const url = await hearth.listen({ host: '127.0.0.1', port: 0 });
  await hearth.startEngine();
  const user = await cloudFromCredentials(authFromVariables(cloud.environment('demo')) as AuthOptions);
  token = await user.token();
  project = user.projectId;
  base = `${url}/v1/${project}`;
});

afterAll(async () => {
  await hearth.stop();
  await cloud.close();
});

/** The value at a path; undefined where there is none. */
function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown; headers: Headers }> {
  const response = await fetch(base + path, {
    method,
    headers: { 'x-auth-token': token, accept: 'application/json', 'content-type': 'application/json' },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : (JSON.parse(text) as unknown) };
}

/** Status in which the stack comes to rest, asked for as clients do. */
async function rest(path: string): Promise<string> {
  for (let round = 0; round < 400; round++) {
    const { status, json } = await call('GET', path);
    if (status === 404) return 'gone';
    const state = String(at(json, 'stack', 'stack_status'));
    if (!state.endsWith('IN_PROGRESS')) return state;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${path} does not come to rest`);
}

function states(list: unknown): string[] {
  return (list as Record<string, unknown>[]).map((one) => `${one.resource_name} ${one.resource_status}`);
}

function template(name: string): unknown {
  return {
    heat_template_version: '2021-04-16',
    description: 'A network',
    parameters: { name: { type: 'string', default: name } },
    resources: {
      network: { type: 'OS::Neutron::Net', properties: { name: { get_param: 'name' } } },
      text: { type: 'OS::Heat::Value', properties: { value: 'hello' } },
    },
    outputs: { text: { value: { get_attr: ['text', 'value'] }, description: 'Some text' } },
  };
}

async function networks(): Promise<string[]> {
  const user = await cloudFromCredentials(authFromVariables(cloud.environment('demo')) as AuthOptions);
  const { body } = await user.request<{ networks: { name: string; project_id: string }[] }>('network', {
    path: '/networks',
  });
  return body.networks.filter(({ project_id }) => project_id === project).map(({ name }) => name);
}

describe('a stack by HTTP', () => {
  it('comes, changes and goes, in the API and in the cloud', async () => {
    const created = await call('POST', '/stacks', { stack_name: 'one', template: template('first') });
    expect(created.status).toBe(201);
    const path = `/stacks/one/${at(created.json, 'stack', 'id')}`;
    expect(await rest(path)).toBe('CREATE_COMPLETE');
    expect(await networks()).toContain('first');
    const shown = await call('GET', path);
    expect(at(shown.json, 'stack')).toMatchObject({
      stack_owner: 'demo',
      parameters: { name: 'first', 'OS::stack_name': 'one', 'OS::project_id': project },
      outputs: [{ output_key: 'text', description: 'Some text', output_value: 'hello' }],
    });
    const { json: listed } = await call('GET', `${path}/resources`);
    expect(states(at(listed, 'resources')).sort()).toEqual(['network CREATE_COMPLETE', 'text CREATE_COMPLETE']);
    const { json: events } = await call('GET', `${path}/events?sort_dir=asc`);
    const said = states(at(events, 'events'));
    expect(said[0]).toBe('one CREATE_IN_PROGRESS');
    expect(said.at(-1)).toBe('one CREATE_COMPLETE');
    expect((await call('GET', '/stacks/one')).headers.get('location')).toBe(base + path);
    expect((await call('POST', '/stacks', { stack_name: 'one', template: template('x') })).status).toBe(409);

    const preview = await call('PUT', `${path}/preview`, { template: template('second') });
    expect(at(preview.json, 'resource_changes', 'updated')).toMatchObject([{ resource_name: 'network' }]);
    expect((await call('PUT', path, { template: template('second') })).status).toBe(202);
    expect(await rest(path)).toBe('UPDATE_COMPLETE');
    expect(await networks()).toContain('second');
    expect((await call('PATCH', path, { parameters: { name: 'third' } })).status).toBe(202);
    expect(await rest(path)).toBe('UPDATE_COMPLETE');
    expect(await networks()).toContain('third');

    expect((await call('DELETE', path)).status).toBe(204);
    expect(await rest(path)).toBe('DELETE_COMPLETE');
    expect(await networks()).toEqual([]);
    expect((await call('GET', '/stacks')).json).toEqual({ stacks: [] });
    expect((await call('GET', '/stacks/one')).status).toBe(404);
  });

  it('can be abandoned and adopted', async () => {
    const created = await call('POST', '/stacks', { stack_name: 'two', template: template('kept') });
    const path = `/stacks/two/${at(created.json, 'stack', 'id')}`;
    expect(await rest(path)).toBe('CREATE_COMPLETE');
    const { json: data } = await call('DELETE', `${path}/abandon`);
    expect(await rest(path)).not.toMatch(/^CREATE/);
    expect(await networks()).toEqual(['kept']);
    const adopted = await call('POST', '/stacks', { stack_name: 'three', adopt_stack_data: JSON.stringify(data) });
    expect(adopted.status).toBe(201);
    const again = `/stacks/three/${at(adopted.json, 'stack', 'id')}`;
    expect(await rest(again)).toBe('ADOPT_COMPLETE');
    await call('DELETE', again);
    expect(await rest(again)).toBe('DELETE_COMPLETE');
    expect(await networks()).toEqual([]);
  });

  it.each([
    ['text that is no YAML', { stack_name: 'bad', template: 'a: [' }, 400],
    [
      'an unknown type',
      {
        stack_name: 'bad',
        template: { heat_template_version: '2021-04-16', resources: { a: { type: 'OS::No::Such' } } },
      },
      400,
    ],
    ['a malformed name', { stack_name: '1 bad', template: template('x') }, 400],
    ['a name that is too long', { stack_name: 'x'.repeat(256), template: template('x') }, 400],
  ])('is refused for %s, and nothing is left', async (_what, body, status) => {
    const refused = await call('POST', '/stacks', body);
    expect(refused.status).toBe(status);
    expect(at(refused.json, 'error')).toMatchObject({ message: expect.any(String) });
    expect((await call('GET', '/stacks')).json).toEqual({ stacks: [] });
  });
});

describe('the cloud beside it', () => {
  it('decides who comes in', async () => {
    const wrong = await fetch(`${base}/stacks`, { headers: { 'x-auth-token': 'nonsense' } });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toContain(cloud.identityUrl);
    const headers = {
      'x-auth-user': 'demo',
      'x-auth-key': cloud.environment('demo').OS_PASSWORD ?? '',
      'x-user-domain-id': 'default',
    };
    expect((await fetch(`${base}/stacks`, { headers })).status).toBe(200);
    expect((await fetch(`${base}/stacks`, { headers: { ...headers, 'x-auth-key': 'wrong' } })).status).toBe(401);
  });

  it('is counted', async () => {
    const text = await (await fetch(`${base.replace(/\/v1.*/, '')}/metrics`)).text();
    expect(text).toMatch(/hearth_cloud_call_seconds_count\{service="network",method="POST",code="201"\} [1-9]/);
    expect(text).toMatch(/hearth_operation_seconds_count\{kind="create",status="COMPLETE"\} [1-9]/);
    expect(text).toMatch(/hearth_store_batch_seconds_count [1-9]/);
  });
});
