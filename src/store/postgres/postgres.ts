/**
 * PostgreSQL: any number of processes. Each writes through one connection in group commits, reads through a few, listens on one, and
 * holds one per engine.
 */
import type pg from 'pg';
import { Pool } from 'pg';
import type { Cell, DatabaseRecord } from '../codec.ts';
import type { Database, Decided, Found, Lookup, Written } from '../database.ts';
import type { EngineRow } from '../rows.ts';
import type { EngineRegistration } from '../store.ts';
import { unavailable } from '../unavailable.ts';
import { ChangesChannel } from './changes-channel.ts';
import { connect, connectionOptions, end } from './connection.ts';
import { Engines } from './engines.ts';
import { migrate } from './migrate.ts';
import { patiently } from './patience.ts';
import { Queue } from './queue.ts';
import { StatementNames } from './statement-names.ts';
import { Writer } from './writer.ts';

const PATIENCE_MS = 60_000;
const READ_CONNECTIONS = 8;
/** Starting without a database is a mistake in the configuration more often than a passing failure. */
const START_PATIENCE_MS = 10_000;

export interface PostgresOptions {
  readConnections?: number;
  patience?: number;
  /** Only to be looked at: nothing is made, migrated or listened to. */
  look?: boolean;
}

export class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #closed = new AbortController();
  readonly #names = new StatementNames();
  readonly #patience: number;
  readonly #pool: pg.Pool;
  readonly #queue: Queue;
  readonly #writer: Writer;
  readonly #engines: Engines;
  readonly #channel: ChangesChannel;

  private constructor(url: string, options: PostgresOptions) {
    this.#patience = options.patience ?? PATIENCE_MS;
    this.#pool = new Pool({
      ...connectionOptions(url, 'hearth reader'),
      max: options.readConnections ?? READ_CONNECTIONS,
      idleTimeoutMillis: 30_000,
    });
    // A lost idle connection is replaced when one is next needed.
    this.#pool.on('error', () => {});
    this.#queue = new Queue(url);
    this.#writer = new Writer(url, (stackIds) => this.#queue.enqueue(stackIds));
    this.#engines = new Engines(url, (sql, parameters) => this.query(sql, parameters));
    this.#channel = new ChangesChannel(url, this.#writer.id, this.#closed.signal);
  }

  static async open(url: string, options: PostgresOptions): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(url, options);
    const patience = Math.min(START_PATIENCE_MS, database.#patience);
    const { signal } = database.#closed;
    if (options.look === true) return database;
    try {
      await patiently(
        async () => {
          const client = await connect(connectionOptions(url, 'hearth migration'));
          try {
            await migrate(client);
          } finally {
            end(client);
          }
        },
        patience,
        signal,
      );
      await Promise.all([
        patiently(() => database.#queue.start(), patience, signal),
        patiently(() => database.#channel.start(), patience, signal),
      ]);
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }

  /** Reads, and writes that may be done twice: after a lost connection the statement is sent again. */
  query(sql: string, parameters: readonly Cell[] = []): Promise<DatabaseRecord[]> {
    return patiently(
      async () => {
        const query = { text: sql, values: [...parameters], name: this.#names.of(sql) };
        return (await this.#pool.query(query as pg.QueryConfig)).rows as DatabaseRecord[];
      },
      this.#patience,
      this.#closed.signal,
    );
  }

  together(statements: { sql: string; parameters: readonly Cell[] }[]): Promise<DatabaseRecord[]> {
    return patiently(
      async () => {
        const client = await this.#pool.connect();
        try {
          await client.query('BEGIN');
          let rows: DatabaseRecord[] = [];
          for (const { sql, parameters } of statements) rows = (await client.query(sql, [...parameters])).rows;
          await client.query('COMMIT');
          client.release();
          return rows;
        } catch (error) {
          client.release(true);
          throw error;
        }
      },
      this.#patience,
      this.#closed.signal,
    );
  }

  group<D extends Decided>(lookup: Lookup, decide: (found: Found) => D): Promise<Written<D>> {
    const batch = this.#writer.batch(lookup, decide);
    return patiently(() => batch.attempt(), this.#patience, this.#closed.signal);
  }

  registerEngine(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration> {
    if (this.#closed.signal.aborted) return Promise.reject(unavailable(new Error('The store is closed.')));
    return patiently(() => this.#engines.register(row), this.#patience, this.#closed.signal);
  }

  livingEngines(fresh = false): Promise<ReadonlySet<string>> {
    return this.#engines.living(fresh);
  }

  work(handler: (stackId: string) => Promise<void>, options: { concurrency: number }): Promise<() => Promise<void>> {
    return this.#queue.work(handler, options.concurrency);
  }

  queued(): number {
    return this.#queue.waiting;
  }

  onRemoteChange(listener: (stackIds: ReadonlySet<string>) => void): void {
    this.#channel.onChange(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#writer.close();
    this.#engines.close();
    await Promise.allSettled([this.#queue.stop(), this.#pool.end()]);
  }
}
