import type { Migration } from './migration.ts';

/** Credentials that no stack uses are found without reading all that are in use. */
export const idleCredentials: Migration = {
  version: 2,
  name: 'idle credentials',
  statements: ({ bigint }) => [
    `ALTER TABLE credentials ADD COLUMN idle_since ${bigint}`,
    `CREATE INDEX credentials_idle ON credentials (idle_since) WHERE idle_since IS NOT NULL`,
  ],
};
