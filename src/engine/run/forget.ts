/**
 * What is kept of attributes goes with the state of things when it was read. When a resource has changed, what depends on it, near or far, may tell
 * something else (a port whose subnet became another): it is forgotten in the commit that notes the change, and read again when the turn of the
 * resource comes, by whoever needs it first.
 */
import type { ResourceRow } from '../../store/rows.ts';
import type { StackRun } from './stack-run.ts';

export function forgetDependants(run: StackRun, name: string): void {
  const { model, seenTo } = run;
  // In a new stack nothing was read of what is still to be made.
  if (model === null || run.stack.action === 'CREATE') return;
  const names = [name];
  for (let each = names.pop(); each !== undefined; each = names.pop()) {
    for (const dependant of model.requiredBy(each)) {
      if (seenTo.has(dependant)) continue;
      seenTo.add(dependant);
      names.push(dependant);
      const row = run.current.get(dependant);
      if (row === undefined || Object.keys(row.attributes).length === 0) continue;
      run.touch(row, { attributes: {} });
      run.forgotten.add(row.id);
    }
  }
}

/** A resource is replaced though the plan did not say so: what the plan promised of those that refer to it does not hold. */
export function distrustDependants(run: StackRun, name: string): void {
  const seen = new Set([name]);
  for (const each of seen) {
    for (const dependant of run.model?.requiredBy(each) ?? []) {
      seen.add(dependant);
      const row = run.current.get(dependant);
      if (row !== undefined) run.forgotten.add(row.id);
    }
  }
}

/** Reads again what was forgotten of a resource that stays as it is. */
export async function readAgain(run: StackRun, row: ResourceRow): Promise<void> {
  if (!run.forgotten.delete(row.id)) return;
  await run.references.prefetch(row, run.model?.attributesOf(row.name) ?? []);
}
