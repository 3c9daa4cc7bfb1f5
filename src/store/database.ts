/**
 * What an engine (SQLite, PostgreSQL) supplies to the rest of the store. Statements are portable: `$1` parameters, text ids,
 * integers, JSON as text; what can't be said portably has a method here.
 */
import type { IdHolder } from './claims.ts';
import type { Cell, DatabaseRecord } from './codec.ts';
import type { EngineRow } from './rows.ts';
import type { EngineRegistration } from './store.ts';
import type { Writes } from './write-set.ts';

/** What a batch needs to know before it is decided. */
export interface Lookup {
  stackIds: string[];
  /** Resource rows whose state a condition asks for. */
  rowIds: string[];
  /** Those about to be taken, and the time by which something has to be due for them. */
  taken: { stackIds: string[]; now: number };
  names: { projectId: string; name: string }[];
  /** Physical ids that are claimed; locked against other claims until the batch is written. */
  physicalIds: string[];
  /** Credentials that are lent or given back; locked like the stacks. */
  credentialsIds: string[];
}

export interface StackState {
  id: string;
  epoch: number;
  /** How often it was taken without getting anywhere since. */
  takes: number;
  engineId: string | null;
  operationId: string | null;
  /** Null without an operation. */
  operationState: string | null;
}

export interface RowState {
  id: string;
  action: string;
  status: string;
}

export interface CredentialsState {
  id: string;
  idleSince: number | null;
  /** A row borrows them. */
  lent: boolean;
}

export interface Found {
  stacks: StackState[];
  rows: RowState[];
  /** Ids of the stacks, of those about to be taken, that have signals or something due. */
  called: string[];
  idHolders: IdHolder[];
  credentials: CredentialsState[];
  /** Live top-level stacks that have one of the names. */
  holders: { id: string; projectId: string; name: string }[];
}

export interface Decided {
  writes: Writes;
  /** Stacks whose rows, as they are after the batch, are wanted. */
  wanted: string[];
}

export interface Written<D extends Decided> {
  decision: D;
  /** Ids of the stacks that changed. */
  changed: Set<string>;
  wanted: DatabaseRecord[];
}

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  query(sql: string, parameters?: readonly Cell[]): Promise<DatabaseRecord[]>;
  /** Several statements, in order, in one transaction; rows of the last. Each may be run again after a lost connection. */
  together(statements: { sql: string; parameters: readonly Cell[] }[]): Promise<DatabaseRecord[]>;
  /**
   * One group commit: looks up, asks `decide`, writes, commits; happens once even when the connection breaks at COMMIT. `decide` may be asked
   * again (a conflict or a lost connection made the batch start over); the answer that was committed comes back.
   */
  group<D extends Decided>(lookup: Lookup, decide: (found: Found) => D): Promise<Written<D>>;

  registerEngine(row: Omit<EngineRow, 'startedAt' | 'seenAt'>): Promise<EngineRegistration>;
  /** Ids of the engines that live now; unless `fresh`, may be a fraction of a second old. */
  livingEngines(fresh?: boolean): Promise<ReadonlySet<string>>;

  work(handler: (stackId: string) => Promise<void>, options: { concurrency: number }): Promise<() => Promise<void>>;
  /** Wake-ups not yet taken, as far as this process knows. */
  queued(): number;

  /** Changes that other processes committed; `'*'` in the set when some may have been missed. */
  onRemoteChange(listener: (stackIds: ReadonlySet<string>) => void): void;
  close(): Promise<void>;
}
