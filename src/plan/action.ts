/**
 * Plans that do one thing to every resource and change none: suspend (dependants first), resume, check and snapshot
 * (in the order of creation).
 */
import { finish, type Steps } from '../template/steps.ts';
import { dependantsByName, withoutCycles } from './cleanup.ts';
import { certain, type Plan, type Step, summarise } from './plan.ts';
import type { ExistingResource } from './rows.ts';

export type StackVerb = 'SUSPEND' | 'RESUME' | 'CHECK' | 'SNAPSHOT';

export function planAction(verb: StackVerb, rows: readonly ExistingResource[]): Plan {
  return finish(planningAction(verb, rows));
}

/** The same in steps. */
export function* planningAction(verb: StackVerb, rows: readonly ExistingResource[]): Steps<Plan> {
  const decision = certain('keep', { why: 'action', action: verb });
  const byName = new Map<string, string>();
  for (const row of rows) byName.set(row.name, row.id);
  const dependants = dependantsByName(rows);
  const needsOf = (row: ExistingResource): Iterable<string> => {
    if (verb === 'SUSPEND') return (dependants.get(row.name) ?? []).map((dependant) => dependant.id);
    return row.requires.flatMap((name) => byName.get(name) ?? []);
  };
  const steps: Step[] = [];
  for (const row of rows) {
    steps.push({
      id: actStepId(row.id),
      kind: 'act',
      resource: row.name,
      type: row.type,
      rowId: row.id,
      decision,
      needs: Array.from(needsOf(row), actStepId),
    });
    yield;
  }
  return summarise(yield* withoutCycles(steps));
}

export function actStepId(rowId: string): string {
  return `act:${rowId}`;
}
