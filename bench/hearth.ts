/**
 * Hearth as it is measured: one process with API and engine, limits lifted, beside an OpenStack that is in nobody's way. That is a dev cloud of its own,
 * which only has to know who is who; or the reference's, so that both ask the same Keystone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { request } from 'undici';
import { Cloud } from '../chaos/cloud.ts';
import { Hearth } from '../chaos/hearth.ts';
import { freePort } from '../chaos/process.ts';
import { createDatabase, type PostgresServer, startPostgres } from '../test/postgres/server.ts';
import type { CloudLogin } from './client.ts';
import { parentOf } from './processes.ts';
import type { Serving } from './serving.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface HearthOptions {
  database: DatabaseKind;
  /** Folder for CPU profiles, written when it stops. */
  profile?: string | undefined;
  /** A cloud that is there already; by default a dev cloud is started. */
  cloud?: SharedCloud;
}

export interface SharedCloud {
  /** `OS_*` of Hearth's service user. */
  service: Record<string, string>;
  user: CloudLogin;
}

const LIMITS = {
  HEARTH_MAX_RESOURCES_PER_STACK: '-1',
  HEARTH_MAX_STACKS_PER_TENANT: '-1',
  HEARTH_MAX_TEMPLATE_SIZE: String(2 ** 26),
  HEARTH_MAX_JSON_BODY_SIZE: String(2 ** 26),
};

export async function serveHearth({ database, profile, cloud }: HearthOptions): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const { service, user } = cloud ?? (await devCloud(folder, ends));
    const storage = database === 'postgres' ? await postgres(ends) : await sqlite(folder);
    const port = await freePort();
    const hearth = Hearth.start({
      roles: [],
      port,
      env: { ...service, ...LIMITS, ...storage.env, HEARTH_METRICS: 'true', HEARTH_LOG_LEVEL: 'warn' },
      log: join(folder, 'hearth.log'),
      ...(profile && { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
    });
    ends.push(() => hearth.stop());
    // The second start finds the sources compiled, as every start but the first does.
    await hearth.warm();
    return {
      name: `Hearth on ${database === 'postgres' ? 'PostgreSQL' : 'SQLite'}`,
      login: user,
      endpoint: `${hearth.base}/v1/%(project_id)s`,
      pids: [hearth.process.pid],
      databasePids: storage.pids,
      commits: () => figure(hearth.base, 'hearth_store_batch_seconds_count'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function devCloud(folder: string, ends: (() => Promise<void>)[]): Promise<SharedCloud> {
  const cloud = await Cloud.start({}, join(folder, 'cloud.log'));
  ends.push(() => cloud.stop());
  return sharedDevCloud(cloud);
}

/** The dev cloud's users. */
export function sharedDevCloud(cloud: Cloud): SharedCloud {
  const demo = cloud.environment('demo');
  return {
    service: cloud.environment('heat'),
    user: {
      authUrl: demo['OS_AUTH_URL'] as string,
      username: 'demo',
      password: demo['OS_PASSWORD'] as string,
      projectName: 'demo',
      userDomain: 'Default',
      projectDomain: 'Default',
      region: undefined,
    },
  };
}

interface Storage {
  env: Record<string, string>;
  pids: number[];
}

async function sqlite(folder: string): Promise<Storage> {
  return { env: { HEARTH_DATA_DIR: join(folder, 'data') }, pids: [] };
}

/** On the server that DATABASE_URL names, in a database of its own; or on a server started for it, durable as in production. */
async function postgres(ends: (() => Promise<void>)[]): Promise<Storage> {
  const named = process.env['DATABASE_URL'];
  const server: Pick<PostgresServer, 'url' | 'stop'> = named
    ? { url: named, stop: async () => {} }
    : await startPostgres({ durable: true });
  ends.push(() => server.stop());
  const database = await createDatabase(server.url);
  ends.push(() => database.drop());
  return {
    env: { DATABASE_URL: database.url, HEARTH_AUTH_ENCRYPTION_KEY: 'the-key-of-a-benchmark-of-32-bytes' },
    pids: await serverPids(database.url),
  };
}

/** The server's first process, from which all others stem; none when it runs elsewhere. */
async function serverPids(url: string): Promise<number[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number; here: boolean }>(
      'SELECT pg_backend_pid() AS pid, coalesce(inet_client_addr() = inet_server_addr(), true) AS here',
    );
    const [row] = rows;
    const parent = row?.here ? parentOf(row.pid) : undefined;
    return parent === undefined ? [] : [parent];
  } finally {
    await client.end();
  }
}

async function figure(base: string, name: string): Promise<number> {
  const { body } = await request(`${base}/metrics`);
  const text = await body.text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`${base}/metrics does not tell ${name}.`);
  return Number(line.slice(name.length + 1));
}
