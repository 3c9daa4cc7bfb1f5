import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, withDatabase } from '../postgres/server.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { testDatabase } from './postgres.ts';
import { arrange, eventRow, storeStack } from './rows.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hearth-opening-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('a data directory serves one process, and the next once that is gone', async () => {
  const program = `
    import { openStore } from ${JSON.stringify(new URL('../../src/store/open.ts', import.meta.url).href)};
    import { eventRow } from ${JSON.stringify(new URL('./rows.ts', import.meta.url).href)};
    const store = await openStore({ dataDir: ${JSON.stringify(dataDir)}, encryptionKey: ${JSON.stringify(TEST_KEY)} });
    for (let n = 1; ; n++) {
      await store.commit([{ put: 'event', row: eventRow('s') }], 'apart');
      process.stdout.write(n + '\\n');
    }`;
  const file = join(dataDir, 'writer.ts');
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    acknowledged = Math.max(acknowledged, ...text.trim().split('\n').map(Number));
  });
  await expect.poll(() => acknowledged, { timeout: 10_000 }).toBeGreaterThan(20);
  await expect(openStore({ dataDir, encryptionKey: TEST_KEY })).rejects.toThrow(
    /is in use by `hearth` \(process \d+ on /,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openStore({ dataDir, encryptionKey: TEST_KEY });
  expect(await store.countEvents({ stackId: 's' })).toBeGreaterThanOrEqual(acknowledged);
  await store.close();
  await expect(store.ping()).rejects.toMatchObject({ code: 'HTTPServiceUnavailable' });
});

test('after a start, unfinished operations are in the queue', async () => {
  const options = { dataDir: join(dataDir, 'again'), encryptionKey: TEST_KEY };
  const first = await openStore(options);
  const stack = await storeStack(first);
  await first.close();
  const store = await openStore(options);
  expect(store.statistics().queued).toBe(1);
  const seen: string[] = [];
  await store.work(async (id) => void seen.push(id), { concurrency: 1 });
  await expect.poll(() => seen).toEqual([stack.id]);
  await store.close();
});

test('in memory, nothing is kept', async () => {
  const store = await openStore({ dataDir: ':memory:', encryptionKey: TEST_KEY });
  await arrange(store, [{ put: 'event', row: eventRow(randomUUID()) }]);
  expect(await store.countEvents({})).toBe(1);
  await store.close();
  const again = await openStore({ dataDir: ':memory:', encryptionKey: TEST_KEY });
  expect(await again.countEvents({})).toBe(0);
  await again.close();
});

test('a database or a directory must be named', async () => {
  await expect(openStore({ encryptionKey: TEST_KEY })).rejects.toThrow(/Name a data directory/);
});

test('several processes may start on an empty PostgreSQL at once', async () => {
  const { url, drop } = await testDatabase();
  const empty = await createDatabase(withDatabase(url, new URL(url).pathname.slice(1)));
  const stores = await Promise.all(
    Array.from({ length: 4 }, () => openStore({ databaseUrl: empty.url, encryptionKey: TEST_KEY })),
  );
  const stack = await storeStack(stores[0] as (typeof stores)[number]);
  for (const store of stores) expect((await store.stack(stack.id))?.id).toBe(stack.id);
  await Promise.all(stores.map((store) => store.close()));
  await empty.drop();
  await drop();
}, 60_000);
