/**
 * Brings everything that is encrypted under the key that writes, and encrypts what earlier versions kept plain, while others work: in steps,
 * each row on the condition that it is as it was read, so nothing that is written meanwhile is lost. It may be stopped at any time and begun again: what
 * is done is passed over.
 */
import type { Cell, Codec, DatabaseRecord } from './codec.ts';
import type { Database } from './database.ts';
import { TEXT_GRACE_MS } from './definitions.ts';
import { promoteKey } from './key-check.ts';
import type { Keyring } from './keyring.ts';
import { type Column, DEFINITIONS, isSecret, type Table, TEXTS, WRITE_ORDER } from './tables.ts';

/** Rows read at once. */
const STEP = 100;
/** A row that others write just then is met again in the next round. */
const ROUNDS = 5;

export interface RekeyProgress {
  table: string;
  /** Rows and texts written so far, of all tables. */
  written: number;
}

export interface Rekeyed {
  written: number;
  /** Values that are not under the writing key, because they are under an unknown one or because others went on writing so. */
  left: number;
  unknown: string[];
}

type Statement = { sql: string; parameters: Cell[] };

export class Rekeying {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #codec: Codec;
  readonly #report: (progress: RekeyProgress) => void;
  readonly #unknown = new Set<string>();
  #written = 0;

  constructor(
    about: { database: Database; keyring: Keyring; codec: Codec },
    report: (progress: RekeyProgress) => void = () => {},
  ) {
    this.#database = about.database;
    this.#keyring = about.keyring;
    this.#codec = about.codec;
    this.#report = report;
  }

  async run(): Promise<Rekeyed> {
    let left = 0;
    for (let round = 0; round < ROUNDS; round++) {
      left = 0;
      for (const table of WRITE_ORDER) {
        if (table.columns.some(isSecret)) left += await (table === TEXTS ? this.#texts() : this.#rows(table));
      }
      if (left === 0 || this.#unknown.size > 0) break;
    }
    if (left === 0) {
      await promoteKey(this.#database, this.#keyring);
      await this.#leaveNothingBehind();
    }
    return { written: this.#written, left, unknown: [...this.#unknown] };
  }

  async #rows(table: Table): Promise<number> {
    const columns = table.columns.filter(isSecret);
    let left = 0;
    let after = '';
    for (;;) {
      const rows = await this.#outdated(table, columns, after);
      const writes: Statement[] = [];
      for (const row of rows) {
        const write = this.#rewritten(table, columns, row);
        if (write === 'unknown') left += 1;
        else if (write !== null) writes.push(write);
      }
      left += writes.length - (await this.#write(writes));
      this.#report({ table: table.name, written: this.#written });
      if (rows.length < STEP) return left;
      after = rows.at(-1)?.[table.key] as string;
    }
  }

  #outdated(table: Table, columns: readonly Column[], after: string): Promise<DatabaseRecord[]> {
    const names = columns.map(({ name }) => name);
    const outdated = names.map((name) => `(${name} NOT LIKE $2 AND ${name} NOT IN ('', '{}', '[]', 'null'))`);
    return this.#database.query(
      `SELECT ${table.key}, ${names.join(', ')} FROM ${table.name}
        WHERE ${table.key} > $1 AND (${outdated.join(' OR ')}) ORDER BY ${table.key} LIMIT ${STEP}`,
      [after, `enc:${this.#keyring.current}:%`],
    );
  }

  #rewritten(table: Table, columns: readonly Column[], row: DatabaseRecord): Statement | 'unknown' | null {
    const id = row[table.key] as string;
    const set: string[] = [];
    const where: string[] = [];
    const parameters: Cell[] = [];
    const mark = (cell: Cell) => `$${parameters.push(cell)}`;
    for (const { name, kind } of columns) {
      const cell = row[name] ?? null;
      if (typeof cell !== 'string' || this.#isCurrent(cell)) continue;
      if (!this.#canRead(cell)) return 'unknown';
      const fresh = this.#codec.sealAnew(table, { name, kind }, id, cell);
      if (fresh === cell) continue;
      set.push(`${name} = ${mark(fresh)}`);
      where.push(`${name} = ${mark(cell)}`);
    }
    if (set.length === 0) return null;
    const sql = `UPDATE ${table.name} SET ${set.join(', ')} WHERE ${table.key} = ${mark(id)}
      AND ${where.join(' AND ')} RETURNING ${table.key}`;
    return { sql, parameters };
  }

  #isCurrent(cell: string): boolean {
    return cell.startsWith(`enc:${this.#keyring.current}:`);
  }

  #canRead(cell: string): boolean {
    if (!this.#keyring.isEncrypted(cell)) return true;
    const id = cell.split(':', 2)[1] as string;
    if (this.#keyring.knows(id)) return true;
    this.#unknown.add(id);
    return false;
  }

  /** Each in a transaction of its own, which holds one row and so waits in no circle. Returns how many were as they had been read. */
  async #write(statements: readonly Statement[]): Promise<number> {
    let done = 0;
    for (const { sql, parameters } of statements) {
      const rows = await this.#database.query(sql, parameters);
      done += rows.length;
      this.#written += rows.length;
    }
    return done;
  }

  /** A text is named by a key, too: it is stored under the new name, and the definitions are told. */
  async #texts(): Promise<number> {
    let left = 0;
    let after = '';
    for (;;) {
      const rows = await this.#database.query(
        `SELECT hash, content FROM texts WHERE hash > $1
          AND (content NOT LIKE $3 OR hash NOT LIKE $2 AND (${HASHES.map(refersBy).join(' OR ')}))
          ORDER BY hash LIMIT ${STEP}`,
        [after, `${this.#keyring.current}.%`, `enc:${this.#keyring.current}:%`],
      );
      for (const { hash, content } of rows as { hash: string; content: string }[]) {
        if (this.#canRead(content)) await this.#rename(hash, content);
        else left += 1;
      }
      this.#report({ table: TEXTS.name, written: this.#written });
      if (rows.length < STEP) return left;
      after = rows.at(-1)?.hash as string;
    }
  }

  async #rename(old: string, cell: string): Promise<void> {
    const text = this.#codec.unseal(TEXTS, 'content', old, cell);
    const hash = this.#keyring.nameOf(text);
    const seal = (name: string) => this.#codec.seal(TEXTS, 'content', name, text);
    const statements: Statement[] = [];
    if (hash !== old) {
      const now = Date.now();
      statements.push({
        sql: `INSERT INTO texts (hash, content, touched_at) VALUES ($1, $2, $3)
          ON CONFLICT (hash) DO UPDATE SET touched_at = excluded.touched_at`,
        parameters: [hash, seal(hash), now],
      });
      for (const column of HASHES) {
        const sql = `UPDATE definitions SET ${column} = $1 WHERE ${column} = $2`;
        statements.push({ sql, parameters: [hash, old] });
      }
      // One that a definition on its way may count upon stays, encrypted, until the next purge.
      const unused = HASHES.map((column) => `NOT EXISTS (SELECT 1 FROM definitions WHERE ${column} = $1)`);
      statements.push({
        sql: `DELETE FROM texts WHERE hash = $1 AND touched_at < $2 AND ${unused.join(' AND ')}`,
        parameters: [old, now - TEXT_GRACE_MS],
      });
    }
    if (!this.#isCurrent(cell)) {
      const sql = 'UPDATE texts SET content = $1 WHERE hash = $2';
      statements.push({ sql, parameters: [seal(old), old] });
    }
    await this.#database.together(statements);
    this.#written += 1;
  }

