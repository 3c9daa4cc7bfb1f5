/**
 * What the engine and the API ask of the database. Two engines stand behind it, SQLite and PostgreSQL, with one schema.
 *
 * Writing: {@link Store.commit} takes the changes of one moment of one stack, and the condition under which they may happen. Commits that
 * arrive together share one transaction (group commit); each is all or nothing, durable when its promise resolves, and refused when its
 * condition does not hold any more. Whoever listens is told once per transaction which stacks changed.
 */
import type { IdHolder } from './claims.ts';
import type { Apart, Condition } from './conditions.ts';
import type { KeyInUse, Rekeyed, RekeyProgress } from './rekey.ts';
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
import type { Claimed, ClaimOptions, SeenRequest } from './seen-requests.ts';

/**
 * One change. `put` writes a whole row (insert or replace by id); `patch` some members of one; `remove` one row. Events and definitions never
 * change: a put of one that is there does nothing. The owner of a stack (`engineId`, `epoch`) is set by its first put and afterwards changed by
 * {@link Store.acquire} and {@link Store.release} alone, whatever later puts say.
 */
export type Change =
  | { put: 'stack'; row: StackRow }
  | { patch: 'stack'; id: string; set: Partial<Omit<StackRow, 'id' | 'epoch' | 'takes' | 'engineId'>> }
  | { put: 'definition'; row: DefinitionRow }
  | { put: 'resource'; row: ResourceRow }
  | { patch: 'resource'; id: string; set: Partial<Omit<ResourceRow, 'id' | 'stackId'>> }
  | { remove: 'resource'; id: string }
  | { put: 'operation'; row: OperationRow }
  | { patch: 'operation'; id: string; set: Partial<Omit<OperationRow, 'id' | 'stackId'>> }
  | { put: 'snapshot'; row: SnapshotRow }
  | { remove: 'snapshot'; id: string }
  | { put: 'hook'; row: HookRow }
  | { remove: 'hook'; id: string }
  | { remove: 'signal'; id: string }
  | { put: 'due'; row: DueRow }
  | { remove: 'due'; id: string }
  | { patch: 'credentials'; id: string; set: Partial<Pick<CredentialsRow, 'idleSince' | 'lentBy'>> }
  /** Every resource of the stack has been brought to this definition. */
  | { reached: string; stackId: string }
  /** Among them `wake`: an engine should look at this stack soon; carried by the work queue, in the same transaction. */
  | Apart;

export class Fenced extends Error {}
export class NameTaken extends Error {}
/** A stack is no longer as the writer saw it. */
export class Stale extends Error {
  readonly stackId: string;
  constructor(message: string, stackId: string) {
    super(message);
    this.stackId = stackId;
  }
}

/** Credentials are not there any more, or no longer as the writer saw them. */
export class CredentialsChanged extends Error {}

export interface StackFilter {
  projectId?: string;
  /** Any of these, for each key. */
  name?: string[];
  id?: string[];
  status?: string[];
  action?: string[];
  tags?: string[];
  tagsAny?: string[];
  notTags?: string[];
  notTagsAny?: string[];
  ownerId?: string[];
  userNames?: string[];
  projectIds?: string[];
  /** In any case. */
  reason?: string[];
  disableRollback?: boolean[];
  timeoutMins?: number[];
  stackUserProjectId?: string[];
  /** Stacks with these tags are left out unless `showHidden`. */
  hiddenTags?: string[];
  showHidden?: boolean;
  showDeleted?: boolean;
  showNested?: boolean;
  rootId?: string;
  parentId?: string;
}

export interface Page {
  limit?: number;
  /** Id of the last row of the page before. */
  marker?: string;
  sortKeys?: { key: 'name' | 'status' | 'createdAt' | 'updatedAt'; dir: 'asc' | 'desc' }[];
}

/** So many at most, without those for resources of these names. */
export interface Some {
  limit?: number;
  except?: readonly string[];
}

