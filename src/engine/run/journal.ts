/**
 * What a run has to write, gathered and committed in order.
 *
 * Rows live in memory while a stack is owned; a step changes them with {@link Journal.touch} and goes on. The journal sends
 * whatever gathered while the last commit was under way as the next one, so that a thousand steps which end
 * together cost a few commits, and the outcome of one step and the intents of its dependants share one. Commits of a stack never overlap
 * and never change places: whoever waits for {@link Journal.flush} knows that everything before is durable too. A
 * step that has no effect outside need not wait at all.
 *
 * Three things can refuse a commit. {@link Fenced}: another engine owns the stack, and this one has nothing more to say.
 * {@link Stale}: a later operation was asked for; what was found out about resources is still true and is written again without the
 * condition, what was to be said about the stack as a whole is dropped. {@link Taken} refuses one row: its object is another stack's.
 */

import { type Claim, Taken } from '../../store/claims.ts';
import type { Seen } from '../../store/conditions.ts';
import type { EventRow, ResourceRow } from '../../store/rows.ts';
import { type Change, Fenced, Stale, type Store } from '../../store/store.ts';

/**
 * Changes that one commit takes at most; more wait for the next, so that progress is seen, and that neither encoding them nor all the steps
 * that go on when they are durable keep the event loop for long: with 4,000 that was twice as long, in the same time altogether.
 */
const LARGEST = 1000;
/** The same while other stacks have something to do: their commits come after it, at every step of theirs. */
const LARGEST_IN_COMPANY = 500;

export type ResourceSet = Partial<Omit<ResourceRow, 'id' | 'stackId'>>;

interface Batch {
  changes: Set<Change>;
  /** Takes nothing more, and may be refused without harm to the others: where a nested stack is not as it was read. */
  alone: { seen: Seen | null } | null;
  /** Rows that some of the changes are about. */
  rows: string[];
  /** Only meaningful while the operation is the stack's present one. */
  conditional: Change[];
  /** Objects that rows get, by the rows' ids. */
  claims: Map<string, Claim>;
  done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

interface RowChange {
  change: Change;
  batch: Batch;
}

export class Journal {
  readonly stackId: string;
  private readonly store: Store;
  private readonly epoch: number;
  private readonly operationId: string;
  private readonly inCompany: () => boolean;
  private readonly claim: (row: ResourceRow, physicalId: string) => Claim | null;
  /** Rows whose object turned out to be another stack's. What the run still has to say of them rests on an error, and is not written. */
  private readonly mistaken = new Set<string>();
  private gathering: Batch[] = [];
  private committing = false;
  private scheduled = false;
  private readonly rows = new Map<string, RowChange>();
  private failure: unknown = null;
  /** A later operation took over. */
  stale = false;
  /** Events written so far. */
  events = 0;
  /** Called once, when the first commit finds that a later operation took over. */
  onStale: () => void = () => {};
  /** Called when a row's object is another stack's. */
  onTaken: (error: Taken) => void = () => {};
  /** Called once, when nothing can be written any more. */
  onFailure: (error: unknown) => void = () => {};

  /** `inCompany`: whether other stacks have something to do in this process. */
  constructor(
    store: Store,
    about: {
      stackId: string;
      epoch: number;
      operationId: string;
      inCompany?: () => boolean;
      claim?(row: ResourceRow, physicalId: string): Claim | null;
    },
  ) {
    this.store = store;
    this.stackId = about.stackId;
    this.epoch = about.epoch;
    this.operationId = about.operationId;
    this.inCompany = about.inCompany ?? (() => false);
    this.claim = about.claim ?? (() => null);
  }

  insert(row: ResourceRow): void {
    this.noteRow(row.id, { put: 'resource', row: { ...row } });
    if (row.physicalId !== null) this.noteClaim(row, row.physicalId);
  }

  /** Changes members of a row, in memory at once and in the database with the next commit. */
  touch(row: ResourceRow, set: ResourceSet): void {
    const before = row.physicalId;
    Object.assign(row, set);
    if (this.mistaken.has(row.id)) return;
    const noted = this.rows.get(row.id);
    if (noted === undefined) this.noteRow(row.id, { patch: 'resource', id: row.id, set: { ...set } });
    else if ('put' in noted.change) Object.assign((noted.change as { row: ResourceRow }).row, set);
    else Object.assign((noted.change as { set: object }).set, set);
    if (set.physicalId !== undefined && set.physicalId !== before) this.noteClaim(row, set.physicalId);
  }

  private noteClaim(row: ResourceRow, physicalId: string | null): void {
    const claims = this.rows.get(row.id)?.batch.claims;
    const claim = physicalId === null ? null : this.claim(row, physicalId);
    if (claim === null) claims?.delete(row.id);
    else claims?.set(row.id, claim);
  }

  isMistaken(row: ResourceRow): boolean {
    return this.mistaken.has(row.id);
  }

  remove(row: ResourceRow): void {
    if (this.mistaken.has(row.id)) return;
    const noted = this.rows.get(row.id);
    this.rows.delete(row.id);
    noted?.batch.changes.delete(noted.change);
    this.add({ remove: 'resource', id: row.id });
  }

  event(row: EventRow): void {
    this.events++;
    this.add({ put: 'event', row });
  }

  add(change: Change): void {
    this.batch().changes.add(change);
  }