  /** Pages that are free, and the log, still hold what was overwritten. */
  async #leaveNothingBehind(): Promise<void> {
    if (this.#written === 0) return;
    if (this.#database.engine === 'sqlite') {
      await this.#database.query('VACUUM');
      await this.#database.query('PRAGMA wal_checkpoint(TRUNCATE)');
    } else {
      const tables = WRITE_ORDER.filter(({ columns }) => columns.some(isSecret)).map(({ name }) => name);
      await this.#database.query(`VACUUM ${tables.join(', ')}`);
    }
  }
}

const refersBy = (column: string) => `EXISTS (SELECT 1 FROM definitions d WHERE d.${column} = texts.hash)`;

const HASHES = DEFINITIONS.columns.map(({ name }) => name).filter((name) => name.endsWith('_hash'));

export interface KeyInUse {
  /** Null: not encrypted. */
  id: string | null;
  use: 'writes' | 'reads' | 'unknown' | 'none';
  values: number;
}

/** Under which keys the values of the database are. Reads all of it. */
export async function keysInUse(database: Database, keyring: Keyring): Promise<KeyInUse[]> {
  const found = new Map<string, number>();
  for (const table of WRITE_ORDER) {
    for (const { name, kind } of table.columns.filter(isSecret)) {
      const rows = await database.query(
        `SELECT CASE WHEN ${name} LIKE 'enc:%' THEN substr(${name}, 5, 8) ELSE '' END AS id, count(*) AS count
          FROM ${table.name} WHERE ${name} NOT IN ('', '{}', '[]', 'null') GROUP BY 1`,
      );
      for (const { id, count } of rows as { id: string; count: number }[]) {
        // Structure stays plain.
        if (id === '' && kind === 'frozen') continue;
        found.set(id, (found.get(id) ?? 0) + count);
      }
    }
  }
  return Array.from(found, ([id, values]) => {
    if (id === '') return { id: null, use: 'none', values };
    return { id, use: id === keyring.current ? 'writes' : keyring.knows(id) ? 'reads' : 'unknown', values };
  });
}
