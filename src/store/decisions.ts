/**
 * Decides a batch of requests: which hold, which are refused, and what is written. Pure. Requests are taken in order,
 * each seeing what those before it did, so a batch has the same outcome as its requests one after another.
 */
import type { Decided, Found, Lookup } from './database.ts';
import { type CommitOptions, type Expectation, Fenced, NameTaken, Stale } from './store.ts';
import { type RowWrite, Writes } from './write-set.ts';

export interface CommitRequest {
  kind: 'commit';
  rows: RowWrite[];
  reached: { reached: string; stackId: string }[];
  wakes: string[];
  changed: string[];
  unknownStacks: boolean;
  options: CommitOptions;
}

export type Request =
  | CommitRequest
  | {
      kind: 'acquire';
      stackId: string;
      engineId: string;
      living: ReadonlySet<string>;
      sure: boolean;
      /** Not one that was taken so often without getting anywhere. */
      belowTakes: number;
    }
  /** `takes` null: as they are. */
  | { kind: 'release'; stackId: string; engineId: string; epoch: number; takes: number | null }
  | { kind: 'settle'; stackId: string; engineId: string; epoch: number };

/**
 * An acquire found an owner that was not living when the caller last looked. It may have come to life since: the caller has to look again.
 */
export class OwnerInDoubt extends Error {}

/** Per request: refused with an error, done, or (acquire) done or null for not granted. */
export type Outcome =
  | Error
  | { done: true; stackId?: string; engineId?: string; epoch?: number; takes?: number }
  | null;

export interface Decision extends Decided {
  outcomes: Outcome[];
}

const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'running', 'rollback']);

const nameKey = (projectId: unknown, name: unknown) => `${projectId}\0${name}`;

export function lookupFor(requests: readonly Request[]): Lookup {
  const stackIds = new Set<string>();
  const names = new Map<string, { projectId: string; name: string }>();
  for (const request of requests) {
    if (request.kind !== 'commit') {
      stackIds.add(request.stackId);
      continue;
    }
    const { fence, unique, expectOperation } = request.options;
    if (fence) stackIds.add(fence.stackId);
    for (const { stackId } of expectations(expectOperation)) stackIds.add(stackId);
    if (unique) names.set(nameKey(unique.projectId, unique.name), { projectId: unique.projectId, name: unique.name });
    for (const { table, ...write } of request.rows) {
      if (table.name !== 'stacks' || write.kind !== 'put' || !isLiveTop(write.record)) continue;
      const { project_id, name } = write.record;
      names.set(nameKey(project_id, name), { projectId: project_id as string, name: name as string });
    }
  }
  return { stackIds: [...stackIds].sort(), names: [...names.values()] };
}

function expectations(expected: CommitOptions['expectOperation']): readonly Expectation[] {
  return expected === undefined ? [] : [expected].flat();
}

function isLiveTop(record: { [column: string]: unknown }): boolean {
  return record.parent_id === null && record.deleted_at === null;
}

/** What a stack is, as far as conditions ask. */
interface Known {
  epoch: number;
  takes: number;
  engineId: string | null;
  operationId: string | null;
}

export function decide(requests: readonly Request[], found: Found): Decision {
  const state = new Simulation(found);
  const writes = new Writes();
  const wanted: string[] = [];
  const outcomes = requests.map((request): Outcome => {
    if (request.kind === 'commit') {
      const refusal = state.refusal(request);
      if (refusal) return refusal;
      for (const row of request.rows) {
        state.apply(row);
        writes.add(row);
      }
      for (const { reached, stackId } of request.reached) writes.reached.set(stackId, reached);
      for (const id of request.wakes) writes.wakes.add(id);
      for (const id of request.changed) writes.changed.add(id);
      writes.unknownStacks ||= request.unknownStacks;
      return { done: true };
    }
    const { stackId, engineId } = request;
    const stack = state.stacks.get(stackId);
    if (request.kind !== 'acquire') {
      if (stack?.engineId !== engineId || stack.epoch !== request.epoch) return { done: true };
      if (request.kind === 'release') stack.engineId = null;
      stack.takes = request.kind === 'settle' ? 0 : (request.takes ?? stack.takes);
      writes.ownership.set(stackId, { engineId: stack.engineId, epoch: stack.epoch, takes: stack.takes });
      return { done: true };
    }
    if (!stack || !state.hasWork(stack) || stack.takes >= request.belowTakes) return null;
    if (stack.engineId !== null) {
      if (request.living.has(stack.engineId)) return null;
      if (!request.sure) return new OwnerInDoubt(stack.engineId);
    }
    stack.engineId = engineId;
    stack.epoch += 1;
    stack.takes += 1;
    const { epoch, takes } = stack;
    writes.ownership.set(stackId, { engineId, epoch, takes });
    wanted.push(stackId);
    return { done: true, stackId, engineId, epoch, takes };
  });
  return { writes, wanted, outcomes };
}

