/** The plan of a run, worked out from its rows and from what the cloud says. */
import {
  candidateRows,
  currentRows,
  type Plan,
  planningAction,
  planningStack,
  type StackVerb,
} from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { OperationKind, ResourceRow } from '../../store/rows.ts';
import type { Steps } from '../../template/steps.ts';
import { planUpdate } from '../plan/planning.ts';
import { formerId } from '../plan/untouched.ts';
import type { StackRun } from './stack-run.ts';

const VERBS: Partial<Record<OperationKind, StackVerb>> = {
  suspend: 'SUSPEND',
  resume: 'RESUME',
  check: 'CHECK',
  snapshot: 'SNAPSHOT',
};

export function verbOf(kind: OperationKind): StackVerb | undefined {
  return VERBS[kind];
}

/** Notes which row stands for each name as things are. */
export function noteCurrent(run: StackRun, choose: typeof currentRows = currentRows): void {
  const chosen = choose(run.rows.values(), run.stack.definitionId, formerId(run.stack));
  for (const row of chosen.values()) run.current.set(row.name, row);
}

export async function planRun(run: StackRun): Promise<Plan> {
  const verb = verbOf(run.operation.kind);
  const removing = run.operation.kind === 'delete' || run.operation.kind === 'abandon';
  // Awaited here: who looks at the stack of calls sees a plan being made.
  if (verb === undefined && !removing) return await planToDefinition(run);
  noteCurrent(run, removing ? candidateRows : currentRows);
  const pace = new Pace();
  const plan = await pace.run(planning(run, verb));
  // To walk it takes a while, too.
  if (pace.isDue) await pace.rest();
  return plan;
}

async function planToDefinition(run: StackRun): Promise<Plan> {
  if (run.model === null) throw new Error('a plan to a definition needs the definition');
  const { plan, current, observations } = await planUpdate(run, run.model, {
    rows: [...run.rows.values()],
    previousDefinitionId: formerId(run.stack),
    former: run.former,
    converge: run.observes,
    doubtful: run.doubtful,
  });
  for (const [name, row] of current) run.current.set(name, row);
  run.observations = observations;
  return plan;
}

function* planning(run: StackRun, verb: StackVerb | undefined): Steps<Plan> {
  yield;
  if (verb !== undefined) return yield* planningAction(verb, actedUpon(run));
  return yield* planningStack(null, [...run.rows.values()]);
}

/** What an update that failed has left on its way out is left alone. */
function actedUpon(run: StackRun): ResourceRow[] {
  return [...run.current.values()].filter(
    (row) => row.action !== 'DELETE' || run.model?.resource(row.name) !== undefined,
  );
}
