/**
 * Group commit. One transaction is in flight; requests that arrive meanwhile wait together and make the next. So a thousand
 * resources finishing at once cost a few transactions, and a single one waits for nothing.
 *
 * A request that breaks a rule of the database itself (a value that doesn't fit) would fail its whole batch: then each is tried alone,
 * and only the culprit is refused.
 */
import type { DatabaseRecord } from './codec.ts';
import type { Database } from './database.ts';
import { type Decision, decide, lookupFor, type Outcome, type Request } from './decisions.ts';
import type { CommitReport } from './store.ts';
import { isUnavailable } from './unavailable.ts';

/** Bounds the size of a transaction, so that none blocks the others for long. */
const LARGEST_BATCH = 4_000;

interface Waiting {
  request: Request;
  size: number;
  resolve(record: DatabaseRecord | null): void;
  reject(error: unknown): void;
}

export class GroupCommit {
  readonly figures = { commits: 0, changes: 0, largestBatch: 0 };
  readonly listeners = new Set<(commit: CommitReport) => void>();
  readonly #database: Database;
  readonly #announce: (changed: ReadonlySet<string>) => void;
  #queue: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(database: Database, announce: (changed: ReadonlySet<string>) => void) {
    this.#database = database;
    this.#announce = announce;
  }

  /** Resolves once durable; to the stack's record when the request acquires it, else null. */
  submit(request: Request): Promise<DatabaseRecord | null> {
    return new Promise((resolve, reject) => {
      const size = request.kind === 'commit' ? request.rows.length + 1 : 1;
      this.#queue.push({ request, size, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything submitted so far is settled. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What the same turn of the event loop still brings joins the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) await this.#attempt(this.#take());
    this.#running = null;
  }

  #take(): Waiting[] {
    let size = 0;
    let count = 0;
    while (count < this.#queue.length && size < LARGEST_BATCH) size += (this.#queue[count++] as Waiting).size;
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return batch;
  }

  async #attempt(batch: Waiting[]): Promise<void> {
    const requests = batch.map(({ request }) => request);
    const began = performance.now();
    try {
      const { decision, changed, wanted } = await this.#database.group(lookupFor(requests), (found) =>
        decide(requests, found),
      );
      this.#count(batch, decision, (performance.now() - began) / 1000);
      this.#settle(batch, decision.outcomes, wanted);
      if (changed.size > 0) this.#announce(changed);
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const waiting of batch) await this.#attempt([waiting]);
    }
  }

  #settle(batch: Waiting[], outcomes: Outcome[], wanted: DatabaseRecord[]): void {
    const records = new Map(wanted.map((record) => [record.id, record]));
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index] as Outcome;
      if (outcome instanceof Error) reject(outcome);
      else if (outcome?.stackId === undefined) resolve(null);
      else {
        // A later request of the batch may have changed the owner again; this caller's epoch is the one it was given.
        const record = records.get(outcome.stackId);
        const { engineId = null, epoch = 0, takes = 0 } = outcome;
        resolve(record ? { ...record, engine_id: engineId, epoch, takes } : null);
      }
    });
  }

  #count(batch: Waiting[], { outcomes }: Decision, seconds: number): void {
    let commits = 0;
    let changes = 0;
    batch.forEach(({ request }, index) => {
      if (request.kind !== 'commit' || outcomes[index] instanceof Error) return;
      commits += 1;
      changes += request.rows.length + request.wakes.length;
    });
    if (commits === 0) return;
    this.figures.commits += 1;
    this.figures.changes += changes;
    this.figures.largestBatch = Math.max(this.figures.largestBatch, commits);
    for (const listener of this.listeners) listener({ commits, changes, seconds });
  }
}
