/** A PostgreSQL database of a test file's own. */
import { inject } from 'vitest';
import { createDatabase, type TestDatabase } from '../postgres/server.ts';

/** Copied from a migrated one. Throws when there is no PostgreSQL. */
export function testDatabase(): Promise<TestDatabase> {
  const postgres = inject('postgres');
  if ('failure' in postgres) throw new Error(`No PostgreSQL for the tests: ${postgres.failure}`);
  return createDatabase(postgres.serverUrl, postgres.template);
}
