/** What two processes on one PostgreSQL do in step with each other. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { Fenced, type Store } from '../../src/store/store.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { testDatabase } from './postgres.ts';
import { resourceRow, storeStack } from './rows.ts';

let url: string;
let drop: () => Promise<void>;
let one: Store;
let two: Store;
beforeAll(async () => {
  ({ url, drop } = await testDatabase());
  [one, two] = (await Promise.all([1, 2].map(() => openStore({ databaseUrl: url, encryptionKey: TEST_KEY })))) as [
    Store,
    Store,
  ];
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await drop();
});

const register = (store: Store) =>
  store.registerEngine({ id: randomUUID(), host: 'h', pid: 1, version: '1', interval: 60 });

test('an engine that came to life a moment ago is not robbed by a process that has not heard of it', async () => {
  const second = await register(two);
  const stack = await storeStack(one);
  // What this one knows of the living is kept for a moment.
  await two.unowned(1);
  const first = await register(one);
  expect(await one.acquire(stack.id, first.id)).toMatchObject({ engineId: first.id });
  expect(await two.acquire(stack.id, second.id)).toBeNull();
  expect(await one.stack(stack.id)).toMatchObject({ engineId: first.id, epoch: 1 });
  await Promise.all([first.close(), second.close()]);
});

test('a commit waits for whoever is changing the owner, and is refused when that is done', async () => {
  const first = await register(one);
  const stack = await storeStack(one);
  await one.acquire(stack.id, first.id);
  const other = new Client({ connectionString: url });
  await other.connect();
  await other.query('BEGIN');
  await other.query('UPDATE stacks SET engine_id = $1, epoch = epoch + 1 WHERE id = $2', ['another', stack.id]);
  // It touches no row but its own: nothing else would make it wait.
  const row = resourceRow(stack.id);
  let over = false;
  const commit = one.commit([{ put: 'resource', row }], { fence: { stackId: stack.id, epoch: 1 } }).finally(() => {
    over = true;
  });
  commit.catch(() => {});
  const waits = async () =>
    (
      await other.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      )
    ).rows.length > 0;
  while (!over && !(await waits())) await delay(5);
  expect(over).toBe(false);
  await other.query('COMMIT');
  await expect(commit).rejects.toBeInstanceOf(Fenced);
  expect(await one.resource(row.id)).toBeNull();
  await other.end();
  await first.close();
});

test('each process is told once what changed: of its own commits by itself, of others by the database', async () => {
  const told: Record<'one' | 'two', string[]> = { one: [], two: [] };
  const stops = [one.onChange((ids) => void told.one.push(...ids)), two.onChange((ids) => void told.two.push(...ids))];
  const hears = async (who: keyof typeof told, id: string) => {
    while (!told[who].includes(id)) await delay(5);
  };
  const first = await storeStack(one);
  await hears('two', first.id);
  // What the database tells comes in order: had it told a commit to its own writer, that would have come before the next.
  const second = await storeStack(two);
  await hears('one', second.id);
  const third = await storeStack(one);
  await hears('two', third.id);
  for (const stop of stops) stop();
  expect(told.one.filter((id) => id === first.id)).toHaveLength(1);
  expect(told.two.filter((id) => id === second.id)).toHaveLength(1);
  expect(told.two.filter((id) => id === first.id)).toHaveLength(1);
});
