/** Rows as the planner knows them: each made after the one before, by a definition that is no longer wanted. */
import type { ExistingResource } from '../../src/plan/index.ts';

let clock = 0;

/** A resource that is well and stands alone; `name` is its id unless given. */
export function existing(id: string, set: Partial<ExistingResource> = {}): ExistingResource {
  clock += 1;
  return {
    id,
    name: id,
    type: 'Test::Thing',
    action: 'CREATE',
    status: 'COMPLETE',
    physicalId: `p-${id}`,
    definitionId: 'old',
    requires: [],
    replaces: null,
    replacedBy: null,
    createdAt: clock,
    ...set,
  };
}
