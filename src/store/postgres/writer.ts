/**
 * The one connection through which a process writes, with statements pipelined: a group commit is two round trips, one to look
 * up and one to write and commit.
 *
 * When the connection breaks at COMMIT, whether it happened is unknown. So each batch has a number, and its transaction first puts that
 * number into this process's row of `writers`, if it is larger than the one there. Done again after a failure, that statement waits until the
 * former transaction is over, and then tells whether it was committed.
 */
import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { holdersOf } from '../claims.ts';
import type { DatabaseRecord } from '../codec.ts';
import type { Decided, Found, Lookup, Written } from '../database.ts';
import {
  type Answers,
  calledStacks,
  credentialsStates,
  foundFrom,
  lentCredentials,
  operationStates,
  rowStates,
  selectFrom,
  stackStates,
} from '../statements.ts';
import { STACKS } from '../tables.ts';
import { type Statement, statementsOf } from './bulk.ts';
import { notifications } from './changes-channel.ts';
import { connect, connectionOptions, end } from './connection.ts';
import { StatementNames } from './statement-names.ts';

const ANY_ID = 'id = ANY($1::text[])';
const ANY_STACK = 'stack_id = ANY($1::text[])';
const MARK = `INSERT INTO writers (id, batch, seen_at) VALUES ($1, $2, $3)
  ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, seen_at = excluded.seen_at
  WHERE writers.batch < excluded.batch RETURNING batch`;
const HOLDERS = `SELECT s.id, s.project_id, s.name
  FROM json_to_recordset($1::json) AS n(project_id text, name text)
  JOIN stacks s ON s.project_id = n.project_id AND s.name = n.name
  WHERE s.parent_id IS NULL AND s.deleted_at IS NULL`;

const LOCK_IDS = 'SELECT count(pg_advisory_xact_lock(hashtextextended(id, 0))) FROM unnest($1::text[]) AS id';

/** Makes the statements that put wake-ups into the queue. */
export type Enqueue = (stackIds: readonly string[]) => Promise<Statement[]>;

export class Writer {
  /** Tells this process's notifications from others'. */
  readonly id = randomUUID();
  readonly #options: pg.ClientConfig;
  readonly #enqueue: Enqueue;
  readonly #names = new StatementNames();
  #client: pg.Client | null = null;
  #batch = 0;

  constructor(url: string, enqueue: Enqueue) {
    this.#options = connectionOptions(url, 'hearth writer');
    this.#enqueue = enqueue;
  }

