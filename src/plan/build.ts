/**
 * From what is wanted and what is there to a plan. One function for everything that a stack goes through: a create is a plan from
 * nothing, a delete one to nothing; an update, a rollback and a restore lead from one definition to another.
 */
import { finish, type Steps } from '../template/steps.ts';
import {
  BECAUSE_LEFTOVER,
  BECAUSE_REPLACED,
  BECAUSE_STACK_GOES,
  BECAUSE_UNWANTED,
  deleteSteps,
  doStepId,
  type Removal,
} from './cleanup.ts';
import { type Current, decide, orElse, type Wanted } from './decide.ts';
import { certain, type Decision, type Fate, type Plan, type Step, summarise } from './plan.ts';
import { candidateRows, type ExistingResource } from './rows.ts';

/**
 * How much of a resource others may count on while planning: all that is stored, its reference id only, its attributes only (of a replacement, which
 * has another id for certain, and the same attributes perhaps), or nothing. `likely`: all that is stored, though the attributes may be others when
 * its turn comes, because something that it depends on changes.
 */
export type Knowledge = 'all' | 'likely' | 'reference' | 'attributes' | 'none';

export interface Desired<R extends ExistingResource> {
  definitionId: string;
  /** The definition that the stack was at before; null for none. */
  previousDefinitionId: string | null;
  /** Enabled resources in an order in which each comes after those that it requires. */
  order: readonly string[];
  typeOf(name: string): string;
  requires(name: string): Iterable<string>;
  /**
   * Both sides of the comparison for a resource that exists. `known` tells what of other resources may be counted on; the rest
   * evaluates to `Unknown`. Called once per existing resource, in `order`.
   */
  compare(name: string, row: R, known: (name: string) => Knowledge): { current: Current; wanted: Wanted };
  /** Whether it can be told without a comparison that nothing about the resource changes. */
  isUntouched?(name: string, row: R): boolean;
  /** Whether an update can mend what failed, as far as the cloud was asked: then what could not be deleted is taken back. */
  isMendable?(row: R): boolean;
}

const NEW: Decision = certain('create', { why: 'new' });
const UNTOUCHED: Decision = certain('keep', { why: 'unchanged' });

export function planStack<R extends ExistingResource>(desired: Desired<R> | null, rows: readonly R[]): Plan {
  return finish(planningStack(desired, rows));
}

/** The same in steps, for thousands of resources take a while to compare. */
export function* planningStack<R extends ExistingResource>(
  desired: Desired<R> | null,
  rows: readonly R[],
): Steps<Plan> {
  if (desired === null) return yield* planRemoval(rows);
  const current = candidateRows(rows, desired.definitionId, desired.previousDefinitionId, desired.isMendable);
  const knowledge = new Map<string, Knowledge>();
  const expected = (name: string): Knowledge => knowledge.get(name) ?? 'none';
  const steps: Step[] = [];
  const removals = new Map<string, Removal>();
  const wanted = new Set(desired.order);

  for (const name of desired.order) {
    const row = current.get(name);
    const decision = row === undefined ? NEW : decideRow(desired, name, row, expected);
    const requires = [...desired.requires(name)];
    const isMoved = () => requires.some((required) => expected(required) !== 'all');
    knowledge.set(name, row === undefined ? 'none' : knowledgeAfter(decision.either, isMoved));
    const id = doStepId(name);
    const needs = requires.map(doStepId);
    steps.push({ id, kind: 'do', resource: name, type: desired.typeOf(name), rowId: row?.id ?? null, decision, needs });
    if (row !== undefined && decision.either.includes('replace')) {
      removals.set(row.id, { row, decision: BECAUSE_REPLACED, after: id });
    }
    yield;
  }
  for (const row of rows) {
    if (!wanted.has(row.name)) removals.set(row.id, { row, decision: BECAUSE_UNWANTED, after: null });
    else if (current.get(row.name) !== row)
      removals.set(row.id, { row, decision: BECAUSE_LEFTOVER, after: doStepId(row.name) });
  }
  for (const step of yield* deleteSteps(removals, rows, (name) => wanted.has(name))) steps.push(step);
  return summarise(steps);
}

function decideRow<R extends ExistingResource>(
  desired: Desired<R>,
  name: string,
  row: R,
  expected: (name: string) => Knowledge,
): Decision {
  // Never begun, or begun by an attempt that was cut short: the run settles that first and decides then.
  if (row.action === 'INIT') return NEW;
  if (desired.isUntouched?.(name, row)) return UNTOUCHED;
  const { current, wanted } = desired.compare(name, row, (other) => CERTAIN[expected(other)]);
  const decision = likely(decide(current, wanted), () => {
    const guess = desired.compare(name, row, (other) => LIKELY[expected(other)]);
    return decide(guess.current, guess.wanted);
  });
  // What was to be deleted is deleted first, where it can be; then nothing is left to replace.
  if (row.action === 'DELETE') return orElse(decision, 'create', ...(row.status === 'IN_PROGRESS' ? ANYTHING : []));
  if (row.status !== 'IN_PROGRESS') return decision;
  const creating = row.action === 'CREATE' || row.action === 'ADOPT';
  return {
    ...orElse(decision, ...(creating ? (['create', ...ANYTHING] as const) : ANYTHING)),
    fate: creating ? 'create' : decision.fate,
    reason:
      decision.reason.why === 'refused'
        ? decision.reason
        : { why: 'interrupted', state: `${row.action}_${row.status}` },
  };
}

/** What can be counted on of a plan's resources while the others are brought to what is wanted. */
export function countedOn(plan: Plan): (name: string) => Knowledge {
  const bySteps = new Map<string, Knowledge>();
  const expected = (id: string): Knowledge => bySteps.get(id) ?? 'none';
  for (const { id, needs, decision } of plan.steps) {
    const isMoved = () => needs.some((required) => expected(required) !== 'all');
    bySteps.set(id, knowledgeAfter(decision.either, isMoved));
  }
  return (name) => CERTAIN[expected(doStepId(name))];
}

/** What may become of a resource of which an earlier run will first have to find out how it is. */
const ANYTHING = ['keep', 'update', 'replace'] as const;

const CERTAIN: Record<Knowledge, Knowledge> = {
  all: 'all',
  likely: 'reference',
  reference: 'reference',
  attributes: 'none',
  none: 'none',
};
const LIKELY: Record<Knowledge, Knowledge> = {
  all: 'all',
  likely: 'all',
  reference: 'reference',
  attributes: 'attributes',
  none: 'none',
};

/**
 * Where the fate hangs on unknown values, the likely one of those possible: the one that comes out if a replacement has the
 * attributes of what it replaces.
 */
function likely(decision: Decision, guess: () => Decision): Decision {
  if (decision.either.length === 1) return decision;
  const { fate } = guess();
  return decision.either.includes(fate) ? { ...decision, fate } : decision;
}

function knowledgeAfter(either: readonly Fate[], isMoved: () => boolean): Knowledge {
  if (either.includes('replace') || either.includes('create')) return 'attributes';
  if (either.includes('update')) return 'reference';
  return isMoved() ? 'likely' : 'all';
}

function* planRemoval(rows: readonly ExistingResource[]): Steps<Plan> {
  const removals = new Map<string, Removal>();
  for (const row of rows) removals.set(row.id, { row, decision: BECAUSE_STACK_GOES, after: null });
  return summarise(yield* deleteSteps(removals, rows, () => false));
}
