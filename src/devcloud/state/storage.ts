/**
 * Where the dev cloud keeps its objects between runs.
 *
 * In memory (`MemoryStorage`) nothing is kept. In a data directory (`SqliteStorage`) every object touched by a request
 * is written in one transaction before the reply leaves, so a `kill -9` loses nothing that a client was told about.
 * `synchronous=NORMAL` is enough for that: what a dead process has handed to the operating system is not lost with it.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export interface Storage {
  /** All objects of a kind, oldest first. */
  load(kind: string): Iterable<{ id: string }>;
  /** Remembers that an object changed; its content is read at `flush`. */
  write(kind: string, item: { id: string }): void;
  erase(kind: string, id: string): void;
  /** Makes everything written since the last flush durable, atomically. */
  flush(): void;
  putBlob(id: string, data: Buffer): void;
  getBlob(id: string): Buffer | undefined;
  eraseBlob(id: string): void;
  close(): void;
}

export class MemoryStorage implements Storage {
  readonly #blobs = new Map<string, Buffer>();
  load(): Iterable<{ id: string }> {
    return [];
  }
  write(): void {}
  erase(): void {}
  flush(): void {}
  putBlob(id: string, data: Buffer): void {
    this.#blobs.set(id, data);
  }
  getBlob(id: string): Buffer | undefined {
    return this.#blobs.get(id);
  }
  eraseBlob(id: string): void {
    this.#blobs.delete(id);
  }
  close(): void {
    this.#blobs.clear();
  }
}

interface Dirty {
  kind: string;
  id: string;
  item: { id: string } | undefined;
  /** Removed and made again: it is the youngest now. */
  anew: boolean;
}

export class SqliteStorage implements Storage {
  readonly #db: DatabaseSync;
  readonly #dirty = new Map<string, Dirty>();
  readonly #blobChanges = new Map<string, Buffer | undefined>();
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #blobPut: StatementSync;
  readonly #blobGet: StatementSync;
  readonly #blobDelete: StatementSync;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, 'devcloud.sqlite');
    // Its owner's alone from the beginning; SQLite gives its log the same rights.
    closeSync(openSync(file, 'a', 0o600));
    this.#db = new DatabaseSync(file);
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS object (
        seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id));
      CREATE TABLE IF NOT EXISTS blob (id TEXT PRIMARY KEY, data BLOB NOT NULL);`);
    this.#put = this.#db.prepare(
      'INSERT INTO object (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    );
    this.#delete = this.#db.prepare('DELETE FROM object WHERE kind = ? AND id = ?');
    this.#blobPut = this.#db.prepare('INSERT OR REPLACE INTO blob (id, data) VALUES (?, ?)');
    this.#blobGet = this.#db.prepare('SELECT data FROM blob WHERE id = ?');
    this.#blobDelete = this.#db.prepare('DELETE FROM blob WHERE id = ?');
  }

  *load(kind: string): Iterable<{ id: string }> {
    const rows = this.#db.prepare('SELECT body FROM object WHERE kind = ? ORDER BY seq').iterate(kind);
    for (const row of rows) yield JSON.parse(String(row.body)) as { id: string };
  }
  write(kind: string, item: { id: string }): void {
    const key = `${kind}/${item.id}`;
    const before = this.#dirty.get(key);
    const isErased = before !== undefined && before.item === undefined;
    if (isErased) this.#dirty.delete(key);
    this.#dirty.set(key, { kind, id: item.id, item, anew: isErased || before?.anew === true });
  }
  erase(kind: string, id: string): void {
    this.#dirty.set(`${kind}/${id}`, { kind, id, item: undefined, anew: false });
  }
  flush(): void {
    if (this.#dirty.size === 0 && this.#blobChanges.size === 0) return;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const { kind, id, item, anew } of this.#dirty.values()) {
        if (item === undefined || anew) this.#delete.run(kind, id);
        if (item !== undefined) this.#put.run(kind, id, JSON.stringify(item));
      }
      for (const [id, data] of this.#blobChanges) {
        if (data) this.#blobPut.run(id, data);
        else this.#blobDelete.run(id);
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      // A disk that is full has SQLite roll back by itself.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    this.#dirty.clear();
    this.#blobChanges.clear();
  }
  putBlob(id: string, data: Buffer): void {
    this.#blobChanges.set(id, data);
  }
  getBlob(id: string): Buffer | undefined {
    if (this.#blobChanges.has(id)) return this.#blobChanges.get(id);
    const row = this.#blobGet.get(id);
    return row ? Buffer.from(row.data as Uint8Array) : undefined;
  }
  eraseBlob(id: string): void {
    this.#blobChanges.set(id, undefined);
  }
  close(): void {
    this.flush();
    this.#db.close();
  }
}
