/** The {@link Store} over either engine. */

import { setTimeout as delay } from 'node:timers/promises';
import { type Builder, builderFor } from './builder.ts';
import { commitRequest } from './changes.ts';
import { holderFrom, holdersOf, type IdHolder } from './claims.ts';
import { type Cell, Codec, type DatabaseRecord } from './codec.ts';
import type { Condition } from './conditions.ts';
import type { Database } from './database.ts';
import { OwnerInDoubt } from './decisions.ts';
import { Definitions } from './definitions.ts';
import { GroupCommit } from './group-commit.ts';
import type { Keyring } from './keyring.ts';
import { Notices } from './notices.ts';
import { eachInTurn } from './pace.ts';
import { outdatedDefinitions, purgeDefinitions, purgeDeleted, purgeOperations, purgeTexts } from './purge.ts';
import { countEvents, listEvents } from './reads/events.ts';
import { countStacks, listStacks } from './reads/stacks.ts';
import { type KeyInUse, keysInUse, type Rekeyed, Rekeying, type RekeyProgress } from './rekey.ts';
import type {
  CredentialsRow,
  DefinitionRow,
  DueRow,
  EngineRow,
  EventRow,
  HookRow,
  OperationRow,
  ResourceRow,
  SignalRow,
  SnapshotRow,
  StackRow,
} from './rows.ts';
import { type Claimed, type ClaimOptions, claimRequest, forgetRequest, type SeenRequest } from './seen-requests.ts';
import { selectFrom } from './statements.ts';
import type { Change, CommitReport, EngineRegistration, EventFilter, Page, Some, StackFilter, Store } from './store.ts';
import {
  CREDENTIALS,
  DUES,
  ENGINES,
  EVENTS,
  HOOKS,
  OPERATIONS,
  RESOURCES,
  SIGNALS,
  SNAPSHOTS,
  STACKS,
  type Table,
} from './tables.ts';

const CLOSE_WAIT_MS = 5_000;
/** Asked for in one statement. */
const MOST_IDS = 500;
const UNFINISHED = `o.state IN ('queued', 'running')`;
const UNLENT = 'NOT EXISTS (SELECT 1 FROM credentials b WHERE b.lent_by = credentials.id)';
const MOST = 1_000_000;

export class DatabaseStore implements Store {
  readonly engine: 'sqlite' | 'postgres';
  readonly #database: Database;
  readonly #codec: Codec;
  readonly #keyring: Keyring;
  readonly #builder: Builder;
  readonly #definitions: Definitions;
  readonly #commits: GroupCommit;
  readonly #notices = new Notices();
  #closed: Promise<void> | null = null;

