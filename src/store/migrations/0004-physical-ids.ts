import type { Migration } from './migration.ts';

/** Whose an object is has to be asked of all stacks, for every object that is made. */
export const physicalIds: Migration = {
  version: 4,
  name: 'physical ids',
  statements: () => ['CREATE INDEX resources_physical ON resources (physical_id) WHERE physical_id IS NOT NULL'],
};
