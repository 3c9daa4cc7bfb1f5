/** The contents of a whole database as it lies there, for tests of what must not be in it. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { StoreOptions } from '../../src/store/open.ts';

/** All rows of all tables, as JSON. */
export async function everything(options: StoreOptions): Promise<string> {
  return options.databaseUrl === undefined ? ofSqlite(options.dataDir ?? '') : ofPostgres(options.databaseUrl);
}

export async function rowsOf(options: StoreOptions, sql: string): Promise<Record<string, unknown>[]> {
  if (options.databaseUrl !== undefined) {
    const client = new Client({ connectionString: options.databaseUrl });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const database = new DatabaseSync(join(options.dataDir ?? '', 'hearth.db'));
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Statements of somebody else's, such as a version that kept things otherwise. */
export async function write(options: StoreOptions, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await rowsOf(options, sql);
}

/** The files of an SQLite database; none of PostgreSQL, whose files are another user's. */
function filesOf({ dataDir }: StoreOptions): string[] {
  if (dataDir === undefined) return [];
  return readdirSync(dataDir).map((name) => join(dataDir, name));
}

export function filesContain(options: StoreOptions, text: string): boolean {
  return filesOf(options).some((file) => readFileSync(file).includes(text));
}

function ofSqlite(dataDir: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'hearth-raw-'));
  for (const suffix of ['', '-wal']) {
    const file = join(dataDir, `hearth.db${suffix}`);
    if (existsSync(file)) copyFileSync(file, join(copy, `hearth.db${suffix}`));
  }
  const database = new DatabaseSync(join(copy, 'hearth.db'));
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return JSON.stringify(tables.map(({ name }) => database.prepare(`SELECT * FROM ${name}`).all()));
  } finally {
    database.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

async function ofPostgres(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
    const all: unknown[] = [];
    for (const { name } of rows) all.push((await client.query(`SELECT * FROM ${name}`)).rows);
    return JSON.stringify(all);
  } finally {
    await client.end();
  }
}
