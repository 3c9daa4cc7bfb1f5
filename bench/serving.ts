/** Hearth as it is measured: one process with API and engine, limits lifted, and an OpenStack beside it that only knows who is who. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { Cloud } from '../chaos/cloud.ts';
import { Hearth } from '../chaos/hearth.ts';
import { freePort } from '../chaos/process.ts';
import { createDatabase, startPostgres } from '../test/postgres/server.ts';
import type { CloudLogin } from './client.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

/** An orchestrator to be measured. */
export interface Serving {
  name: string;
  login: CloudLogin;
  /** Of its processes, as far as known. */
  pids: number[];
  /** Database commits so far; null when it does not tell. */
  commits(): Promise<number | null>;
  stop(): Promise<void>;
}

const LIMITS = {
  HEARTH_MAX_RESOURCES_PER_STACK: '-1',
  HEARTH_MAX_STACKS_PER_TENANT: '-1',
  HEARTH_MAX_TEMPLATE_SIZE: String(2 ** 26),
  HEARTH_MAX_JSON_BODY_SIZE: String(2 ** 26),
};

/** @param profile folder for CPU profiles, written when it stops */
export async function serveHearth(database: DatabaseKind, profile?: string): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  const port = await freePort();
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const orchestrationUrl = `http://127.0.0.1:${port}/v1/%(tenant_id)s`;
    const cloud = await Cloud.start({ orchestrationUrl }, join(folder, 'cloud.log'));
    ends.push(() => cloud.stop());
    const storage: Record<string, string> = { HEARTH_DATA_DIR: join(folder, 'data') };
    if (database === 'postgres') {
      // Durable: as in production.
      const server = await startPostgres({ durable: true });
      ends.push(() => server.stop());
      storage['DATABASE_URL'] = (await createDatabase(server.url)).url;
      storage['HEARTH_AUTH_ENCRYPTION_KEY'] = 'the-key-of-a-benchmark-of-32-bytes';
    }
    const hearth = Hearth.start({
      roles: [],
      port,
      env: { ...cloud.environment('heat'), ...LIMITS, ...storage, HEARTH_METRICS: 'true', HEARTH_LOG_LEVEL: 'warn' },
      log: join(folder, 'hearth.log'),
      ...(profile && { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
    });
    ends.push(() => hearth.stop());
    await hearth.ready();
    const user = cloud.environment('demo');
    return {
      name: `Hearth on ${database === 'postgres' ? 'PostgreSQL' : 'SQLite'}`,
      login: {
        authUrl: user['OS_AUTH_URL'] as string,
        username: 'demo',
        password: user['OS_PASSWORD'] as string,
        projectName: 'demo',
        userDomain: 'Default',
        projectDomain: 'Default',
        region: 'RegionOne',
      },
      pids: [hearth.process.pid],
      commits: () => figure(hearth.base, 'hearth_store_commits'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function figure(base: string, name: string): Promise<number | null> {
  const { body, statusCode } = await request(`${base}/metrics`);
  const text = await body.text();
  const line = statusCode === 200 ? text.split('\n').find((candidate) => candidate.startsWith(`${name} `)) : undefined;
  return line === undefined ? null : Number(line.slice(name.length + 1));
}

/**
 * Any Heat endpoint: by BENCH_REFERENCE_AUTH_URL, _USERNAME, _PASSWORD, _PROJECT_NAME and _REGION_NAME, each falling back on the OS_*
 * variable of that name; the region is `Reference` unless named.
 */
export function reference(pids: number[], env: NodeJS.ProcessEnv = process.env): Serving {
  const read = (name: string): string => {
    const value = env[`BENCH_REFERENCE_${name}`] ?? env[`OS_${name}`];
    if (!value) throw new Error(`Neither BENCH_REFERENCE_${name} nor OS_${name} is set.`);
    return value;
  };
  return {
    name: 'reference',
    login: {
      authUrl: read('AUTH_URL'),
      username: read('USERNAME'),
      password: read('PASSWORD'),
      projectName: read('PROJECT_NAME'),
      userDomain: env['OS_USER_DOMAIN_NAME'] ?? 'Default',
      projectDomain: env['OS_PROJECT_DOMAIN_NAME'] ?? 'Default',
      region: env['BENCH_REFERENCE_REGION_NAME'] ?? 'Reference',
    },
    pids,
    commits: async () => null,
    stop: async () => {},
  };
}
