/**
 * During an upgrade, processes of the version before write to the schema of the version after. Whatever a former schema was, the statements
 * that fit it (rows written with all the columns it had, each column changed, all read) have to work on the present one.
 */
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { SPELLING as POSTGRES } from '../../src/store/postgres/migrate.ts';
import { SPELLING as SQLITE } from '../../src/store/sqlite/sqlite.ts';
import { createDatabase } from '../postgres/server.ts';
import type { Offer } from '../postgres/setup.ts';

type Row = Record<string, unknown>;

interface Place {
  run(sql: string): Promise<Row[]>;
  /** Names of the columns of each table that are for statements to give, and whether they hold text. */
  columns(): Promise<Map<string, Map<string, boolean>>>;
}

let close: () => Promise<void>;
afterEach(() => close());

async function sqlite(): Promise<Place> {
  const database = new DatabaseSync(':memory:');
  close = async () => database.close();
  const run = async (sql: string) => database.prepare(sql).all() as Row[];
  return {
    run,
    async columns() {
      const found = new Map<string, Map<string, boolean>>();
      const tables = await run("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
      for (const { name } of tables) {
        const infos = await run(`PRAGMA table_info(${String(name)})`);
        const given = infos.filter(({ pk, type }) => !(pk === 1 && /^integer$/i.test(String(type))));
        const named = given.map((info) => [String(info['name']), /text/i.test(String(info['type']))] as const);
        found.set(String(name), new Map(named));
      }
      return found;
    },
  };
}

async function postgres(): Promise<Place> {
  const { serverUrl } = (await (await fetch(inject('postgres'))).json()) as Offer;
  const { url, drop } = await createDatabase(serverUrl);
  const client = new Client({ connectionString: url });
  await client.connect();
  close = async () => {
    await client.end();
    await drop();
  };
  const run = async (sql: string) => (await client.query(sql)).rows as Row[];
  return {
    run,
    async columns() {
      const found = new Map<string, Map<string, boolean>>();
      const infos = await run(
        `SELECT table_name, column_name, data_type FROM information_schema.columns
          WHERE table_schema = 'public' AND is_identity = 'NO' ORDER BY table_name, ordinal_position`,
      );
      for (const { table_name: table, column_name: column, data_type: type } of infos) {
        const columns = found.get(String(table)) ?? new Map<string, boolean>();
        found.set(String(table), columns.set(String(column), type === 'text'));
      }
      return found;
    },
  };
}

describe.each([
  ['sqlite', sqlite, SQLITE],
  ['postgres', postgres, POSTGRES],
] as const)('the schema (%s)', (_name, open, spelling) => {
  it('is numbered without gaps', () => {
    close = async () => {};
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it.each(MIGRATIONS.slice(0, -1).map(({ version, name }) => [version, name]))(
    'still takes the statements of version %i (%s)',
    async (version) => {
      const place = await open();
      const apply = async (from: number, to: number) => {
        for (const migration of MIGRATIONS.slice(from, to)) {
          for (const sql of migration.statements(spelling)) await place.run(sql);
        }
      };
      await apply(0, version);
      const former = await place.columns();
      expect(former.size).toBeGreaterThan(5);
      await apply(version, MIGRATIONS.length);
      for (const [table, columns] of former) {
        const names = [...columns.keys()];
        for (const text of ['one', 'two']) {
          const values = Array.from(columns.values(), (isText) => (isText ? `'${text}'` : text === 'one' ? '1' : '2'));
          await place.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`);
        }
        for (const [name, isText] of columns) {
          const key = names[0] ?? '';
          const value = isText ? "'three'" : '3';
          await place.run(`UPDATE ${table} SET ${name} = ${value} WHERE ${key} = ${columns.get(key) ? "'two'" : '2'}`);
          if (name === key)
            await place.run(`UPDATE ${table} SET ${key} = ${columns.get(key) ? "'two'" : '2'} WHERE ${key} = ${value}`);
        }
        expect(await place.run(`SELECT ${names.join(', ')} FROM ${table}`)).toHaveLength(2);
      }
    },
  );
});
