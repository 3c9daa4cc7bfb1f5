/** The portable statements, from the tables' descriptions. Parameters are `$1`, `$2`, … */
import { holderFrom } from './claims.ts';
import type { DatabaseRecord } from './codec.ts';
import type { Found } from './database.ts';
import type { Column, Table } from './tables.ts';

/** `ON CONFLICT` part of a put: replaces the row but for the columns to keep. */
export function onConflict(table: Table): string {
  if (table.keep === 'all') return `ON CONFLICT (${table.key}) DO NOTHING`;
  const { keep } = table;
  const set = table.columns
    .filter(({ name }) => name !== table.key && !keep.includes(name))
    .map(({ name }) => `${name} = excluded.${name}`);
  return `ON CONFLICT (${table.key}) DO UPDATE SET ${set.join(', ')}`;
}

/**
 * `SELECT` of a table's columns by name. Never `*`: when a newer version adds a column, prepared statements with a star fail in the processes
 * of the older one.
 */
export function selectFrom(table: Table): string {
  return `SELECT ${columnNames(table.columns)} FROM ${table.name}`;
}

export function columnNames(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** All of a stack's resources are at a definition. Before the rows of the same batch, which may be further. */
export const REACHED = 'UPDATE resources SET definition_id = $1 WHERE stack_id = $2 AND definition_id <> $1';

/** The columns that a patch sets, in the table's order, so that equal patches make equal statements. */
export function patchedColumns(table: Table, record: object): Column[] {
  return table.columns.filter(({ name }) => name in record && name !== table.key);
}

/**
 * The look-up of a batch, given what selects the stacks. Two statements: with PostgreSQL, the first may wait for another transaction's
 * lock, and the second must see what that one did to the operations.
 */
export function stackStates(condition: string): string {
  return `SELECT id, epoch, takes, engine_id, operation_id FROM stacks WHERE ${condition} ORDER BY id`;
}

export function operationStates(condition: string): string {
  return `SELECT id, state FROM operations WHERE id IN (SELECT operation_id FROM stacks WHERE ${condition})`;
}

export function rowStates(condition: string): string {
  return `SELECT id, action, status FROM resources WHERE ${condition}`;
}

/** Stacks with signals or something due by then (`$2`), given what selects them by `stack_id`. */
export function calledStacks(condition: string): string {
  return `SELECT stack_id FROM signals WHERE ${condition} UNION SELECT stack_id FROM dues WHERE ${condition} AND due_at <= $2`;
}

export function credentialsStates(condition: string): string {
  return `SELECT id, idle_since FROM credentials WHERE ${condition} ORDER BY id`;
}

/** Those of them that a row borrows. A statement of its own, for the reason that {@link stackStates} gives. */
export function lentCredentials(condition: string): string {
  return `SELECT id FROM credentials WHERE ${condition}
    AND EXISTS (SELECT 1 FROM credentials AS b WHERE b.lent_by = credentials.id)`;
}

export type Answers = Record<
  'stacks' | 'operations' | 'rows' | 'called' | 'idHolders' | 'credentials' | 'lent' | 'holders',
  DatabaseRecord[]
>;

/** Reads the answers to the look-up, as far as something was looked up; both engines give them with the same columns. */
export function foundFrom({
  stacks = [],
  operations = [],
  rows = [],
  called = [],
  idHolders = [],
  credentials = [],
  lent = [],
  holders = [],
}: Partial<Answers>): Found {
  const borrowed = new Set(lent.map(({ id }) => id));
  const states = new Map(operations.map(({ id, state }) => [id, state as string]));
  return {
    stacks: stacks.map((row) => ({
      id: row.id as string,
      epoch: row.epoch as number,
      takes: row.takes as number,
      engineId: row.engine_id as string | null,
      operationId: row.operation_id as string | null,
      operationState: states.get(row.operation_id ?? null) ?? null,
    })),
    rows: rows.map((row) => ({ id: row.id as string, action: row.action as string, status: row.status as string })),
    called: called.map(({ stack_id }) => stack_id as string),
    idHolders: idHolders.map(holderFrom),
    credentials: credentials.map(({ id, idle_since }) => ({
      id: id as string,
      idleSince: idle_since as number | null,
      lent: borrowed.has(id as string),
    })),
    holders: holders.map((row) => ({
      id: row.id as string,
      projectId: row.project_id as string,
      name: row.name as string,
    })),
  };
}
