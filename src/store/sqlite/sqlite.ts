/**
 * SQLite: one engine process. The file is locked for as long as the process lives, so every engine id in it that this
 * process did not register belongs to a dead one.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { holdersOf } from '../claims.ts';
import type { Cell, DatabaseRecord } from '../codec.ts';
import type { Database, Decided, Found, Lookup, Written } from '../database.ts';
import { DirectoryInUse, noteHolder } from '../directory-in-use.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Spelling } from '../migrations/migration.ts';
import { makePrivateDatabase, makePrivateFolder } from '../private-file.ts';
import type { EngineRow } from '../rows.ts';
import {
  calledStacks,
  columnNames,
  credentialsStates,
  foundFrom,
  lentCredentials,
  onConflict,
  operationStates,
  patchedColumns,
  REACHED,
  rowStates,
  selectFrom,
  stackStates,
} from '../statements.ts';
import type { EngineRegistration } from '../store.ts';
import { RESOURCES, STACKS, type Table, WRITE_ORDER } from '../tables.ts';
import type { Writes } from '../write-set.ts';
import type { Step } from './protocol.ts';
import { LocalQueue } from './queue.ts';
import { Thread } from './thread.ts';

export const SPELLING: Spelling = {
  sequence: 'integer PRIMARY KEY AUTOINCREMENT',
  bigint: 'integer',
  updatedOften: '',
};
const SQLITE_BUSY = 5;

export class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly #writer: Thread;
  readonly #reader: Thread;
  readonly #queue = new LocalQueue();
  readonly #living = new Map<string, AbortController>();

  private constructor(writer: Thread, reader: Thread) {
    this.#writer = writer;
    this.#reader = reader;
    writer.onFailure = () => {
      for (const lost of this.#living.values()) lost.abort(new Error('The database thread has ended.'));
      this.#living.clear();
    };
  }

  /** `dataDir`: a folder, made when missing, or `:memory:`. `purpose`: what others are told who find it in use. */
  static async open(dataDir: string, purpose = 'hearth'): Promise<SqliteDatabase> {
    const inMemory = dataDir === ':memory:';
    const file = inMemory ? dataDir : join(dataDir, 'hearth.db');
    const lockFile = inMemory ? null : join(dataDir, 'hearth.lock');
    if (lockFile !== null) {
      makePrivateFolder(dataDir);
      makePrivateDatabase(file);
      makePrivateDatabase(lockFile);
    }
    const writer = await holding(dataDir, Thread.start({ file, lockFile, readOnly: false }));
    try {
      if (!inMemory) noteHolder(dataDir, purpose);
      await migrate(writer);
      // A second thread reads, so that a read needn't wait for a batch being written. A database in memory has only its own.
      const reader = inMemory ? writer : await Thread.start({ file, lockFile: null, readOnly: true });
      const database = new SqliteDatabase(writer, reader);
      await database.#refill();
      return database;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /**
   * To read beside the process that has the folder, if any; a commit is refused. A folder without a database reads as an empty one, which
   * is not made; an outdated database is brought up to date first, which takes the folder for a moment.
   */
  static async openToRead(dataDir: string, purpose: string): Promise<SqliteDatabase> {
    const file = join(dataDir, 'hearth.db');
    if (!existsSync(file)) return SqliteDatabase.open(':memory:');
    const reader = await Thread.start({ file, lockFile: null, readOnly: true });
    try {
      if (await isCurrent(reader)) return new SqliteDatabase(reader, reader);
    } catch (error) {
      await reader.close();
      throw error;
    }
    await reader.close();
    await (await SqliteDatabase.open(dataDir, purpose)).close();
    return SqliteDatabase.openToRead(dataDir, purpose);
  }

  /** To look at it while nobody else has it: nothing is made, migrated or written. */
  static async look(dataDir: string): Promise<SqliteDatabase> {
    const file = join(dataDir, 'hearth.db');
    if (!existsSync(file)) throw new Error('there is none yet: hearth migrate makes it');
    const lockFile = join(dataDir, 'hearth.lock');
    const reader = await holding(dataDir, Thread.start({ file, lockFile, readOnly: true }));
    return new SqliteDatabase(reader, reader);
  }

  query(sql: string, parameters: readonly Cell[] = []): Promise<DatabaseRecord[]> {
    return /^\s*(SELECT|WITH)\b/i.test(sql) ? this.#reader.query(sql, parameters) : this.#writer.query(sql, parameters);
  }

  async together(statements: { sql: string; parameters: readonly Cell[] }[]): Promise<DatabaseRecord[]> {
    const steps = statements.map(({ sql, parameters }) => ({ sql, rows: [parameters], returns: true }));
    return (await this.#writer.run(steps, true)).at(-1) ?? [];
  }

  async group<D extends Decided>(lookup: Lookup, decide: (found: Found) => D): Promise<Written<D>> {
    // Between look-up and write nobody else changes what was looked up: only group commits do, one at a time.
    const decision = decide(await this.#find(lookup));
    const changed = new Set(decision.writes.changed);
    if (decision.writes.empty) return { decision, changed, wanted: [] };
    const steps = stepsOf(decision.writes);
    if (decision.wanted.length > 0) {
      steps.push({
        sql: `${selectFrom(STACKS)} WHERE id = $1`,
        rows: decision.wanted.map((id) => [id]),
        returns: true,
      });
    }
    const results = await this.#writer.run(steps, true);
    const wanted = decision.wanted.length > 0 ? (results.pop() ?? []) : [];
    for (const rows of results) for (const { stack_id } of rows) changed.add(stack_id as string);
    this.#queue.add(decision.writes.wakes);
    return { decision, changed, wanted };
  }

  async #find({ stackIds, rowIds, taken, physicalIds, credentialsIds, names }: Lookup): Promise<Found> {
    const steps: Step[] = [
      { sql: stackStates('id = $1'), rows: stackIds.map((id) => [id]), returns: true },
      { sql: operationStates('id = $1'), rows: stackIds.map((id) => [id]), returns: true },
      { sql: rowStates('id = $1'), rows: rowIds.map((id) => [id]), returns: true },
      { sql: calledStacks('stack_id = $1'), rows: taken.stackIds.map((id) => [id, taken.now]), returns: true },
      { sql: holdersOf('= $1'), rows: physicalIds.map((id) => [id]), returns: true },
      { sql: credentialsStates('id = $1'), rows: credentialsIds.map((id) => [id]), returns: true },
      { sql: lentCredentials('id = $1'), rows: credentialsIds.map((id) => [id]), returns: true },
      {
        sql: `SELECT id, project_id, name FROM stacks
          WHERE project_id = $1 AND name = $2 AND parent_id IS NULL AND deleted_at IS NULL`,
        rows: names.map(({ projectId, name }) => [projectId, name]),
        returns: true,
      },
    ];
    if (steps.every((step) => step.rows.length === 0)) return foundFrom({});
    const answers = await this.#writer.run(steps, false);
    const [stacks, operations, rows, called, idHolders, credentials, lent, holders] = answers;
    return foundFrom({ stacks, operations, rows, called, idHolders, credentials, lent, holders });
  }

  async registerEngine(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration> {
    const { id, host, pid, version, interval } = row;
    const lost = new AbortController();
    this.#living.set(id, lost);
    const now = Date.now();
    for (const { id: other } of await this.#writer.query('SELECT id FROM engines')) {
      if (!this.#living.has(other as string))
        await this.#writer.query('DELETE FROM engines WHERE id = $1', [other ?? null]);
    }
    await this.#writer.query(
      `INSERT INTO engines (id, host, pid, version, started_at, seen_at, interval) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, version = excluded.version,
          started_at = excluded.started_at, seen_at = excluded.seen_at, interval = excluded.interval`,
      [id, host, pid, version, now, now, interval],
    );
    const heartbeat = setInterval(() => {
      // A failed report shows in `lost` when the thread is gone; else the next one makes up for it.
      this.#writer.query('UPDATE engines SET seen_at = $1 WHERE id = $2', [Date.now(), id]).catch(() => {});
    }, interval * 1000).unref();
    lost.signal.addEventListener('abort', () => clearInterval(heartbeat));
    return {
      id,
      lost: lost.signal,
      close: async () => {
        clearInterval(heartbeat);
        if (!this.#living.delete(id)) return;
        await this.#writer.query('DELETE FROM engines WHERE id = $1', [id]);
      },
    };
  }

  livingEngines(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.#living.keys()));
  }

  work(handler: (stackId: string) => Promise<void>, options: { concurrency: number }): Promise<() => Promise<void>> {
    return Promise.resolve(this.#queue.work(handler, options.concurrency));
  }

  queued(): number {
    return this.#queue.size;
  }

  onRemoteChange(): void {
    // There are no other processes.
  }

  async close(): Promise<void> {
    this.#living.clear();
    if (this.#reader !== this.#writer) await this.#reader.close();
    await this.#writer.close();
  }

  async #refill(): Promise<void> {
    const rows = await this.#writer.query(
      `SELECT s.id FROM operations o JOIN stacks s ON s.operation_id = o.id
        WHERE o.state IN ('queued', 'running') ORDER BY o.created_at`,
    );
    this.#queue.add(rows.map(({ id }) => id as string));
  }
}

function holding(dataDir: string, thread: Promise<Thread>): Promise<Thread> {
  return thread.catch((error) => {
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new DirectoryInUse(dataDir, { cause: error });
  });
}

function stepsOf(writes: Writes): Step[] {
  const steps: Step[] = [];
  for (const table of WRITE_ORDER) {
    const { puts, patches, removes } = writes.tables.get(table.name) ?? {};
    const returning = writes.unknownStacks && table.stackColumn ? ` RETURNING ${table.stackColumn} AS stack_id` : '';
    if (table === RESOURCES && writes.reached.size > 0) {
      const rows = Array.from(writes.reached, ([stackId, definitionId]) => [definitionId, stackId]);
      steps.push({ sql: REACHED, rows, returns: false });
    }
    if (removes?.size) {
      const sql = `DELETE FROM ${table.name} WHERE ${table.key} = $1${returning}`;
      steps.push({ sql, rows: [...removes].map((id) => [id]), returns: returning !== '' });
    }
    if (patches?.size) steps.push(...patchSteps(table, patches, returning));
    if (puts?.size) {
      const marks = table.columns.map((_, index) => `$${index + 1}`);
      const sql = `INSERT INTO ${table.name} (${columnNames(table.columns)}) VALUES (${marks}) ${onConflict(table)}`;
      const rows = [...puts.values()].map((record) => table.columns.map(({ name }) => record[name] ?? null));
      steps.push({ sql, rows, returns: false });
    }
  }
  if (writes.ownership.size > 0) {
    steps.push({
      sql: 'UPDATE stacks SET engine_id = $1, epoch = $2, takes = $3 WHERE id = $4',
      rows: [...writes.ownership].map(([id, { engineId, epoch, takes }]) => [engineId, epoch, takes, id]),
      returns: false,
    });
  }
  return steps;
}

function patchSteps(table: Table, patches: ReadonlyMap<string, DatabaseRecord>, returning: string): Step[] {
  const steps = new Map<string, { sql: string; rows: Cell[][]; returns: boolean }>();
  for (const [id, record] of patches) {
    const columns = patchedColumns(table, record);
    if (columns.length === 0) continue;
    const set = columns.map(({ name }, index) => `${name} = $${index + 1}`);
    const sql = `UPDATE ${table.name} SET ${set} WHERE ${table.key} = $${columns.length + 1}${returning}`;
    let step = steps.get(sql);
    if (!step) {
      step = { sql, rows: [], returns: returning !== '' };
      steps.set(sql, step);
    }
    step.rows.push([...columns.map(({ name }) => record[name] ?? null), id]);
  }
  return [...steps.values()];
}

/** Whether every migration was applied; of the first moments of a database, false. */
async function isCurrent(reader: Thread): Promise<boolean> {
  const [table] = await reader.query("SELECT 1 FROM sqlite_master WHERE name = 'migrations'");
  if (table === undefined) return false;
  const [row] = await reader.query('SELECT coalesce(max(version), 0) AS version FROM migrations');
  return (row?.version as number) >= (MIGRATIONS.at(-1)?.version ?? 0);
}

async function migrate(writer: Thread): Promise<void> {
  await writer.query(
    'CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at integer NOT NULL)',
  );
  const [row] = await writer.query('SELECT coalesce(max(version), 0) AS version FROM migrations');
  for (const migration of MIGRATIONS) {
    if (migration.version <= ((row?.version as number) ?? 0)) continue;
    const statements = migration.statements(SPELLING).map((sql) => ({ sql, rows: [[]], returns: false }));
    const note = {
      sql: 'INSERT INTO migrations (version, name, applied_at) VALUES ($1, $2, $3)',
      rows: [[migration.version, migration.name, Date.now()]],
      returns: false,
    };
    await writer.run([...statements, note], true);
  }
}
