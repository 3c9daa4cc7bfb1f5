/**
 * Before all tests: the offer of one PostgreSQL server, with a migrated database from which each test file copies its own. It is started
 * when the first test file asks, so that a run of tests that don't need it doesn't wait for it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, type PostgresServer, startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask. */
    postgres: string;
  }
}

export interface Offer {
  serverUrl: string;
  /** Name of the migrated database. */
  template: string;
}

export const TEST_KEY = 'a key of the tests, 32 bytes long';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<{ server: PostgresServer; offer: Offer; drop(): Promise<void> }> | null = null;
  const desk = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ offer }) => response.end(JSON.stringify(offer)),
      (error) => response.writeHead(500).end(String((error as Error).stack ?? error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('postgres', `http://127.0.0.1:${(desk.address() as AddressInfo).port}/`);
  return async () => {
    desk.closeAllConnections();
    desk.close();
    // A start that failed has already failed the tests that needed it.
    const running = await started?.catch(() => null);
    if (!running) return;
    await running.drop();
    await running.server.stop();
  };
}

async function start() {
  const server = await startPostgres();
  const { url, drop } = await createDatabase(server.url);
  const store = await openStore({ databaseUrl: url, encryptionKey: TEST_KEY });
  await store.close();
  return { server, drop, offer: { serverUrl: server.url, template: new URL(url).pathname.slice(1) } };
}