  constructor(database: Database, keyring: Keyring) {
    this.engine = database.engine;
    this.#database = database;
    this.#codec = new Codec(keyring);
    this.#keyring = keyring;
    this.#builder = builderFor(database.engine);
    this.#definitions = new Definitions(this.#codec, keyring, database);
    this.#commits = new GroupCommit(database, (changed) => this.#notices.tell(changed));
    database.onRemoteChange((changed) => this.#notices.tell(changed));
  }

  async commit(changes: readonly Change[], condition: Condition | 'apart'): Promise<void> {
    if (changes.length === 0 && condition === 'apart') return;
    const request = commitRequest(changes, condition, this.#codec, this.#definitions);
    await this.#commits.submit(request);
    this.#definitions.stored(request.rows);
  }

  stack(id: string): Promise<StackRow | null> {
    return this.#one(STACKS, `${selectFrom(STACKS)} WHERE id = $1`, [id]);
  }

  stackByName(projectId: string, name: string, options: { deleted?: boolean } = {}): Promise<StackRow | null> {
    // Among several (nested stacks may share a name) a top-level one comes first, among deleted ones the newest.
    const deleted = options.deleted ? 'IS NOT NULL' : 'IS NULL';
    return this.#one(
      STACKS,
      `${selectFrom(STACKS)} WHERE project_id = $1 AND name = $2 AND deleted_at ${deleted}
        ORDER BY depth, deleted_at DESC, created_at DESC LIMIT 1`,
      [projectId, name],
    );
  }

  async stacks(filter: StackFilter, page: Page = {}): Promise<StackRow[]> {
    return this.#decoded(STACKS, await listStacks(this.#database, this.#builder, filter, page));
  }

  countStacks(filter: StackFilter): Promise<number> {
    return countStacks(this.#database, this.#builder, filter);
  }

  children(stackId: string): Promise<StackRow[]> {
    return this.#all(
      STACKS,
      `${selectFrom(STACKS)} WHERE parent_id = $1 AND deleted_at IS NULL ORDER BY created_at, id`,
      [stackId],
    );
  }

  async tree(rootId: string, depth = Number.POSITIVE_INFINITY): Promise<StackRow[]> {
    const top = await this.stack(rootId);
    if (!top) return [];
    if (depth <= 0) return [top];
    const below = await this.#all<StackRow>(
      STACKS,
      `${selectFrom(STACKS)} WHERE root_id = $1 AND depth > $2 AND depth <= $3
        AND deleted_at ${top.deletedAt === null ? 'IS NULL' : 'IS NOT NULL'} ORDER BY depth, created_at, id`,
      [top.rootId, top.depth, Math.min(top.depth + depth, 1_000_000)],
    );
    const inside = new Set([top.id]);
    // Parents come before their children, so one pass finds all that hang below.
    const found = below.filter(({ id, parentId }) => parentId !== null && inside.has(parentId) && inside.add(id));
    return [top, ...found];
  }

  definition(id: string): Promise<DefinitionRow | null> {
    return this.#definitions.read(id);
  }

