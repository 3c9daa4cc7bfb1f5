/**
 * The plan of what leads to a definition: for runs and for previews, by the same function from the same inputs, so that what is shown is what is
 * run. What the cloud has to say is asked first ({@link observe}), and names are looked up as far as something hangs on them.
 */
import { candidateRows, type Plan, planningStack } from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { StackModel } from '../model/model.ts';
import { desired } from './desired.ts';
import type { Holder } from './holder.ts';
import { Names } from './names.ts';
import { type Observations, observe } from './observation.ts';
import type { Former } from './untouched.ts';

export interface PlanInputs {
  rows: readonly ResourceRow[];
  /** The definition that the stack was at before; null for none. */
  previousDefinitionId: string | null;
  former: Former | null;
  /** Compares with what the cloud shows, not only with what was last given. */
  converge: boolean;
  doubtful?: Set<string>;
}

export interface Planned {
  plan: Plan;
  /** The row that each name goes on from. */
  current: Map<string, ResourceRow>;
  observations: Observations;
}

/** Answers may raise further questions: an id is no name of something else. */
const ROUNDS = 3;

export async function planUpdate(holder: Holder, model: StackModel, inputs: PlanInputs): Promise<Planned> {
  const { rows, previousDefinitionId, former, converge, doubtful } = inputs;
  const observations = await observe(holder, model, rows, converge);
  const isMendable = (row: ResourceRow) => observations.isMendable(row);
  const current = candidateRows(rows, model.definitionId, previousDefinitionId, isMendable);
  const names = new Names(holder.inquiry);
  const wanted = desired(holder, model, { previousDefinitionId, former, current, observations, names, doubtful });
  const pace = new Pace();
  let plan: Plan;
  for (let round = 1; ; round++) {
    doubtful?.clear();
    plan = await pace.run(planningStack(wanted, rows));
    if (round === ROUNDS || !(await names.ask())) break;
  }
  holder.inquiry.forgetFailures();
  // To walk it takes a while, too.
  if (pace.isDue) await pace.rest();
  return { plan, current, observations };
}
