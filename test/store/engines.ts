/** Runs a suite over both engines. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { TEST_KEY } from '../postgres/setup.ts';
import { testDatabase } from './postgres.ts';

export interface Room {
  readonly store: Store;
  /** Options with which the same database can be opened again. */
  readonly options: StoreOptions;
  /** Closes the store and opens it anew, as after a restart. */
  reopen(): Promise<void>;
}

export function onBothEngines(title: string, suite: (room: Room) => void): void {
  const make: Record<Store['engine'], () => Promise<{ options: StoreOptions; drop(): Promise<void> }>> = {
    sqlite: async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'hearth-store-'));
      const drop = async () => rmSync(dataDir, { recursive: true, force: true });
      return { options: { dataDir, encryptionKey: TEST_KEY }, drop };
    },
    postgres: async () => {
      const { url, drop } = await testDatabase();
      return { options: { databaseUrl: url, encryptionKey: TEST_KEY }, drop };
    },
  };
  describe.each(['sqlite', 'postgres'] as const)(`${title} (%s)`, (engine) => {
    let store: Store | undefined;
    let place: { options: StoreOptions; drop(): Promise<void> } | undefined;
    beforeAll(async () => {
      place = await make[engine]();
      store = await openStore(place.options);
    });
    afterAll(async () => {
      await store?.close();
      await place?.drop();
    });
    suite({
      get store() {
        return store as Store;
      },
      get options() {
        return place?.options as StoreOptions;
      },
      async reopen() {
        await store?.close();
        store = await openStore(place?.options as StoreOptions);
      },
    });
  });
}
