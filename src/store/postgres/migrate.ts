/** Brings the schema up to date. Processes that start at the same time take turns. */
import type pg from 'pg';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Spelling } from '../migrations/migration.ts';

/** Key of the advisory lock: "hearth" in hexadecimal. */
const LOCK = '0x686561727468';

export const SPELLING: Spelling = {
  sequence: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  bigint: 'bigint',
  updatedOften: ' WITH (fillfactor = 70)',
};

export async function migrate(client: pg.Client): Promise<void> {
  await client.query(`SELECT pg_advisory_lock(${BigInt(LOCK)})`);
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)',
    );
    const { rows } = await client.query('SELECT coalesce(max(version), 0) AS version FROM migrations');
    for (const migration of MIGRATIONS) {
      if (migration.version <= rows[0].version) continue;
      await client.query('BEGIN');
      try {
        for (const sql of migration.statements(SPELLING)) await client.query(sql);
        await client.query('INSERT INTO migrations (version, name, applied_at) VALUES ($1, $2, $3)', [
          migration.version,
          migration.name,
          Date.now(),
        ]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    }
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${BigInt(LOCK)})`).catch(() => {});
  }
}