export interface EventFilter {
  stackId?: string;
  rootId?: string;
  /** At most so many levels below `stackId`'s stack. */
  stackIds?: string[];
  resourceName?: string[];
  id?: string;
  action?: string[];
  status?: string[];
  type?: string[];
  /** By resource type first; else in the order in which they were stored. */
  sortByType?: boolean;
  sortDir?: 'asc' | 'desc';
}

export interface Store {
  readonly engine: 'sqlite' | 'postgres';

  commit(changes: readonly Apart[], condition: 'apart'): Promise<void>;
  /** @throws Fenced, Stale, NameTaken, Taken, CredentialsChanged */
  commit(changes: readonly Change[], condition: Condition): Promise<void>;

  stack(id: string): Promise<StackRow | null>;
  /** Live, top-level or nested, of the project; by name (newest deleted one when `deleted`). */
  stackByName(projectId: string, name: string, options?: { deleted?: boolean }): Promise<StackRow | null>;
  stacks(filter: StackFilter, page?: Page): Promise<StackRow[]>;
  countStacks(filter: StackFilter): Promise<number>;
  children(stackId: string): Promise<StackRow[]>;
  /** A stack and everything below it, to `depth` levels. */
  tree(rootId: string, depth?: number): Promise<StackRow[]>;
  /** Cached, and its trees shared with other definitions of the same text: not to be written into. */
  definition(id: string): Promise<DefinitionRow | null>;
  /** All rows of a stack, or those of some names. */
  resources(stackId: string, names?: readonly string[]): Promise<ResourceRow[]>;
  resource(id: string): Promise<ResourceRow | null>;
  /** Live rows of all stacks that have one of these physical ids as their own. */
  ownersOf(physicalIds: readonly string[]): Promise<IdHolder[]>;
  /** Live rows in the whole tree. */
  countResources(rootId: string): Promise<number>;
  operation(id: string): Promise<OperationRow | null>;
  events(filter: EventFilter, page?: Page): Promise<EventRow[]>;
  countEvents(filter: EventFilter): Promise<number>;
  /** Deletes a stack's oldest events beyond `keep`. */
  trimEvents(stackId: string, keep: number): Promise<void>;
  snapshots(stackId: string): Promise<SnapshotRow[]>;
  snapshot(id: string): Promise<SnapshotRow | null>;
  credentials(id: string): Promise<CredentialsRow | null>;
  /** The newest that are lent under this word and in use. */
  lender(sharing: string): Promise<CredentialsRow | null>;
  /** Whether a row borrows these credentials. */
  isLent(credentialsId: string): Promise<boolean>;
  /** Those that no stack has used since `before`, the longest idle first; and lent ones of which nobody noted that the last borrower is gone. */
  idleCredentials(before: number, limit: number): Promise<CredentialsRow[]>;
  hooks(stackId: string): Promise<HookRow[]>;
  /** Oldest first. */
  signals(stackId: string, some?: Some): Promise<SignalRow[]>;
  /** How many wait for the stack. */
  countSignals(stackId: string): Promise<number>;
  /** What is due by then, the longest due first. */
  dues(stackId: string, now: number, some?: Some): Promise<DueRow[]>;
  /** Takes a request that is to be served once, for all processes. */
  claimRequest(request: SeenRequest, options?: ClaimOptions): Promise<Claimed>;
  /** It was not served after all. */
  forgetRequest(digest: string): Promise<void>;
  /** Rows of stacks deleted before `before`, with all that belongs to them, are removed for good. */
  purgeDeleted(before: number, projectId?: string): Promise<number>;
  /**
   * Definitions of these stacks, where they are at rest, that nothing refers to any more. Readers may have read a reference just now: remove
   * them a while later.
   */
  outdatedDefinitions(stackIds: readonly string[]): Promise<string[]>;
  /** Removes outdated ones; any that is referred to stays. */
  purgeDefinitions(ids: readonly string[]): Promise<void>;
  /** Removes operations of these stacks that ended before then, but for the last of each. */
  purgeOperations(stackIds: readonly string[], before: number): Promise<void>;
  /** Removes texts that no definition refers to and that were not stored lately. */
  purgeTexts(): Promise<void>;

