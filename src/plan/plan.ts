/**
 * A plan: the steps that lead from what a stack is to what it is wanted to be. Pure data: shown by previews, `hearth plan` and
 * the dashboard, and run as it is by the engine.
 *
 * Steps form a directed acyclic graph by `needs`. Three kinds of step stand for a wanted resource (`create`, `settle`, `keep`);
 * `delete` stands for a row that has to go. Whether a wanted resource that exists stays, is updated or replaced is decided
 * by {@link Decision}: known already while planning unless it hangs on a value that only the run will tell, and then
 * the decision says on which (`unknown`) and what it may become (`either`).
 */
import type { Value } from '../template/value.ts';

export type Fate = 'create' | 'update' | 'replace' | 'keep' | 'delete';

/** Why a step is what it is; a closed set, for people by `describeReason`. */
export type Reason =
  | { why: 'new' }
  | { why: 'unchanged' }
  | { why: 'not-wanted' }
  | { why: 'stack-deleted' }
  | { why: 'type-changed'; before: string; after: string }
  | { why: 'property-changed'; changes: PropertyChange[] }
  | { why: 'metadata-changed' }
  | { why: 'failed-before'; status: string }
  | { why: 'unhealthy'; reason: string }
  | { why: 'interrupted'; action: string }
  | { why: 'replaced'; by: string }
  | { why: 'leftover' }
  | { why: 'definition-changed'; parts: string[] }
  | { why: 'depends-on-unknown'; unknown: string[]; changes: PropertyChange[] }
  | { why: 'restricted'; actions: string[] };

export interface PropertyChange {
  property: string;
  /** Absent where there was none or it is secret. */
  before?: Value;
  after?: Value;
  /** Hangs on these values, which only the run will tell, e.g. `server.first_address`. */
  unknown?: string[];
  /** What this change alone calls for. */
  effect: 'update' | 'replace' | 'forbidden' | 'unknown';
}

export interface Decision {
  fate: Fate;
  /** Where the fate hangs on unknown values: all that it may become; else only `fate`. */
  either: Fate[];
  reason: Reason;
}

export interface Step {
  /** `do:{resource name}` or `delete:{row id}`. */
  id: string;
  kind: 'do' | 'delete';
  resource: string;
  type: string;
  /** Row it starts from; null for a resource that has none. */
  rowId: string | null;
  decision: Decision;
  /** Ids of the steps that have to be over before. */
  needs: string[];
}

export interface Plan {
  steps: Step[];
  /** Counted by fate. */
  summary: Record<Fate, number>;
}