  async resources(stackId: string, names?: readonly string[]): Promise<ResourceRow[]> {
    if (names?.length === 0) return [];
    const marks = names?.map((_, index) => `$${index + 2}`);
    const named = marks === undefined ? '' : `AND name IN (${marks})`;
    return this.#all(RESOURCES, `${selectFrom(RESOURCES)} WHERE stack_id = $1 ${named} ORDER BY created_at, name, id`, [
      stackId,
      ...(names ?? []),
    ]);
  }

  resource(id: string): Promise<ResourceRow | null> {
    return this.#one(RESOURCES, `${selectFrom(RESOURCES)} WHERE id = $1`, [id]);
  }

  async ownersOf(physicalIds: readonly string[]): Promise<IdHolder[]> {
    const owners: IdHolder[] = [];
    for (let start = 0; start < physicalIds.length; start += MOST_IDS) {
      const ids = physicalIds.slice(start, start + MOST_IDS);
      const marks = ids.map((_, index) => `$${index + 1}`);
      owners.push(...(await this.#database.query(holdersOf(`IN (${marks})`), ids)).map(holderFrom));
    }
    return owners;
  }

  async countResources(rootId: string): Promise<number> {
    const [row] = await this.#database.query(
      `SELECT count(*) AS count FROM stacks s JOIN resources r ON r.stack_id = s.id
        WHERE s.root_id = $1 AND s.deleted_at IS NULL`,
      [rootId],
    );
    return row?.count as number;
  }

  operation(id: string): Promise<OperationRow | null> {
    return this.#one(OPERATIONS, `${selectFrom(OPERATIONS)} WHERE id = $1`, [id]);
  }

  async events(filter: EventFilter, page: Page = {}): Promise<EventRow[]> {
    const records = await listEvents(this.#database, this.#builder, filter, page);
    const rows = await this.#decoded<EventRow>(EVENTS, records);
    rows.forEach((row, index) => {
      row.seq = records[index]?.seq as number;
    });
    return rows;
  }

  countEvents(filter: EventFilter): Promise<number> {
    return countEvents(this.#database, this.#builder, filter);
  }

  async trimEvents(stackId: string, keep: number): Promise<void> {
    await this.#database.query(
      `DELETE FROM events WHERE stack_id = $1 AND seq <=
        (SELECT seq FROM events WHERE stack_id = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)`,
      [stackId, keep],
    );
  }

  snapshots(stackId: string): Promise<SnapshotRow[]> {
    return this.#all(SNAPSHOTS, `${selectFrom(SNAPSHOTS)} WHERE stack_id = $1 ORDER BY created_at, id`, [stackId]);
  }

  snapshot(id: string): Promise<SnapshotRow | null> {
    return this.#one(SNAPSHOTS, `${selectFrom(SNAPSHOTS)} WHERE id = $1`, [id]);
  }

  credentials(id: string): Promise<CredentialsRow | null> {
    return this.#one(CREDENTIALS, `${selectFrom(CREDENTIALS)} WHERE id = $1`, [id]);
  }

  lender(sharing: string): Promise<CredentialsRow | null> {
    const where = 'WHERE sharing = $1 AND idle_since IS NULL ORDER BY created_at DESC, id LIMIT 1';
    return this.#one(CREDENTIALS, `${selectFrom(CREDENTIALS)} ${where}`, [sharing]);
  }

  async isLent(credentialsId: string): Promise<boolean> {
    const rows = await this.#database.query('SELECT 1 AS lent FROM credentials WHERE lent_by = $1 LIMIT 1', [
      credentialsId,
    ]);
    return rows.length > 0;
  }

  async idleCredentials(before: number, limit: number): Promise<CredentialsRow[]> {
    const idle = `WHERE idle_since IS NOT NULL AND idle_since < $1 AND ${UNLENT} ORDER BY idle_since LIMIT $2`;
    const left = `WHERE sharing IS NOT NULL AND idle_since IS NULL AND ${UNLENT} LIMIT $1`;
    const [first, more] = await Promise.all([
      this.#all<CredentialsRow>(CREDENTIALS, `${selectFrom(CREDENTIALS)} ${idle}`, [before, limit]),
      this.#all<CredentialsRow>(CREDENTIALS, `${selectFrom(CREDENTIALS)} ${left}`, [limit]),
    ]);
    return [...first, ...more].slice(0, limit);
  }

  hooks(stackId: string): Promise<HookRow[]> {
    return this.#all(HOOKS, `${selectFrom(HOOKS)} WHERE stack_id = $1 ORDER BY created_at, id`, [stackId]);
  }

  signals(stackId: string, { limit = MOST, except = [] }: Some = {}): Promise<SignalRow[]> {
    const where = `WHERE stack_id = $1 ${without(except, 3)} ORDER BY seq LIMIT $2`;
    return this.#all(SIGNALS, `${selectFrom(SIGNALS)} ${where}`, [stackId, limit, ...except]);
  }

  async countSignals(stackId: string): Promise<number> {
    const [row] = await this.#database.query('SELECT count(*) AS count FROM signals WHERE stack_id = $1', [stackId]);
    return row?.count as number;
  }

  dues(stackId: string, now: number, { limit = MOST, except = [] }: Some = {}): Promise<DueRow[]> {
    const where = `WHERE stack_id = $1 AND due_at <= $2 ${without(except, 4)} ORDER BY due_at, id LIMIT $3`;
    return this.#all(DUES, `${selectFrom(DUES)} ${where}`, [stackId, now, limit, ...except]);
  }

  claimRequest(request: SeenRequest, options: ClaimOptions = {}): Promise<Claimed> {
    return claimRequest(this.#database, request, options);
  }

  forgetRequest(digest: string): Promise<void> {
    return forgetRequest(this.#database, digest);
  }

  purgeDeleted(before: number, projectId?: string): Promise<number> {
    return purgeDeleted(this.#database, before, projectId);
  }

  outdatedDefinitions(stackIds: readonly string[]): Promise<string[]> {
    return outdatedDefinitions(this.#database, stackIds);
  }

  purgeDefinitions(ids: readonly string[]): Promise<void> {
    return purgeDefinitions(this.#database, ids);
  }

  purgeOperations(stackIds: readonly string[], before: number): Promise<void> {
    return purgeOperations(this.#database, stackIds, before);
  }

  purgeTexts(): Promise<void> {
    return purgeTexts(this.#database);
  }

  async acquire(
    stackId: string,
    engineId: string,
    belowTakes = Number.POSITIVE_INFINITY,
    now = Date.now(),
  ): Promise<StackRow | null> {
    const attempt = async (sure: boolean) => {
      const living = await this.#database.livingEngines(sure);
      return this.#commits.submit({ kind: 'acquire', stackId, engineId, living, sure, belowTakes, now });
    };
    const record = await attempt(false).catch((error) => {
      if (error instanceof OwnerInDoubt) return attempt(true);
      throw error;
    });
    if (record === null) return null;
    return this.#codec.decode<StackRow>(STACKS, record);
  }

  async release(stackId: string, engineId: string, epoch: number, takes: number | null = 0): Promise<void> {
    await this.#commits.submit({ kind: 'release', stackId, engineId, epoch, takes });
  }

  async settle(stackId: string, engineId: string, epoch: number): Promise<void> {
    await this.#commits.submit({ kind: 'settle', stackId, engineId, epoch });
  }

  async unowned(limit: number, now = Date.now()): Promise<string[]> {
    const living = [...(await this.#database.livingEngines())];
    const [working, called] = await Promise.all([
      this.#database.query(
        `SELECT s.id FROM operations o JOIN stacks s ON s.operation_id = o.id
          WHERE ${UNFINISHED} ${free(living, 2)}
          ORDER BY o.created_at LIMIT $1`,
        [limit, ...living],
      ),
      this.#database.query(
        `SELECT s.id FROM (
            SELECT stack_id, min(created_at) AS since FROM signals GROUP BY stack_id
            UNION ALL SELECT stack_id, min(due_at) FROM dues WHERE due_at <= $2 GROUP BY stack_id
          ) AS c JOIN stacks s ON s.id = c.stack_id
          WHERE 1 = 1 ${free(living, 3)} ORDER BY c.since LIMIT $1`,
        [limit, now, ...living],
      ),
    ]);
    return [...new Set([...working, ...called].map(({ id }) => id as string))];
  }

  async unownedByProject(
    limit: number,
    ofEach: number,
    now = Date.now(),
  ): Promise<{ id: string; projectId: string }[]> {
    const living = [...(await this.#database.livingEngines())];
    const rows = await this.#database.query(
      `SELECT id, project_id FROM (
          SELECT s.id, s.project_id, w.since,
              row_number() OVER (PARTITION BY s.project_id ORDER BY w.since) AS place
            FROM (
              SELECT stack_id, min(since) AS since FROM (
                SELECT s.id AS stack_id, o.created_at AS since
                  FROM operations o JOIN stacks s ON s.operation_id = o.id WHERE ${UNFINISHED}
                UNION ALL SELECT stack_id, created_at FROM signals
                UNION ALL SELECT stack_id, due_at FROM dues WHERE due_at <= $3
              ) AS each GROUP BY stack_id
            ) AS w JOIN stacks s ON s.id = w.stack_id
            WHERE 1 = 1 ${free(living, 4)}
        ) AS waiting
        WHERE place <= $2 ORDER BY place, since LIMIT $1`,
      [limit, ofEach, now, ...living],
    );
    return rows.map(({ id, project_id: projectId }) => ({ id: id as string, projectId: projectId as string }));
  }

  async dueOf(engineId: string, now: number, limit: number): Promise<string[]> {
    const rows = await this.#database.query(
      `SELECT DISTINCT s.id FROM dues d JOIN stacks s ON s.id = d.stack_id
        WHERE d.due_at <= $1 AND s.engine_id = $2 LIMIT $3`,
      [now, engineId, limit],
    );
    return rows.map(({ id }) => id as string);
  }

  async ownedBy(engineId: string): Promise<string[]> {
    const rows = await this.#database.query('SELECT id FROM stacks WHERE engine_id = $1', [engineId]);
    return rows.map(({ id }) => id as string);
  }

  registerEngine(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration> {
    return this.#database.registerEngine(row);
  }

  async engines(): Promise<(EngineRow & { alive: boolean })[]> {
    const living = await this.#database.livingEngines();
    const rows = await this.#all<EngineRow>(ENGINES, `${selectFrom(ENGINES)} ORDER BY started_at, id`, []);
    return rows.map((row) => ({ ...row, alive: living.has(row.id) }));
  }

  work(handler: (stackId: string) => Promise<void>, options: { concurrency: number }): Promise<() => Promise<void>> {
    return this.#database.work(handler, options);
  }

  onChange(listener: (stackIds: ReadonlySet<string>) => void): () => void {
    return this.#notices.listen(listener);
  }

  onCommit(listener: (commit: CommitReport) => void): () => void {
    const { listeners } = this.#commits;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async backlog(): Promise<{ operations: number; oldestAt: number | null }> {
    const living = [...(await this.#database.livingEngines())];
    const [row] = await this.#database.query(
      `SELECT count(*) AS operations, min(o.created_at) AS oldest
        FROM operations o JOIN stacks s ON s.operation_id = o.id WHERE ${UNFINISHED} ${free(living, 1)}`,
      living,
    );
    return { operations: row?.operations as number, oldestAt: (row?.oldest ?? null) as number | null };
  }

  statistics(): { commits: number; changes: number; largestBatch: number; queued: number } {
    return { ...this.#commits.figures, queued: this.#database.queued() };
  }

  async ping(): Promise<void> {
    await this.#database.query('SELECT 1');
  }

  rekey(report?: (progress: RekeyProgress) => void): Promise<Rekeyed> {
    const about = { database: this.#database, keyring: this.#keyring, codec: this.#codec };
    return new Rekeying(about, report).run();
  }

  keysInUse(): Promise<KeyInUse[]> {
    return keysInUse(this.#database, this.#keyring);
  }

  get unknownKeys(): readonly string[] {
    return this.#keyring.unknown;
  }

  close(): Promise<void> {
    // What was submitted is still written, unless the database is away.
    this.#closed ??= Promise.race([this.#commits.drained(), delay(CLOSE_WAIT_MS, undefined, { ref: false })]).then(() =>
      this.#database.close(),
    );
    return this.#closed;
  }

  async #one<Row>(table: Table, sql: string, parameters: readonly Cell[]): Promise<Row | null> {
    const [record] = await this.#database.query(sql, parameters);
    return record ? this.#codec.decode<Row>(table, record) : null;
  }

  async #all<Row>(table: Table, sql: string, parameters: readonly Cell[]): Promise<Row[]> {
    return this.#decoded(table, await this.#database.query(sql, parameters));
  }

  #decoded<Row>(table: Table, records: DatabaseRecord[]): Promise<Row[]> {
    return eachInTurn(records, (record) => this.#codec.decode<Row>(table, record));
  }
}

/** The condition that no living engine owns stack `s`; their ids are parameters, numbered from `first`. */
function free(living: readonly string[], first: number): string {
  const marks = living.map((_, index) => `$${index + first}`);
  return living.length > 0 ? `AND (s.engine_id IS NULL OR s.engine_id NOT IN (${marks}))` : '';
}

/** The condition that a row is for no resource of these names; they are parameters, numbered from `first`. */
function without(names: readonly string[], first: number): string {
  return names.length > 0 ? `AND resource_name NOT IN (${names.map((_, index) => `$${index + first}`)})` : '';
}
