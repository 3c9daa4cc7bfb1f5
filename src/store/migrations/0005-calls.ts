import type { Migration } from './migration.ts';

/** What is due for a resource at a time; signals and dues of stacks that nobody owns are found by a sweep. */
export const calls: Migration = {
  version: 5,
  name: 'calls',
  statements: ({ bigint }) => [
    `CREATE TABLE dues (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      resource_id text NOT NULL,
      resource_name text NOT NULL,
      what text NOT NULL,
      due_at ${bigint} NOT NULL,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX dues_at ON dues (due_at)`,
    `CREATE INDEX dues_stack ON dues (stack_id, due_at)`,
    // No operation ever was in the third state that the former index named.
    `CREATE INDEX operations_open ON operations (created_at) WHERE state IN ('queued', 'running')`,
    `DROP INDEX operations_unfinished`,
  ],
};
