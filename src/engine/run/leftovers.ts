/**
 * Rows that nothing stands for any more once a definition is reached: what turned out to need a replacement that the plan did not foresee (a nested
 * stack that somebody deleted). Whatever the plan said, one row is left for each resource.
 */
import { BECAUSE_LEFTOVER, deleteSteps, type Removal, type Step } from '../../plan/index.ts';
import { finish } from '../../template/steps.ts';
import type { StackRun } from './stack-run.ts';

export function leftoverSteps(run: StackRun): Step[] {
  const { model, rows, current } = run;
  const removals = new Map<string, Removal>();
  for (const row of rows.values()) {
    if (model?.resource(row.name) !== undefined && current.get(row.name) === row) continue;
    removals.set(row.id, { row, decision: BECAUSE_LEFTOVER, after: null });
  }
  return removals.size === 0 ? [] : finish(deleteSteps(removals, rows.values(), () => false));
}
