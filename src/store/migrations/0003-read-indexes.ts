import type { Migration } from './migration.ts';

/** Lists that the first indexes could only answer by sorting or reading everything. */
export const readIndexes: Migration = {
  version: 3,
  name: 'read indexes',
  statements: () => [
    // A few resources of a large stack; it answers for the stack as a whole as well as the index that it replaces.
    `CREATE INDEX resources_named ON resources (stack_id, name)`,
    `DROP INDEX resources_stack`,
    // Lists with nested or deleted stacks, newest first, page by page.
    `CREATE INDEX stacks_all ON stacks (project_id, created_at, id)`,
    // SQLite takes the youngest of several indexes that seem equal to it: the narrower one has to be that.
    `DROP INDEX stacks_listed`,
    `CREATE INDEX stacks_listed ON stacks (project_id, created_at, id) WHERE parent_id IS NULL AND deleted_at IS NULL`,
  ],
};
