/** PostgreSQL goes away in all the ways it can; nothing is lost, and nothing is written twice. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createDatabase, startPostgres, type TestDatabase } from '../postgres/server.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { testDatabase } from './postgres.ts';
import { type Cut, type Proxy, proxyFor } from './proxy.ts';
import { arrange, eventRow, operationRow, storeStack } from './rows.ts';

let database: TestDatabase;
let proxy: Proxy;
let store: Store;
let admin: pg.Client;

const register = (id: string = randomUUID()) =>
  store.registerEngine({ id, host: 'h', pid: 1, version: '1', interval: 60 });

async function terminate(application: string): Promise<number> {
  const { rowCount } = await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1',
    [application],
  );
  return rowCount ?? 0;
}

beforeAll(async () => {
  database = await testDatabase();
  proxy = await proxyFor(database.url);
  store = await openStore({ databaseUrl: proxy.url, encryptionKey: TEST_KEY });
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});

afterAll(async () => {
  await store?.close();
  await admin?.end();
  await proxy?.close();
  await database?.drop();
});

/** Words of statements that travel with the COMMIT, where a loss matters, and of one that travels with the BEGIN. */
const moments = { commit: 'UPDATE stacks SET', begin: 'INTO writers' };

test.each<[Cut, keyof typeof moments]>([
  ['answer', 'commit'],
  ['message', 'commit'],
  ['answer', 'begin'],
  ['message', 'begin'],
])('what is written while the %s is lost at %s happens once', async (cut, moment) => {
  const engine = await register();
  const stack = await storeStack(store);
  const lose = async () => {
    // A connection has its statements prepared, and sends their words only when it is new.
    await terminate('hearth writer');
    await delay(50);
    return { happened: proxy.cutAt(moments[moment], cut) };
  };
  // None of these could be done twice: the second time, its condition would not hold.
  const next = operationRow(stack.id);
  let { happened } = await lose();
  await store.commit(
    [
      { put: 'operation', row: next },
      { patch: 'stack', id: stack.id, set: { operationId: next.id } },
      { put: 'event', row: eventRow(stack.id) },
    ],
    { seen: [{ stackId: stack.id, operationId: stack.operationId }] },
  );
  await happened;
  ({ happened } = await lose());
  expect(await store.acquire(stack.id, engine.id)).toMatchObject({ id: stack.id, engineId: engine.id, epoch: 1 });
  await happened;
  expect(await store.stack(stack.id)).toMatchObject({ engineId: engine.id, epoch: 1, operationId: next.id });
  expect(await store.countEvents({ stackId: stack.id })).toBe(1);
  await engine.close();
});

test('commits and reads go on while connections are killed', async () => {
  const stack = await storeStack(store);
  const seen: string[] = [];
  const stop = await store.work(async (id) => void seen.push(id), { concurrency: 2 });
  let going = true;
  const killer = (async () => {
    let killed = 0;
    while (going) {
      killed += await terminate('hearth%');
      await delay(100);
    }
    return killed;
  })();
  const written: string[] = [];
  const writing = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 25; round++) {
        const row = eventRow(stack.id);
        await arrange(store, [{ put: 'event', row }]);
        written.push(row.id);
        expect((await store.stack(stack.id))?.id).toBe(stack.id);
        await delay(5);
      }
    }),
  ).finally(() => {
    going = false;
  });
  await writing;
  expect(await killer).toBeGreaterThan(10);
  const stored = (await store.events({ stackId: stack.id })).map(({ id }) => id);
  expect(stored.sort()).toEqual(written.sort());
  const woken = randomUUID();
  await arrange(store, [{ wake: woken }]);
  await expect.poll(() => seen, { timeout: 15_000 }).toContain(woken);
  await stop();
}, 60_000);

test('an engine whose connection dies learns of it, and its stacks are free', async () => {
  const one = await register();
  const two = await register();
  const stack = await storeStack(store);
  await store.acquire(stack.id, one.id);
  const lost = new Promise((resolve) => one.lost.addEventListener('abort', resolve));
  const { rows } = await admin.query(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hearth engine' ORDER BY backend_start",
  );
  await admin.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await lost;
  expect(two.lost.aborted).toBe(false);
  await expect.poll(() => store.unowned(100), { timeout: 2_000 }).toContain(stack.id);
  const listed = (await store.engines()).filter(({ id }) => id === one.id || id === two.id);
  expect(listed.map(({ id, alive }) => [id, alive])).toEqual([
    [one.id, false],
    [two.id, true],
  ]);
  expect(await store.acquire(stack.id, two.id)).toMatchObject({ engineId: two.id, epoch: 2 });
  // It comes back under its old name, but its epoch is over.
  const again = await register(one.id);
  await expect(store.commit([], { fence: { stackId: stack.id, epoch: 1 } })).rejects.toThrow(/owned by another/);
  await again.close();
  await one.close();
  await two.close();
});