  /** A batch; its `attempt` may be called until it succeeds. */
  batch<D extends Decided>(lookup: Lookup, decide: (found: Found) => D): { attempt(): Promise<Written<D>> } {
    const number = ++this.#batch;
    let last: { decision: D; changed: Set<string> } | null = null;
    return {
      attempt: async () => {
        const client = await this.#connected();
        try {
          const found = await this.#begin(client, number, lookup);
          if (found === 'committed') {
            if (!last) throw new Error(`Batch ${number} was committed by nobody.`);
            await this.#query(client, [{ sql: 'ROLLBACK', parameters: [] }]);
            return { ...last, wanted: await this.#wanted(client, last.decision.wanted) };
          }
          const decision = decide(found);
          if (decision.writes.empty) {
            await this.#query(client, [{ sql: 'ROLLBACK', parameters: [] }]);
            return { decision, changed: new Set(decision.writes.changed), wanted: [] };
          }
          last = { decision, changed: new Set(decision.writes.changed) };
          return { ...last, wanted: await this.#write(client, decision, last.changed) };
        } catch (error) {
          // Whatever state it is in: a new connection is certain to be in none.
          this.#drop(client);
          throw error;
        }
      },
    };
  }

  close(): void {
    if (this.#client) this.#drop(this.#client);
  }

  async #begin(
    client: pg.Client,
    number: number,
    { stackIds, rowIds, taken, physicalIds, credentialsIds, names }: Lookup,
  ): Promise<Found | 'committed'> {
    const statements: Statement[] = [
      { sql: 'BEGIN', parameters: [] },
      { sql: MARK, parameters: [this.id, number, Date.now()] },
    ];
    const asked: (keyof Answers | 'locks')[] = [];
    if (stackIds.length > 0) {
      // Locked, so that no other process changes an owner between here and COMMIT; in order of ids, so that none waits in a circle.
      statements.push({ sql: `${stackStates(ANY_ID)} FOR NO KEY UPDATE`, parameters: [stackIds] });
      statements.push({ sql: operationStates(ANY_ID), parameters: [stackIds] });
      asked.push('stacks', 'operations');
    }
    if (rowIds.length > 0) {
      // After the lock on their stacks, without which no other process changes them.
      statements.push({ sql: rowStates(ANY_ID), parameters: [rowIds] });
      asked.push('rows');
    }
    if (taken.stackIds.length > 0) {
      statements.push({ sql: calledStacks(ANY_STACK), parameters: [taken.stackIds, taken.now] });
      asked.push('called');
    }
    if (physicalIds.length > 0) {
      // After the stacks' locks, in order of ids: none waits in a circle. The second statement sees what whoever held a lock has written.
      statements.push({ sql: LOCK_IDS, parameters: [physicalIds] });
      statements.push({ sql: holdersOf('= ANY($1::text[])'), parameters: [physicalIds] });
      asked.push('locks', 'idHolders');
    }
    if (credentialsIds.length > 0) {
      // Locked, so that nobody borrows what is being given back.
      statements.push({ sql: `${credentialsStates(ANY_ID)} FOR NO KEY UPDATE`, parameters: [credentialsIds] });
      statements.push({ sql: lentCredentials(ANY_ID), parameters: [credentialsIds] });
      asked.push('credentials', 'lent');
    }
    if (names.length > 0) {
      const wanted = names.map(({ projectId, name }) => ({ project_id: projectId, name }));
      statements.push({ sql: HOLDERS, parameters: [JSON.stringify(wanted)] });
      asked.push('holders');
    }
    const [, marked = [], ...answers] = await this.#query(client, statements);
    if (marked.length === 0) return 'committed';
    const found: Partial<Answers> = {};
    for (const [index, what] of asked.entries()) if (what !== 'locks') found[what] = answers[index] ?? [];
    return foundFrom(found);
  }

  /** Writes and commits; adds to `changed` what only the rows themselves tell. Returns the wanted stacks. */
  async #write(client: pg.Client, { writes, wanted }: Decided, changed: Set<string>): Promise<DatabaseRecord[]> {
    const statements = statementsOf(writes);
    if (writes.wakes.size > 0) statements.push(...(await this.#enqueue([...writes.wakes].sort())));
    if (writes.unknownStacks) {
      for (const rows of await this.#query(client, statements.splice(0))) {
        for (const { stack_id } of rows) if (typeof stack_id === 'string') changed.add(stack_id);
      }
    }
    statements.push(...notifications(this.id, changed));
    if (wanted.length > 0) statements.push(this.#wantedStatement(wanted));
    statements.push({ sql: 'COMMIT', parameters: [] });
    const results = await this.#query(client, statements);
    return wanted.length > 0 ? (results.at(-2) ?? []) : [];
  }

  async #wanted(client: pg.Client, ids: string[]): Promise<DatabaseRecord[]> {
    if (ids.length === 0) return [];
    const [rows = []] = await this.#query(client, [this.#wantedStatement(ids)]);
    return rows;
  }

  #wantedStatement(ids: string[]): Statement {
    return { sql: `${selectFrom(STACKS)} WHERE ${ANY_ID}`, parameters: [ids] };
  }

  /** Sends all at once; throws the first error. A COMMIT of a failed transaction answers ROLLBACK, after that error. */
  async #query(client: pg.Client, statements: Statement[]): Promise<DatabaseRecord[][]> {
    // One packet: a system call per statement cost more than making the statements.
    const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
    stream.cork();
    const sent = statements.map(({ sql, parameters }) =>
      client.query({ text: sql, values: parameters, name: this.#names.of(sql) } as pg.QueryConfig),
    );
    stream.uncork();
    const results = await Promise.allSettled(sent);
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value.rows as DatabaseRecord[];
    });
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = await connect({ ...this.#options, pipeline: true });
    client.once('end', () => {
      if (this.#client === client) this.#client = null;
    });
    this.#client = client;
    return client;
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
    end(client);
  }
}
