import type { Migration } from './migration.ts';

/** How often a stack was taken by an engine without getting anywhere since: one that kills whoever takes it has to be told. */
export const takes: Migration = {
  version: 6,
  name: 'takes',
  statements: () => ['ALTER TABLE stacks ADD COLUMN takes integer NOT NULL DEFAULT 0'],
};