test('an id belongs to one living engine', async () => {
  const one = await register();
  const start = Date.now();
  await expect(register(one.id)).rejects.toThrow(/is running/);
  expect(Date.now() - start).toBeGreaterThan(4_000);
  await one.close();
});

test('other processes hear of changes, and that they missed some while not listening', async () => {
  const other = await openStore({ databaseUrl: database.url, encryptionKey: TEST_KEY });
  const heard = new Set<string>();
  store.onChange((ids) => {
    for (const id of ids) heard.add(id);
  });
  const stack = await storeStack(other);
  await expect.poll(() => heard.has(stack.id), { timeout: 2_000 }).toBe(true);
  // More ids than fit into one payload.
  const many = Array.from({ length: 1_000 }, () => randomUUID());
  await arrange(
    other,
    many.map((id) => ({ put: 'event', row: eventRow(id) })),
  );
  await expect.poll(() => many.every((id) => heard.has(id)), { timeout: 2_000 }).toBe(true);
  await terminate('hearth listener');
  await expect.poll(() => heard.has('*'), { timeout: 5_000 }).toBe(true);
  heard.clear();
  await arrange(other, [{ patch: 'stack', id: stack.id, set: { reason: 'again' } }]);
  await expect.poll(() => heard.has(stack.id), { timeout: 2_000 }).toBe(true);
  await other.close();
});

test('wake-ups of one process are taken by another', async () => {
  const other = await openStore({ databaseUrl: database.url, encryptionKey: TEST_KEY });
  const seen: string[] = [];
  const stop = await other.work(async (id) => void seen.push(id), { concurrency: 2 });
  const ids = Array.from({ length: 50 }, () => randomUUID());
  await arrange(
    store,
    ids.map((wake) => ({ wake })),
  );
  await expect.poll(() => ids.every((id) => seen.includes(id)), { timeout: 10_000 }).toBe(true);
  await stop();
  await other.close();
});

test('the store survives a restart of the server', async () => {
  const server = await startPostgres({ durable: true });
  const place = await createDatabase(server.url);
  const own = await openStore({ databaseUrl: place.url, encryptionKey: TEST_KEY });
  const stack = await storeStack(own);
  const engine = await own.registerEngine({ id: randomUUID(), host: 'h', pid: 1, version: '1', interval: 60 });
  const seen: string[] = [];
  await own.work(async (id) => void seen.push(id), { concurrency: 2 });
  const written: string[] = [];
  let going = true;
  const writing = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (going) {
        const row = eventRow(stack.id);
        await arrange(own, [{ put: 'event', row }]);
        written.push(row.id);
        await delay(2);
      }
    }),
  );
  await delay(100);
  await server.restart();
  const atRestart = written.length;
  await expect.poll(() => written.length, { timeout: 15_000 }).toBeGreaterThan(atRestart + 50);
  going = false;
  await writing;
  expect(engine.lost.aborted).toBe(true);
  const stored = (await own.events({ stackId: stack.id })).map(({ id }) => id);
  expect(stored.sort()).toEqual(written.sort());
  await arrange(own, [{ wake: stack.id }]);
  await expect.poll(() => seen, { timeout: 15_000 }).toContain(stack.id);
  await own.close();
  await server.stop();
}, 60_000);

test('when patience ends, callers are told that the database is away', async () => {
  const front = await proxyFor(database.url);
  const own = await openStore({ databaseUrl: front.url, encryptionKey: TEST_KEY, patience: 300 });
  await front.close();
  const error = { code: 'HTTPServiceUnavailable', status: 503 };
  await expect(own.ping()).rejects.toMatchObject(error);
  await expect(arrange(own, [{ put: 'event', row: eventRow(randomUUID()) }])).rejects.toMatchObject(error);
  await own.close();
});

test('a wrong address is told when opening', async () => {
  const url = new URL(database.url);
  url.port = '1';
  await expect(openStore({ databaseUrl: url.href, encryptionKey: TEST_KEY, patience: 300 })).rejects.toThrow(
    /not available/,
  );
});

test('an older version goes on while a newer one adds columns', async () => {
  const stack = await storeStack(store);
  const look = async () => [
    await store.stack(stack.id),
    ...(await store.stacks({ id: [stack.id] })),
    ...(await store.resources(stack.id)),
    ...(await store.events({ stackId: stack.id })),
  ];
  await arrange(store, [{ put: 'event', row: eventRow(stack.id) }]);
  const before = await look();
  for (const table of ['stacks', 'resources', 'events', 'operations']) {
    await admin.query(`ALTER TABLE ${table} ADD COLUMN newer text NOT NULL DEFAULT 'x'`);
  }
  expect(await look()).toEqual(before);
  await arrange(store, [
    { patch: 'stack', id: stack.id, set: { reason: 'still written' } },
    { put: 'event', row: eventRow(stack.id) },
  ]);
  expect((await store.stack(stack.id))?.reason).toBe('still written');
  expect(await store.countEvents({ stackId: stack.id })).toBe(2);
});
