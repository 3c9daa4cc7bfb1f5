/**
 * Which engines live. Each holds a session's advisory lock on a connection of its own: when the process or its connection dies,
 * PostgreSQL lets go of the lock at once, and nobody has to wait for a lease to run out.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { DatabaseRecord } from '../codec.ts';
import type { EngineRow } from '../rows.ts';
import type { EngineRegistration } from '../store.ts';
import { connect, connectionOptions, end } from './connection.ts';

/** First half of the lock's key; the second is made from the engine's id. */
const LOCK_CLASS = 0x4845;
/** A connection that takes longer to answer a report is given up. */
const REPORT_WITHIN_MS = 5_000;
const LIVING_FOR_MS = 300;
/** A former connection of the same engine may take this long to be gone. */
const LOCK_WAIT_MS = 5_000;
/** Engines not seen for so long are no longer listed. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

function lockKey(engineId: string): number {
  return createHash('sha256').update(engineId).digest().readUInt32BE(0) & 0x7fff_ffff;
}

type Query = (sql: string, parameters?: (string | number | null)[]) => Promise<DatabaseRecord[]>;

export class Engines {
  readonly #options: pg.ClientConfig;
  readonly #query: Query;
  readonly #connections = new Set<pg.Client>();
  #living: { ids: Promise<ReadonlySet<string>>; until: number } | null = null;

  constructor(url: string, query: Query) {
    this.#options = { ...connectionOptions(url, 'hearth engine'), query_timeout: REPORT_WITHIN_MS };
    this.#query = query;
  }

  living(fresh: boolean): Promise<ReadonlySet<string>> {
    if (!fresh && this.#living && this.#living.until > Date.now()) return this.#living.ids;
    const ids = this.#lookUp();
    const entry = { ids, until: Date.now() + LIVING_FOR_MS };
    this.#living = entry;
    ids.catch(() => {
      if (this.#living === entry) this.#living = null;
    });
    return ids;
  }

  async #lookUp(): Promise<ReadonlySet<string>> {
    const rows = await this.#query(
      `SELECT e.id, l.objid::bigint AS lock FROM engines e CROSS JOIN pg_locks l
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${LOCK_CLASS} AND l.objsubid = 2
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return new Set(rows.filter(({ id, lock }) => lockKey(id as string) === lock).map(({ id }) => id as string));
  }

  async register(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration> {
    const { id, host, pid, version, interval } = row;
    const client = await connect(this.#options);
    const lost = new AbortController();
    let closing = false;
    client.once('end', () => {
      this.#connections.delete(client);
      clearInterval(heartbeat);
      this.#living = null;
      if (!closing) lost.abort(new Error(`Engine ${id} has lost its connection to the database.`));
    });
    this.#connections.add(client);
    const report = async () => {
      await client.query('UPDATE engines SET seen_at = $1 WHERE id = $2', [Date.now(), id]);
      await client.query('DELETE FROM engines WHERE seen_at < $1', [Date.now() - FORGOTTEN_AFTER_MS]);
      await client.query('DELETE FROM writers WHERE seen_at < $1', [Date.now() - FORGOTTEN_AFTER_MS]);
    };
    const heartbeat = setInterval(() => {
      // A connection that doesn't answer is as good as lost: others may already see it so.
      report().catch(() => end(client));
    }, interval * 1000).unref();
    try {
      await this.#lock(client, id);
      const now = Date.now();
      await client.query(
        `INSERT INTO engines (id, host, pid, version, started_at, seen_at, interval) VALUES ($1, $2, $3, $4, $5, $5, $6)
          ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, version = excluded.version,
            started_at = excluded.started_at, seen_at = excluded.seen_at, interval = excluded.interval`,
        [id, host, pid, version, now, interval],
      );
    } catch (error) {
      closing = true;
      end(client);
      throw error;
    }
    this.#living = null;
    return {
      id,
      lost: lost.signal,
      close: async () => {
        if (closing) return;
        closing = true;
        if (!lost.signal.aborted) await client.query('DELETE FROM engines WHERE id = $1', [id]).catch(() => {});
        await client.end().catch(() => {});
        this.#living = null;
      },
    };
  }

  close(): void {
    for (const client of this.#connections) end(client);
  }

  async #lock(client: pg.Client, id: string): Promise<void> {
    const giveUpAt = Date.now() + LOCK_WAIT_MS;
    for (;;) {
      const { rows } = await client.query(`SELECT pg_try_advisory_lock(${LOCK_CLASS}, $1) AS held`, [lockKey(id)]);
      if (rows[0].held) return;
      if (Date.now() > giveUpAt) throw new Error(`Another engine with the id ${id} is running.`);
      await delay(100);
    }
  }
}