  /**
   * Takes a stack that has an operation under way, signals, or something due by `now`: sets engineId, epoch+1. Null when a living engine (also the
   * asking one) owns it, there is nothing to do, or it was taken in vain `belowTakes` times already. To other processes an engine that has just died
   * lives for a moment longer.
   */
  acquire(stackId: string, engineId: string, belowTakes?: number, now?: number): Promise<StackRow | null>;
  /** Gives it up (only while still the owner). `takes`: what is noted of how often it was taken in vain; null: what is noted already. */
  release(stackId: string, engineId: string, epoch: number, takes?: number | null): Promise<void>;
  /** It got somewhere: whoever takes it the next time does so for the first time. */
  settle(stackId: string, engineId: string, epoch: number): Promise<void>;
  /** Ids of stacks with an operation queued or running, signals, or something due by `now`, that no living engine owns; so many of each at most. */
  unowned(limit: number, now?: number): Promise<string[]>;
  /** Of them, the oldest of each project: first every project's first, then every project's second … */
  unownedByProject(limit: number, ofEach: number, now?: number): Promise<{ id: string; projectId: string }[]>;
  /** Ids of the stacks of this engine for which something is due. */
  dueOf(engineId: string, now: number, limit: number): Promise<string[]>;
  /** Ids of the stacks that this engine owns. */
  ownedBy(engineId: string): Promise<string[]>;

  /**
   * Makes this process an engine: it counts as alive until the returned handle is closed or the process or its connection dies. `lost` is aborted
   * when the connection died: the engine's stacks are then free for others, its commits for them will be {@link Fenced}, and it has to register again.
   */
  registerEngine(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration>;
  engines(): Promise<(EngineRow & { alive: boolean })[]>;

  /**
   * Takes wake-ups: `handler` gets stack ids, each at least once, on some living engine that works; at most `concurrency` at a time. A stack that
   * is woken while being handled is handed out again at once, perhaps to another engine. A handler that throws is asked again a little later;
   * one that only waits (for a nested stack, a signal) should return, as its place is another's. What gets lost with a process, the sweep over
   * {@link Store.unowned} finds. Resolves to a stopper, which resolves when no handler is running.
   */
  work(handler: (stackId: string) => Promise<void>, options: { concurrency: number }): Promise<() => Promise<void>>;

  /**
   * Called with the ids of stacks that a committed transaction (of any process) changed; with `'*'` among them when changes of other processes
   * may have been missed (the connection was away), so that whoever waits looks for itself. The result stops it.
   */
  onChange(listener: (stackIds: ReadonlySet<string>) => void): () => void;

  /** Called after every transaction of this process. The result stops it. */
  onCommit(listener: (commit: CommitReport) => void): () => void;
  /** Figures since start. */
  statistics(): { commits: number; changes: number; largestBatch: number; queued: number };
  /** Operations that no living engine has taken, and when the oldest of them was asked for. */
  backlog(): Promise<{ operations: number; oldestAt: number | null }>;
  ping(): Promise<void>;

  /** Brings everything under the key that writes, in steps, beside whoever works; see `rekey.ts`. */
  rekey(report?: (progress: RekeyProgress) => void): Promise<Rekeyed>;
  /** Under which keys the values of the database are. Reads all of it. */
  keysInUse(): Promise<KeyInUse[]>;
  /** Ids of keys that this process met lately and was not given: what is under them waits. */
  readonly unknownKeys: readonly string[];
  close(): Promise<void>;
}

export interface CommitReport {
  /** Commits that shared the transaction. */
  commits: number;
  /** Rows written and wake-ups sent. */
  changes: number;
  seconds: number;
}

export interface EngineRegistration {
  readonly id: string;
  readonly lost: AbortSignal;
  close(): Promise<void>;
}
