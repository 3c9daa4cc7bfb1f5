/** Opens the store: PostgreSQL when a URL is given, else SQLite in a directory. */
import type { Database } from './database.ts';
import { DatabaseStore } from './database-store.ts';
import { checkKey, noteKey } from './key-check.ts';
import { type EncryptionKey, Keyring } from './keyring.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { SqliteDatabase } from './sqlite/sqlite.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** `postgres://…`. Several processes may share it. */
  databaseUrl?: string;
  /** Folder of the SQLite database, made when missing; `:memory:` keeps nothing. One process at a time. */
  dataDir?: string;
  /** Secrets are encrypted with the first, decrypted with any. At least 16 bytes each. */
  encryptionKey: EncryptionKey | EncryptionKey[];
  /** PostgreSQL: most connections for reading. 8 unless said. */
  readConnections?: number;
  /** PostgreSQL: how long the store goes on trying when the database is away, in milliseconds. 60,000 unless said. */
  patience?: number;
  /** SQLite: what others are told who find the folder in use, `hearth up web`. */
  purpose?: string;
  /** SQLite: only to read, beside the process that has the folder. */
  readOnly?: boolean;
}

/**
 * Opens, and migrates when needed. Throws HeatError InvalidEncryptionKey when the key is not the database's, Error when the
 * database can't be reached or the data directory is another process's.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const keyring = new Keyring(options.encryptionKey);
  const database = await openDatabase(options);
  try {
    if (options.readOnly !== true) await noteKey(database, keyring);
    await checkKey(database, keyring);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new DatabaseStore(database, keyring);
}

/**
 * Opens to look only: nothing is made, migrated or noted. Throws as {@link openStore}, and Error where there is no database yet or it is another
 * version's.
 */
export async function lookAtStore(options: StoreOptions): Promise<Store> {
  const keyring = new Keyring(options.encryptionKey);
  const database = await lookAtDatabase(options);
  try {
    await checkVersion(database);
    await checkKey(database, keyring);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new DatabaseStore(database, keyring);
}

async function checkVersion(database: Database): Promise<void> {
  const [row] = await database.query('SELECT max(version) AS version FROM migrations').catch((cause: unknown) => {
    throw new Error('there are no tables in it yet: hearth migrate makes them', { cause });
  });
  const latest = MIGRATIONS.at(-1)?.version ?? 0;
  const version = (row?.version ?? 0) as number;
  if (version < latest) {
    throw new Error(`it is of an earlier version (${version} of ${latest}): hearth migrate brings it to this one`);
  }
}

async function lookAtDatabase({ databaseUrl, dataDir = '', ...options }: StoreOptions): Promise<Database> {
  if (databaseUrl === undefined) return SqliteDatabase.look(dataDir);
  const { PostgresDatabase } = await import('./postgres/postgres.ts');
  return PostgresDatabase.open(databaseUrl, { ...options, look: true });
}

async function openDatabase(options: StoreOptions): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    // Loaded when asked for: an embedded Hearth starts faster and smaller without it.
    const { PostgresDatabase } = await import('./postgres/postgres.ts');
    return PostgresDatabase.open(options.databaseUrl, options);
  }
  if (options.dataDir === undefined) throw new Error('Name a data directory (or `:memory:`) or a database URL.');
  const { dataDir, purpose = 'hearth', readOnly = false } = options;
  return readOnly ? SqliteDatabase.openToRead(dataDir, purpose) : SqliteDatabase.open(dataDir, purpose);
}
