import type { Migration } from './migration.ts';

/**
 * Credentials that stacks borrow. What a stack has stays a row of its own, which says that it is borrowed: an engine of the version before,
 * which knows nothing of lenders, forgets that row with its stack and leaves the trust alone.
 */
export const lentCredentials: Migration = {
  version: 8,
  name: 'lent credentials',
  statements: () => [
    'ALTER TABLE credentials ADD COLUMN sharing text',
    'ALTER TABLE credentials ADD COLUMN lent_by text',
    'CREATE INDEX credentials_sharing ON credentials (sharing, created_at) WHERE sharing IS NOT NULL',
    'CREATE INDEX credentials_lent ON credentials (lent_by) WHERE lent_by IS NOT NULL',
  ],
};
