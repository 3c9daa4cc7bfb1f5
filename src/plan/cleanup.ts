/**
 * The steps that remove rows: those that are wanted no longer, those left over from earlier attempts, and those that a replacement makes
 * superfluous. Dependants go first: a row is deleted only after every row that was built upon it is deleted or moved over.
 */
import type { Steps } from '../template/steps.ts';
import { certain, type Decision, type Step } from './plan.ts';
import type { ExistingResource } from './rows.ts';

export interface Removal {
  row: ExistingResource;
  decision: Decision;
  /** `do` step of the same name that has to be over before (a replacement), if any. */
  after: string | null;
}

export function deleteStepId(rowId: string): string {
  return `delete:${rowId}`;
}

export function doStepId(name: string): string {
  return `do:${name}`;
}

/**
 * @param removals rows to remove, by row id
 * @param rows every row of the stack
 * @param isWanted tells whether a name has a `do` step in the same plan
 */
export function* deleteSteps(
  removals: ReadonlyMap<string, Removal>,
  rows: Iterable<ExistingResource>,
  isWanted: (name: string) => boolean,
): Steps<Step[]> {
  const dependants = dependantsByName(rows);
  const replacements = new Map<string, string>();
  for (const { row } of removals.values()) if (row.replaces !== null) replacements.set(row.replaces, row.id);
  const steps: Step[] = [];
  for (const { row, decision, after } of removals.values()) {
    const needs = new Set<string>();
    if (after !== null) needs.add(after);
    for (const dependant of dependants.get(row.name) ?? []) {
      if (removals.has(dependant.id)) needs.add(deleteStepId(dependant.id));
      if (isWanted(dependant.name)) needs.add(doStepId(dependant.name));
    }
    // A replacement that has to go as well goes before what it was to replace.
    const replacement = replacements.get(row.id);
    if (replacement !== undefined) needs.add(deleteStepId(replacement));
    steps.push({
      id: deleteStepId(row.id),
      kind: 'delete',
      resource: row.name,
      type: row.type,
      rowId: row.id,
      decision,
      needs: [...needs],
    });
    yield;
  }
  return yield* withoutCycles(steps);
}

export const BECAUSE_REPLACED = certain('delete', { why: 'replaced' });
export const BECAUSE_LEFTOVER = certain('delete', { why: 'leftover' });
export const BECAUSE_UNWANTED = certain('delete', { why: 'not-wanted' });
export const BECAUSE_STACK_GOES = certain('delete', { why: 'stack-deleted' });

export function dependantsByName(rows: Iterable<ExistingResource>): Map<string, ExistingResource[]> {
  const dependants = new Map<string, ExistingResource[]>();
  for (const row of rows) {
    for (const name of row.requires) {
      const list = dependants.get(name);
      if (list) list.push(row);
      else dependants.set(name, [row]);
    }
  }
  return dependants;
}

/**
 * Rows of different generations may have been built upon each other (b upon a, and later a upon b). Where that closes a
 * circle, some order is as good as another, and none must never be: the edges that close it are dropped.
 */
export function* withoutCycles(steps: Step[]): Steps<Step[]> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const state = new Map<string, 'open' | 'done'>();
  for (const root of steps) {
    if (state.has(root.id)) continue;
    // Depth first without recursion: a chain may be thousands of steps long.
    const stack: { step: Step; next: number }[] = [{ step: root, next: 0 }];
    state.set(root.id, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const need = top.step.needs[top.next];
      if (need === undefined) {
        state.set(top.step.id, 'done');
        stack.pop();
        yield;
        continue;
      }
      if (state.get(need) === 'open') {
        top.step.needs.splice(top.next, 1);
        continue;
      }
      top.next += 1;
      const child = byId.get(need);
      if (child !== undefined && !state.has(need)) {
        state.set(need, 'open');
        stack.push({ step: child, next: 0 });
      }
    }
  }
  return steps;
}
