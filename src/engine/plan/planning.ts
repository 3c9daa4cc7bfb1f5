/**
 * The plan of what leads to a definition: for runs and for previews, by the same function from the same inputs, so that what is shown is what is
 * run. What the cloud has to say is asked first ({@link observe}), and names are looked up as far as something hangs on them.
 */
import { HeatError } from '../../errors.ts';
import { candidateRows, countedOn, type Plan, planningStack } from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Live, StackModel } from '../model/model.ts';
import { desired, foreseen } from './desired.ts';
import type { Holder } from './holder.ts';
import { Names } from './names.ts';
import { foreseeChange, isSettled, type NestedChange, type Owner } from './nested.ts';
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
  /** What can be counted on of the stack's resources. */
  live: Live;
  /** Of owners whose own definition stays the same, the plans of their nested stacks, by row. */
  nested: ReadonlyMap<string, PlannedNested>;
  /** The row that each name goes on from. */
  current: Map<string, ResourceRow>;
  observations: Observations;
}

export interface PlannedNested extends NestedChange {
  planned: Planned;
}

/** Answers may raise further questions: an id is no name of something else. */
const ROUNDS = 3;
/** Nested stacks looked at at once. */
const AT_ONCE = 8;

export async function planUpdate(holder: Holder, model: StackModel, inputs: PlanInputs): Promise<Planned> {
  const { rows, previousDefinitionId, former, converge, doubtful } = inputs;
  const observations = await observe(holder, model, rows, converge);
  const isMendable = (row: ResourceRow) => observations.isMendable(row);
  const current = candidateRows(rows, model.definitionId, previousDefinitionId, isMendable);
  const names = new Names(holder.inquiry);
  const wanted = desired(holder, model, { previousDefinitionId, former, current, observations, names, doubtful });
  const pace = new Pace();
  const nested = new Map<string, PlannedNested>();
  const live = (plan: Plan) => foreseen(holder, { current }, countedOn(plan));
  let plan: Plan;
  for (let round = 1; ; round++) {
    doubtful?.clear();
    plan = await pace.run(planningStack(wanted, rows));
    if (round < ROUNDS && (await names.ask())) continue;
    // Each time, others turn out to be kept that hang on those that do.
    if (!(await noteSettled(holder, model, { plan, live: live(plan), current, observations, nested }))) break;
  }
  holder.inquiry.forgetFailures();
  // To walk it takes a while, too.
  if (pace.isDue) await pace.rest();
  return { plan, current, observations, live: live(plan), nested };
}

/** What would become of the nested stack that a resource owns; null where there is none, or it cannot be told yet. */
export async function planNested(holder: Holder, model: StackModel, owner: Owner): Promise<PlannedNested | null> {
  const change = await foreseeChange(holder, model, owner);
  if (change === null) return null;
  const { reading } = change;
  const planned = await planUpdate(reading, change.model, {
    rows: reading.rows,
    previousDefinitionId: reading.stack.goodDefinitionId,
    former: reading.model === null ? null : { id: reading.model.definitionId, template: reading.model.template },
    // A nested stack is told to update, and no more.
    converge: holder.room.config.observe_on_update,
  });
  return { ...change, planned };
}

/** Looks into the nested stacks of owners of which nothing changes themselves. Resolves to whether any of them is to be left in peace. */
async function noteSettled(
  holder: Holder,
  model: StackModel,
  { plan, live, current, observations, nested }: Omit<Planned, 'nested'> & { nested: Map<string, PlannedNested> },
): Promise<boolean> {
  const owners = plan.steps.flatMap(({ resource: name, decision }) => {
    const row = current.get(name);
    const isOpen = decision.reason.why === 'nested' && row?.status === 'COMPLETE' && !nested.has(row.id);
    return isOpen && row !== undefined ? [{ name, row, live }] : [];
  });
  let any = false;
  const waiting = owners.values();
  const look = async () => {
    for (const owner of waiting) {
      if (holder.dropping === true) return;
      const change = await planNested(holder, model, owner).catch(unlessRefused);
      if (change === null) continue;
      nested.set(owner.row.id, change);
      if (!(await isSettled(holder.room, change, change.planned.plan))) continue;
      observations.noteSettled(owner.row);
      any = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, owners.length) }, look));
  return any;
}

/** What is wrong with a nested stack is said when it is told. */
function unlessRefused(error: unknown): null {
  if (error instanceof HeatError) return null;
  throw error;
}
