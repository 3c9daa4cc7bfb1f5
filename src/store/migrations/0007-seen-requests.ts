import type { Migration } from './migration.ts';

/** Signed requests that changed something, until nobody would take them any more: for all processes, so that none serves one again. */
export const seenRequests: Migration = {
  version: 7,
  name: 'seen requests',
  statements: ({ bigint }) => [
    `CREATE TABLE seen_requests (digest text PRIMARY KEY, signer text NOT NULL, claim text NOT NULL, until ${bigint} NOT NULL)`,
    'CREATE INDEX seen_requests_signer ON seen_requests (signer)',
    'CREATE INDEX seen_requests_until ON seen_requests (until)',
  ],
};
