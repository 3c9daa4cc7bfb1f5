/** A batch's writes as PostgreSQL statements: one per table and kind, however many rows. Rows travel as one JSON text. */
import type { Cell, DatabaseRecord } from '../codec.ts';
import { columnNames, onConflict, patchedColumns, REACHED } from '../statements.ts';
import { type Column, type ColumnKind, RESOURCES, type Table, WRITE_ORDER } from '../tables.ts';
import type { Writes } from '../write-set.ts';

export interface Statement {
  sql: string;
  parameters: unknown[];
}

const TYPES: Record<ColumnKind, string> = {
  text: 'text',
  json: 'text',
  secret: 'text',
  secretText: 'text',
  frozen: 'text',
  integer: 'bigint',
  boolean: 'bigint',
};

function recordset(columns: readonly Column[]): string {
  return `json_to_recordset($1::json) AS v(${columns.map(({ name, kind }) => `${name} ${TYPES[kind]}`).join(', ')})`;
}

const putStatements = new Map<Table, string>();

function putStatement(table: Table): string {
  let sql = putStatements.get(table);
  if (sql === undefined) {
    const names = columnNames(table.columns);
    sql = `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM ${recordset(table.columns)} ${onConflict(table)}`;
    putStatements.set(table, sql);
  }
  return sql;
}

/** In the order of {@link WRITE_ORDER}. Those that may touch a stack not yet known to be changed return `stack_id`. */
export function statementsOf(writes: Writes): Statement[] {
  const statements: Statement[] = [];
  for (const table of WRITE_ORDER) {
    const { puts, patches, removes } = writes.tables.get(table.name) ?? {};
    const returning = writes.unknownStacks && table.stackColumn ? ` RETURNING ${table.stackColumn} AS stack_id` : '';
    if (table === RESOURCES) {
      for (const [stackId, definitionId] of [...writes.reached].sort()) {
        statements.push({ sql: REACHED, parameters: [definitionId, stackId] });
      }
    }
    if (removes?.size) {
      const sql = `DELETE FROM ${table.name} WHERE ${table.key} = ANY($1::text[])${returning}`;
      statements.push({ sql, parameters: [[...removes].sort()] });
    }
    if (patches?.size) statements.push(...patchStatements(table, patches, returning));
    if (puts?.size) {
      statements.push({ sql: putStatement(table), parameters: [JSON.stringify([...puts.values()])] });
    }
  }
  if (writes.ownership.size > 0) {
    statements.push({
      sql: `UPDATE stacks SET engine_id = v.engine_id, epoch = v.epoch, takes = v.takes
        FROM json_to_recordset($1::json) AS v(id text, engine_id text, epoch bigint, takes integer) WHERE stacks.id = v.id`,
      parameters: [
        JSON.stringify(
          [...writes.ownership].map(([id, { engineId, ...rest }]) => ({ id, engine_id: engineId, ...rest })),
        ),
      ],
    });
  }
  return statements;
}

function patchStatements(table: Table, patches: ReadonlyMap<string, DatabaseRecord>, returning: string): Statement[] {
  const groups = new Map<string, { columns: Column[]; records: Record<string, Cell>[] }>();
  for (const [id, record] of patches) {
    const columns = patchedColumns(table, record);
    if (columns.length === 0) continue;
    const key = columnNames(columns);
    const group = groups.get(key);
    if (group) group.records.push({ ...record, [table.key]: id });
    else groups.set(key, { columns, records: [{ ...record, [table.key]: id }] });
  }
  const key = table.columns.find(({ name }) => name === table.key) as Column;
  return [...groups.values()].map(({ columns, records }) => {
    const set = columns.map(({ name }) => `${name} = v.${name}`);
    const sql = `UPDATE ${table.name} SET ${set.join(', ')} FROM ${recordset([key, ...columns])}
      WHERE ${table.name}.${table.key} = v.${table.key}${returning.replace('RETURNING ', `RETURNING ${table.name}.`)}`;
    return { sql, parameters: [JSON.stringify(records)] };
  });
}