  /**
   * Members of rows and other changes, all in one commit of their own. Resolves when they are durable.
   * @throws Stale where a nested stack is not what it was read as: nothing was written, and the rows are as they were
   */
  async together(
    sets: readonly { row: ResourceRow; set: ResourceSet }[],
    changes: readonly Change[],
    seen: Seen | null,
  ): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const before = sets.map(({ row }) => ({ ...row }));
    const batch = this.newBatch({ seen });
    for (const { row, set } of sets) {
      Object.assign(row, set);
      batch.changes.add({ patch: 'resource', id: row.id, set });
      // What is noted from now on comes after it.
      this.rows.delete(row.id);
    }
    for (const change of changes) {
      if ('put' in change && change.put === 'event') this.events++;
      batch.changes.add(change);
    }
    try {
      await batch.done;
    } catch (error) {
      if (error instanceof Stale) sets.forEach(({ row, set }, index) => restore(row, set, before[index] ?? row));
      throw error;
    }
  }

  /** Written only if no later operation took over. */
  addConditional(change: Change): void {
    this.batch().conditional.push(change);
  }

  /** Resolves when everything noted so far is durable; rejects when it never will be. */
  flush(): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const last = this.gathering.at(-1) ?? this.current;
    if (last === null) return Promise.resolve();
    this.schedule();
    return last.done;
  }

  /** Writes nothing more. */
  close(): void {
    this.failure ??= new Fenced(`The stack ${this.stackId} is no longer owned here.`);
    this.onFailure = () => {};
  }

  get idle(): boolean {
    return this.gathering.length === 0 && !this.committing;
  }

  private current: Batch | null = null;

  private noteRow(id: string, change: Change): void {
    const batch = this.batch();
    batch.changes.add(change);
    batch.rows.push(id);
    this.rows.set(id, { change, batch });
  }

  private batch(): Batch {
    const last = this.gathering.at(-1);
    return last !== undefined && !this.isFull(last) ? last : this.newBatch(null);
  }

  private newBatch(alone: Batch['alone']): Batch {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever cares waits on flush(); a failure reaches everyone else through onFailure.
    promise.catch(() => {});
    const batch: Batch = {
      changes: new Set(),
      alone,
      rows: [],
      conditional: [],
      claims: new Map(),
      done: promise,
      resolve,
      reject,
    };
    this.gathering.push(batch);
    this.schedule();
    return batch;
  }

  private isFull({ changes, alone }: Batch): boolean {
    return alone !== null || changes.size >= LARGEST || (changes.size >= LARGEST_IN_COMPANY && this.inCompany());
  }

  private schedule(): void {
    if (this.scheduled || this.committing) return;
    this.scheduled = true;
    // After the callbacks of this turn: what they note goes into the same commit.
    setImmediate(() => {
      this.scheduled = false;
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (this.committing) return;
    this.committing = true;
    try {
      for (let batch = this.take(); batch !== null; batch = this.take()) {
        this.current = batch;
        try {
          if (this.failure !== null) throw this.failure;
          await this.write(batch);
          batch.resolve();
        } catch (error) {
          batch.reject(error);
          const harmless = batch.alone !== null && error instanceof Stale;
          if (this.failure === null && !harmless) {
            this.failure = error;
            this.onFailure(error);
          }
        }
        this.current = null;
      }
    } finally {
      this.committing = false;
    }
  }

  private take(): Batch | null {
    const batch = this.gathering.shift() ?? null;
    // Rows touched from now on belong to a later commit.
    for (const id of batch?.rows ?? []) if (this.rows.get(id)?.batch === batch) this.rows.delete(id);
    return batch;
  }

  private async write(batch: Batch): Promise<void> {
    const fence = { stackId: this.stackId, epoch: this.epoch };
    if (batch.alone !== null) {
      const { seen } = batch.alone;
      await this.store.commit([...batch.changes], { fence, seen: seen === null ? [] : [seen] });
      return;
    }
    for (;;) {
      const changes = this.stale ? [...batch.changes] : [...batch.changes, ...batch.conditional];
      if (changes.length === 0) return;
      const seen = this.stale ? [] : [{ stackId: this.stackId, operationId: this.operationId }];
      const claims = [...batch.claims.values()];
      try {
        await this.store.commit(changes, {
          fence,
          ...(seen.length === 0 ? {} : { seen }),
          ...(claims.length === 0 ? {} : { claims }),
        });
        return;
      } catch (error) {
        if (error instanceof Taken) this.mistake(error);
        else if (error instanceof Stale) {
          this.stale = true;
          this.onStale();
        } else throw error;
      }
    }
  }

  /** What was noted of a row since it got an object that is another's is not so: the row stays as it was, with its intent, for the next run. */
  private mistake(error: Taken): void {
    const { resourceId, physicalId } = error.by;
    this.mistaken.add(resourceId);
    this.rows.delete(resourceId);
    // Nor is what was to be said of the stack as a whole.
    this.stale = true;
    for (const { changes, claims } of this.current === null ? this.gathering : [this.current, ...this.gathering]) {
      claims.delete(resourceId);
      for (const change of changes) {
        if ('put' in change && change.put === 'resource' && change.row.id === resourceId) {
          Object.assign(change.row, { physicalId: null, action: 'CREATE', status: 'FAILED', reason: error.message });
        } else if ('patch' in change && change.patch === 'resource' && change.id === resourceId) changes.delete(change);
        else if ('put' in change && change.put === 'event' && change.row.physicalId === physicalId)
          changes.delete(change);
      }
    }
    this.onTaken(error);
  }
}

/** But for what was changed again since. */
function restore(row: ResourceRow, set: ResourceSet, before: ResourceRow): void {
  const back: Record<string, unknown> = {};
  for (const key of Object.keys(set) as (keyof ResourceSet)[]) if (row[key] === set[key]) back[key] = before[key];
  Object.assign(row, back);
}

export { Fenced };
