/**
 * Decides a batch of requests: which hold, which are refused, and what is written. Pure. Requests are taken in order,
 * each seeing what those before it did, so a batch has the same outcome as its requests one after another.
 */
import { type Claim, Holders } from './claims.ts';
import type { Condition, Fence, Seen, SeenCredentials } from './conditions.ts';
import type { Decided, Found, Lookup } from './database.ts';
import { Lendings } from './lendings.ts';
import { Fenced, NameTaken, Stale } from './store.ts';
import { type RowWrite, Writes } from './write-set.ts';

export interface CommitRequest {
  kind: 'commit';
  rows: RowWrite[];
  reached: { reached: string; stackId: string }[];
  wakes: string[];
  changed: string[];
  unknownStacks: boolean;
  condition: Condition | 'apart';
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
      /** What is due by then counts as work. */
      now: number;
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

const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'running']);

const nameKey = (projectId: unknown, name: unknown) => `${projectId}\0${name}`;

export function lookupFor(requests: readonly Request[]): Lookup {
  const stackIds = new Set<string>();
  const rowIds = new Set<string>();
  const taken = { stackIds: [] as string[], now: 0 };
  const physicalIds = new Set<string>();
  const credentialsIds = new Set<string>();
  const names = new Map<string, { projectId: string; name: string }>();
  for (const request of requests) {
    if (request.kind !== 'commit') {
      stackIds.add(request.stackId);
      if (request.kind === 'acquire') {
        taken.stackIds.push(request.stackId);
        taken.now = Math.max(taken.now, request.now);
      }
      continue;
    }
    const { fence, seen, claims, lender, reclaimed } = partsOf(request.condition);
    for (const { by } of claims) physicalIds.add(by.physicalId);
    if (lender) credentialsIds.add(lender.id);
    if (reclaimed) credentialsIds.add(reclaimed.id);
    if (fence) stackIds.add(fence.stackId);
    for (const one of seen) {
      stackIds.add(one.stackId);
      if ('rows' in one) for (const { id } of one.rows ?? []) rowIds.add(id);
    }
    for (const { table, ...write } of request.rows) {
      if (table.name !== 'stacks' || write.kind !== 'put' || !isLiveTop(write.record)) continue;
      const { project_id, name } = write.record;
      names.set(nameKey(project_id, name), { projectId: project_id as string, name: name as string });
    }
  }
  return {
    stackIds: [...stackIds].sort(),
    rowIds: [...rowIds],
    taken,
    physicalIds: [...physicalIds].sort(),
    credentialsIds: [...credentialsIds].sort(),
    names: [...names.values()],
  };
}

interface Parts {
  fence: Fence | null;
  seen: readonly Seen[];
  claims: readonly Claim[];
  lender: SeenCredentials | null;
  reclaimed: SeenCredentials | null;
}

const NO_PARTS: Parts = { fence: null, seen: [], claims: [], lender: null, reclaimed: null };

function partsOf(condition: Condition | 'apart'): Parts {
  if (condition === 'apart') return NO_PARTS;
  if ('reclaimed' in condition) return { ...NO_PARTS, reclaimed: condition.reclaimed };
  if (!('fence' in condition)) return { ...NO_PARTS, seen: condition.seen, lender: condition.lender ?? null };
  return { ...NO_PARTS, fence: condition.fence, seen: condition.seen ?? [], claims: condition.claims ?? [] };
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
      state.claim(request);
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
    if (!stack || !state.hasWork(stackId, stack) || stack.takes >= request.belowTakes) return null;
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
  /** Of the resource rows that conditions ask for. */
  readonly #rows = new Map<string, { action: unknown; status: unknown }>();
  /** May name some whose signals an earlier request of the batch removed: taken for nothing, a stack is given up at once. */
  readonly #called: Set<string>;
  readonly #ids: Holders;
  readonly #lendings: Lendings;
  readonly #holders = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(found: Found) {
    this.#called = new Set(found.called);
    this.#ids = new Holders(found.idHolders);
    this.#lendings = new Lendings(found.credentials);
    for (const { id, epoch, takes, engineId, operationId, operationState } of found.stacks) {
      this.stacks.set(id, { epoch, takes, engineId, operationId });
      if (operationId !== null) this.#operations.set(operationId, operationState);
    }
    for (const { id, action, status } of found.rows) this.#rows.set(id, { action, status });
    for (const { id, projectId, name } of found.holders) this.#hold(id, nameKey(projectId, name));
  }

  hasWork(stackId: string, stack: Known): boolean {
    if (this.#called.has(stackId)) return true;
    if (stack.operationId === null) return false;
    // An operation that the batch did not look up was just put in place of another: its engine will see.
    return !this.#operations.has(stack.operationId) || UNFINISHED.has(this.#operations.get(stack.operationId));
  }

  refusal({ condition, rows }: CommitRequest): Error | null {
    const { fence, seen, claims, lender, reclaimed } = partsOf(condition);
    if (fence && this.stacks.get(fence.stackId)?.epoch !== fence.epoch) {
      return new Fenced(`Stack ${fence.stackId} is owned by another engine since epoch ${fence.epoch}.`);
    }
    for (const one of seen) {
      const changed = this.#changed(one);
      if (changed !== null) return new Stale(changed, one.stackId);
    }
    for (const claim of claims) {
      const taken = this.#ids.refusal(claim);
      if (taken !== null) return taken;
    }
    const changed = this.#lendings.refusal(lender, reclaimed);
    if (changed !== null) return changed;
    for (const { table, id, ...write } of rows) {
      if (table.name !== 'stacks' || write.kind !== 'put' || !isLiveTop(write.record)) continue;
      const holder = this.#holders.get(nameKey(write.record.project_id, write.record.name));
      if (holder !== undefined && holder !== id) return new NameTaken(`The name ${write.record.name} is taken.`);
    }
    return null;
  }

  claim({ condition }: CommitRequest): void {
    for (const { by } of partsOf(condition).claims) this.#ids.add(by);
  }

  /** What is no longer as it was seen. */
  #changed(seen: Seen): string | null {
    const stack = this.stacks.get(seen.stackId);
    if ('unmade' in seen) return stack === undefined ? null : `Stack ${seen.stackId} is there already.`;
    if (!stack || stack.operationId !== seen.operationId) {
      return `The operation of stack ${seen.stackId} is no longer ${seen.operationId}.`;
    }
    const other = seen.rows?.find(({ id, action, status }) => {
      const row = this.#rows.get(id);
      return row?.action !== action || row.status !== status;
    });
    return other === undefined ? null : `The resource ${other.id} is no longer ${other.action}_${other.status}.`;
  }

  apply(row: RowWrite): void {
    if (row.table.name === 'credentials') return this.#lendings.apply(row);
    if (row.kind === 'remove') {
      this.#rows.delete(row.id);
      this.#ids.remove(row.id);
      return;
    }
    const { record, id } = row;
    if (row.table.name === 'resources') {
      if (record.physical_id === null) this.#ids.remove(id);
      const before = this.#rows.get(id);
      if (before) {
        if (record.action !== undefined) before.action = record.action;
        if (record.status !== undefined) before.status = record.status;
      } else if (row.kind === 'put') this.#rows.set(id, { action: record.action, status: record.status });
    } else if (row.table.name === 'operations') {
      if (record.state !== undefined) this.#operations.set(id, record.state);
    } else if (row.table.name === 'signals') {
      if (row.kind === 'put') this.#called.add(record.stack_id as string);
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
