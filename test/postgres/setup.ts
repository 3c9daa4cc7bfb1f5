/** Before all tests: one PostgreSQL server, and on it a migrated database from which each test file copies its own. */
import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { serverUrl: string; template: string } | { failure: string };
  }
}

/** A failure is told by the tests that need the database, so that the others still run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await startPostgres();
    const template = await createDatabase(server.url);
    const store = await openStore({ databaseUrl: template.url, encryptionKey: TEST_KEY });
    await store.close();
    project.provide('postgres', { serverUrl: server.url, template: new URL(template.url).pathname.slice(1) });
    return async () => {
      await template.drop();
      await server.stop();
    };
  } catch (error) {
    project.provide('postgres', { failure: String((error as Error).stack ?? error) });
    return undefined;
  }
}

export const TEST_KEY = 'a key of the tests, 32 bytes long';
