/** Hearth as `hearth serve` puts it together, on a dev cloud of its own, asked over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics } from '../src/api/metrics.ts';
import { loadConfig } from '../src/cli/config/load.ts';
import { openHearth } from '../src/cli/wiring/hearth.ts';
import { createLog } from '../src/cli/wiring/logging.ts';
import { type DevCloud, type DevCloudOptions, startDevCloud } from '../src/devcloud/index.ts';
import { type AuthOptions, authRequest } from '../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../src/openstack/client.ts';
import { authFromVariables } from '../src/openstack/clouds-yaml.ts';
import type { Config } from '../src/options.ts';
import { rowsOf } from './store/raw.ts';

export interface Answered {
  status: number;
  json: Record<string, unknown>;
}

export interface WholeHouse {
  readonly cloud: DevCloud;
  /** Of the orchestration API, without `/v1`. */
  readonly url: string;
  user(name: string): AuthOptions;
  /** As `demo`, below `/v1/{project}`; with a token of one's own where one is given. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answered>;
  /** A token of demo's that nobody has seen yet. */
  freshToken(): Promise<string>;
  /** The stack when it is not in progress any more. */
  rest(path: string): Promise<Record<string, unknown>>;
  /** What is in demo's project in the cloud, by kind. */
  things(): Record<string, number>;
  /** Of a table of the store that is closed already. */
  count(sql: string): Promise<number>;
  /** The store and the engine; the cloud stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** `options`: also those that only the engine's tests know. */
export async function openWholeHouse(
  options: Partial<Config> & Record<string, unknown> = {},
  cloudOptions: DevCloudOptions = {},
): Promise<WholeHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearth-house-'));
  const cloud = await startDevCloud(cloudOptions);
  const config: Config = {
    ...loadConfig({ environment: {} }),
    data_dir: dataDir,
    auth_encryption_key: ['a key for tests only'],
    ...options,
  };
  const user = (name: string) => authFromVariables(cloud.environment(name)) as AuthOptions;
  const log = createLog({ log_level: 'silent' });
  const metrics = new Metrics();
  const hearth = await openHearth({ config, log, service: user('heat'), metrics });
  const url = await hearth.listen({ host: '127.0.0.1', port: 0 });
  cloud.registerEndpoint('orchestration', `${url}/v1/%(tenant_id)s`);
  await hearth.startEngine();
  const demo = await cloudFromCredentials(user('demo'));
  const usual = await demo.token();

  async function call(method: string, path: string, body?: unknown, token = usual): Promise<Answered> {
    const response = await fetch(`${url}/v1/${demo.projectId}${path}`, {
      method,
      headers: { 'x-auth-token': token, accept: 'application/json', 'content-type': 'application/json' },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }

  return {
    cloud,
    url,
    user,
    call,
    async freshToken() {
      const response = await fetch(`${cloud.identityUrl}/auth/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(authRequest(user('demo'))),
      });
      return response.headers.get('x-subject-token') ?? '';
    },
    async rest(path) {
      for (let round = 0; round < 2000; round++) {
        const { json } = await call('GET', path);
        const stack = json.stack as Record<string, unknown>;
        if (!String(stack.stack_status).endsWith('IN_PROGRESS')) return stack;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`${path} does not come to rest`);
    },
    things() {
      const { projects } = cloud.inspect({ projectId: demo.projectId });
      return projects[0]?.counts ?? {};
    },
    count: async (sql) => (await rowsOf({ dataDir, encryptionKey: [] }, sql)).length,
    stop: () => hearth.stop(),
    async close() {
      await hearth.stop();
      await cloud.close();
      rmSync(dataDir, { recursive: true, force: true });
      // What is shown is what is run, whatever the test was about.
      const { values } = (await metrics.registry.getSingleMetric('hearth_plan_deviations_total')?.get()) ?? {
        values: [],
      };
      if (values.some(({ value }) => value > 0)) throw new Error(`not what the plan said: ${JSON.stringify(values)}`);
    },
  };
}
