/**
 * A plan: the steps that lead from what a stack is to what it is wanted to be. Pure data: shown by previews, `hearth plan` and
 * the dashboard, and run as it is by the engine.
 *
 * Steps form a directed acyclic graph by `needs`. A `do` step stands for a wanted resource: it makes it, or brings the
 * row that is there to what is wanted. A `delete` step stands for a row that has to go, or has to go if its resource gets
 * replaced. An `act` step does one thing to a row that stays (suspend, resume, check, snapshot).
 *
 * Whether a wanted resource that exists stays, is updated or replaced is a {@link Decision}. It is known while planning
 * unless it hangs on a value that only the run will tell; then it says on which, and what it may become (`either`), and the
 * engine asks `decide` again with the values. The answer is always one of `either`.
 */
import type { Disturbance, Handover } from '../template/schema/types.ts';
import type { Value } from '../template/value.ts';

export type Fate = 'create' | 'update' | 'replace' | 'keep' | 'delete';

/** Why a step is what it is; a closed set, put into words by `describeReason`. */
export type Reason =
  | { why: 'new' }
  | { why: 'unchanged' }
  | { why: 'external' }
  /** Owns a nested stack, whose members decide for themselves. */
  | { why: 'nested' }
  /** Resources of this type are replaced at every update. */
  | { why: 'type-asks' }
  | { why: 'not-wanted' }
  | { why: 'stack-deleted' }
  | { why: 'leftover' }
  | { why: 'replaced' }
  /** Its nested stack is, and all of it. */
  | { why: 'stack-replaced' }
  | { why: 'action'; action: string }
  | { why: 'type-changed'; before: string; after: string }
  | { why: 'properties-changed'; changes: PropertyChange[] }
  | { why: 'definition-changed'; parts: string[] }
  /** `because`: what was said then. */
  | { why: 'failed-before'; state: string; because: string }
  /** It could not be deleted, and is wanted again. */
  | { why: 'taken-back' }
  /** Its object is not there any more. */
  | { why: 'gone' }
  | { why: 'interrupted'; state: string }
  /** The update may not be made; the step fails with this error. */
  | { why: 'refused'; code: 'NotSupported' | 'ResourceActionRestricted'; message: string };

/** What the change of one property calls for. `forbidden`: it may never change. */
export type Effect = 'update' | Disturbance | 'replace' | 'forbidden';

export interface PropertyChange {
  property: string;
  /** Null where there was none. */
  before: Value;
  /** Absent while it is not known. */
  after?: Value;
  /** What it hangs on, e.g. `server.first_address`; such a change may turn out to be none. */
  unknown?: string[];
  effect: Effect;
}

export interface Decision {
  fate: Fate;
  /** All that it may become once values are known that are not known yet; only `fate` where it is certain. */
  either: Fate[];
  reason: Reason;
  /** What nobody could tell while planning, values of properties aside: `web (live)` where a service does not answer. */
  hangsOn?: string[];
  /** Of a replacement: what only one of the two can hold. */
  handsOver?: Handover;
}

export type StepKind = 'do' | 'delete' | 'act';

export interface Step {
  /** `do:{resource}`, `delete:{row id}` or `act:{row id}`. */
  id: string;
  kind: StepKind;
  resource: string;
  type: string;
  /** Row it starts from; null for a resource that has none. */
  rowId: string | null;
  decision: Decision;
  /** Ids of the steps that have to be over before. */
  needs: string[];
  /** In previews: what becomes of the nested stack that the resource owns, as far as that can be told. */
  nested?: Plan;
}

export interface Plan {
  steps: Step[];
  /** Counted by fate. A replacement counts once, as `replace`; in place of a nested stack counts what changes in it. */
  summary: Record<Fate, number>;
}

export function certain(fate: Fate, reason: Reason): Decision {
  return { fate, either: [fate], reason };
}

function isChange({ summary: { create, update, replace, delete: removed } }: Plan): boolean {
  return create + update + replace + removed > 0;
}

export function summarise(steps: Step[]): Plan {
  const summary: Record<Fate, number> = { create: 0, update: 0, replace: 0, keep: 0, delete: 0 };
  for (const step of steps) {
    if (step.decision.reason.why === 'replaced') continue;
    const { nested } = step;
    if (nested === undefined || !isChange(nested)) summary[step.decision.fate] += 1;
    else for (const fate of Object.keys(summary) as Fate[]) summary[fate] += nested.summary[fate];
  }
  return { steps, summary };
}
