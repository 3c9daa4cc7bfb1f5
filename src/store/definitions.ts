/**
 * Definitions and their texts. Template, files and environment are kept as JSON texts under their hash, so a thousand nested
 * stacks of one template keep it once, and hold one decoded copy of it in memory. Definitions never change: decoded ones are cached,
 * and whoever reads one must not write into it.
 */
import { parseJson, stringify, type Value, type ValueMap } from '../template/value.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Codec, DatabaseRecord } from './codec.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';
import type { DefinitionRow } from './rows.ts';
import { selectFrom } from './statements.ts';
import { DEFINITIONS, TEXTS } from './tables.ts';
import type { RowWrite } from './write-set.ts';

/** Of texts, and of the texts of definitions: a definition that is kept keeps its trees alive. */
const CACHED_TEXT_BYTES = 16 * 1024 * 1024;
/** Of a definition beside its texts, about. */
const DEFINITION_BYTES = 1_000;
const STORED_HASHES_KNOWN = 10_000;
/** A text that this process stored so recently is still there: the purge spares texts touched within {@link TEXT_GRACE_MS}. */
const STORED_FOR_SURE_MS = 10 * 60_000;
export const TEXT_GRACE_MS = 60 * 60_000;

/** A text, decoded. */
interface Text {
  tree: Value;
  bytes: number;
}

export class Definitions {
  readonly #codec: Codec;
  readonly #keyring: Keyring;
  readonly #database: Database;
  readonly #texts = new BoundedCache<Text>(CACHED_TEXT_BYTES);
  readonly #definitions = new BoundedCache<DefinitionRow>(CACHED_TEXT_BYTES);
  /** When the text of a hash was last stored. */
  readonly #stored = new BoundedCache<number>(STORED_HASHES_KNOWN);
  /** Hash of trees already seen, so that a shared one is not turned into text again. */
  readonly #hashes = new WeakMap<object, string>();

  constructor(codec: Codec, keyring: Keyring, database: Database) {
    this.#codec = codec;
    this.#keyring = keyring;
    this.#database = database;
  }

  /** The writes that store a definition. Call {@link stored} with them once they are committed. */
  writes(row: DefinitionRow): RowWrite[] {
    const now = Date.now();
    const writes: RowWrite[] = [];
    const hash = (tree: ValueMap | Record<string, string>): string => {
      const known = this.#hashes.get(tree);
      if (known !== undefined && now - (this.#stored.get(known) ?? 0) < STORED_FOR_SURE_MS) return known;
      const content = stringify(tree);
      const hash = this.#keyring.nameOf(content);
      this.#hashes.set(tree, hash);
      if (now - (this.#stored.get(hash) ?? 0) >= STORED_FOR_SURE_MS) {
        const record = { hash, content: this.#codec.seal(TEXTS, 'content', hash, content), touched_at: now };
        writes.push({ table: TEXTS, id: hash, kind: 'put', record });
      }
      return hash;
    };
    const kept = {
      id: row.id,
      stackId: row.stackId,
      templateHash: hash(row.template),
      filesHash: hash(row.files),
      environmentHash: hash(row.environment),
      secretParameters: row.secretParameters,
      createdAt: row.createdAt,
    };
    const record = this.#codec.encodeWhole(DEFINITIONS, kept, row.id);
    writes.push({ table: DEFINITIONS, id: row.id, kind: 'put', record });
    return writes;
  }

  stored(writes: readonly RowWrite[]): void {
    for (const write of writes) {
      if (write.table === TEXTS && write.kind === 'put')
        this.#stored.set(write.id, write.record.touched_at as number, 1);
    }
  }

  async read(id: string, again = false): Promise<DefinitionRow | null> {
    const cached = this.#definitions.get(id);
    if (cached) return cached;
    const [record] = await this.#database.query(`${selectFrom(DEFINITIONS)} WHERE id = $1`, [id]);
    if (!record) return null;
    const { secretParameters, stackId, createdAt } = this.#codec.decode<DefinitionRow>(DEFINITIONS, record);
    const { template_hash, files_hash, environment_hash } = record as Record<string, string>;
    const hashes = [template_hash, files_hash, environment_hash] as [string, string, string];
    const texts = await this.#read(hashes);
    if (texts === null) {
      // Its texts got other names since it was read.
      if (again) throw new Error(`Texts to which definition ${id} refers are missing from the database.`);
      return this.read(id, true);
    }
    const [template, files, environment] = hashes.map((hash) => texts.get(hash)?.tree) as [
      ValueMap,
      ValueMap,
      ValueMap,
    ];
    const row: DefinitionRow = {
      id,
      stackId,
      template,
      files: files as Record<string, string>,
      environment,
      secretParameters,
      createdAt,
    };
    const bytes = hashes.reduce((sum, hash) => sum + (texts.get(hash)?.bytes ?? 0), DEFINITION_BYTES);
    this.#definitions.set(id, row, bytes);
    return row;
  }

  /** After a purge: what was cached or known to be stored may be gone. */
  forget(ids: Iterable<string>): void {
    for (const id of ids) this.#definitions.delete(id);
  }

  /** Null when one is missing. */
  async #read(hashes: readonly string[]): Promise<Map<string, Text> | null> {
    const texts = new Map<string, Text>();
    const missing: string[] = [];
    for (const hash of new Set(hashes)) {
      const text = this.#texts.get(hash);
      if (text === undefined) missing.push(hash);
      else texts.set(hash, text);
    }
    if (missing.length === 0) return texts;
    const marks = missing.map((_, index) => `$${index + 1}`);
    const rows: DatabaseRecord[] = await this.#database.query(
      `SELECT hash, content FROM texts WHERE hash IN (${marks})`,
      missing,
    );
    for (const { hash, content: cell } of rows as { hash: string; content: string }[]) {
      const content = this.#codec.unseal(TEXTS, 'content', hash, cell);
      // Another reader may have been faster: all are to hold the same one.
      const text = this.#texts.get(hash) ?? { tree: parseJson(content), bytes: content.length * 2 };
      if (typeof text.tree === 'object' && text.tree !== null) this.#hashes.set(text.tree, hash);
      this.#texts.set(hash, text, text.bytes);
      texts.set(hash, text);
    }
    return missing.every((hash) => texts.has(hash)) ? texts : null;
  }
}
