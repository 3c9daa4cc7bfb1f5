/** What lies on the disk is its owner's alone, from the moment it is there. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { configFrom } from '../../src/cli/config-flags.ts';
import { openConfiguredStore } from '../../src/cli/wiring/open-store.ts';
import { SqliteStorage } from '../../src/devcloud/state/storage.ts';
import { openStore } from '../../src/store/open.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { storeStack } from './rows.ts';

const root = mkdtempSync(join(tmpdir(), 'hearth-private-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);
const allRights = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, rights(join(folder, name))]));

test('a new data directory, its databases, their logs and the key', async () => {
  const dataDir = join(root, 'made', '.hearth');
  const store = await openConfiguredStore({ ...(await configFrom({})), database_url: null, data_dir: dataDir });
  await storeStack(store);
  expect(rights(dataDir)).toBe('700');
  const made = allRights(dataDir);
  expect(Object.keys(made)).toEqual(
    expect.arrayContaining(['encryption.key', 'hearth.db', 'hearth.db-wal', 'hearth.lock']),
  );
  expect(new Set(Object.values(made))).toEqual(new Set(['600']));
  await store.close();
});

test('what an earlier version left open is closed', async () => {
  const dataDir = join(root, 'open');
  mkdirSync(dataDir);
  await (await openStore({ dataDir, encryptionKey: TEST_KEY })).close();
  chmodSync(join(dataDir, 'hearth.db'), 0o644);
  const store = await openStore({ dataDir, encryptionKey: TEST_KEY });
  await storeStack(store);
  expect(new Set(Object.values(allRights(dataDir)))).toEqual(new Set(['600']));
  await store.close();
});

test('the state of the dev cloud', () => {
  const folder = join(root, 'devcloud');
  const storage = new SqliteStorage(folder);
  expect(rights(folder)).toBe('700');
  expect(new Set(Object.values(allRights(folder)))).toEqual(new Set(['600']));
  storage.close();
});

test('what the systemd unit starts', () => {
  const unit = readFileSync(new URL('../../deploy/hearth@.service', import.meta.url), 'utf8');
  expect(unit).toMatch(/^UMask=0077$/m);
  expect(unit).toMatch(/^StateDirectoryMode=0700$/m);
});