class Simulation {
  readonly stacks = new Map<string, Known>();
  readonly #operations = new Map<string, unknown>();
  readonly #holders = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(found: Found) {
    for (const { id, epoch, takes, engineId, operationId, operationState } of found.stacks) {
      this.stacks.set(id, { epoch, takes, engineId, operationId });
      if (operationId !== null) this.#operations.set(operationId, operationState);
    }
    for (const { id, projectId, name } of found.holders) this.#hold(id, nameKey(projectId, name));
  }

  hasWork(stack: Known): boolean {
    if (stack.operationId === null) return false;
    // An operation that the batch did not look up was just put in place of another: its engine will see.
    return !this.#operations.has(stack.operationId) || UNFINISHED.has(this.#operations.get(stack.operationId));
  }

  refusal({ options, rows }: CommitRequest): Error | null {
    const { fence, unique, expectOperation } = options;
    if (fence && this.stacks.get(fence.stackId)?.epoch !== fence.epoch) {
      return new Fenced(`Stack ${fence.stackId} is owned by another engine since epoch ${fence.epoch}.`);
    }
    for (const { stackId, operationId } of expectations(expectOperation)) {
      const stack = this.stacks.get(stackId);
      if (!stack || stack.operationId !== operationId) {
        return new Stale(`The operation of stack ${stackId} is no longer ${operationId}.`);
      }
    }
    if (unique) {
      const holder = this.#holders.get(nameKey(unique.projectId, unique.name));
      if (holder !== undefined && holder !== unique.exceptId) return new NameTaken(`The name ${unique.name} is taken.`);
    }
    for (const { table, id, ...write } of rows) {
      if (table.name !== 'stacks' || write.kind !== 'put' || !isLiveTop(write.record)) continue;
      const holder = this.#holders.get(nameKey(write.record.project_id, write.record.name));
      if (holder !== undefined && holder !== id) return new NameTaken(`The name ${write.record.name} is taken.`);
    }
    return null;
  }

  apply(row: RowWrite): void {
    if (row.kind === 'remove') return;
    const { record, id } = row;
    if (row.table.name === 'operations') {
      if (record.state !== undefined) this.#operations.set(id, record.state);
    } else if (row.table.name === 'stacks') {
      const stack = this.stacks.get(id);
      if (stack) {
        if (record.operation_id !== undefined) stack.operationId = record.operation_id as string | null;
      } else if (row.kind === 'put') {
        const { epoch, engine_id, operation_id } = record;
        this.stacks.set(id, {
          epoch: epoch as number,
          takes: 0,
          engineId: engine_id as string | null,
          operationId: operation_id as string | null,
        });
      }
      if (row.kind === 'put' && isLiveTop(record)) this.#hold(id, nameKey(record.project_id, record.name));
      else if (record.deleted_at !== undefined && record.deleted_at !== null) this.#letGo(id);
    }
  }

  #hold(id: string, name: string): void {
    this.#letGo(id);
    this.#holders.set(name, id);
    this.#names.set(id, name);
  }

  #letGo(id: string): void {
    const name = this.#names.get(id);
    if (name === undefined) return;
    this.#names.delete(id);
    if (this.#holders.get(name) === id) this.#holders.delete(name);
  }
}
