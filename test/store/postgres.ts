/** A PostgreSQL database of a test file's own. */
import { inject } from 'vitest';
import { createDatabase, type TestDatabase } from '../postgres/server.ts';
import type { Offer } from '../postgres/setup.ts';

/** Copied from a migrated one. Throws when there is no PostgreSQL. */
export async function testDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject('postgres'));
  const answer = await response.text();
  if (!response.ok) throw new Error(`No PostgreSQL for the tests: ${answer}`);
  const { serverUrl, template } = JSON.parse(answer) as Offer;
  return createDatabase(serverUrl, template);
}
