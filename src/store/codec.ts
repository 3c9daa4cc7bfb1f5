/** Rows as the program sees them, to and from records as the database keeps them. */
import { parseJson, stringify } from '../template/value.ts';
import type { Keyring } from './keyring.ts';
import type { Column, Table } from './tables.ts';

/** What a column holds. Booleans are 0 and 1, JSON is text: both engines agree on these. */
export type Cell = string | number | null;
export type DatabaseRecord = Record<string, Cell>;

/** PostgreSQL's text holds neither NUL nor unpaired surrogates; both engines store the same thing. */
const UNSTORABLE = /\0/g;

function plainText(text: string): string {
  return (text.includes('\0') ? text.replace(UNSTORABLE, '\ufffd') : text).toWellFormed();
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}

export class Codec {
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** The columns of those members that `row` has. */
  encode(table: Table, row: object, id: string): DatabaseRecord {
    const record: DatabaseRecord = {};
    for (const [member, value] of Object.entries(row)) {
      const column = table.byMember.get(member);
      if (column && value !== undefined) record[column.name] = this.#cell(table, column, value, id);
    }
    return record;
  }

  /** All columns; a member that `row` lacks is null. */
  encodeWhole(table: Table, row: object, id: string): DatabaseRecord {
    const record: DatabaseRecord = {};
    const members = row as Record<string, unknown>;
    for (const column of table.columns) {
      record[column.name] = this.#cell(table, column, members[column.member] ?? null, id);
    }
    return record;
  }

  decode<Row>(table: Table, record: DatabaseRecord): Row {
    const row: Record<string, unknown> = {};
    const id = record[table.key] as string;
    for (const column of table.columns) {
      row[column.member] = this.#value(table, column, record[column.name] ?? null, id);
    }
    return row as Row;
  }

  #cell(table: Table, column: Column, value: unknown, id: string): Cell {
    if (value === null) return null;
    switch (column.kind) {
      case 'text':
        return plainText(value as string);
      case 'integer':
        return value as number;
      case 'boolean':
        return value ? 1 : 0;
      case 'json':
        return stringify(value);
      case 'secret':
        return isEmpty(value)
          ? stringify(value)
          : this.#keyring.encrypt(stringify(value), `${table.name}.${column.name} of ${id}`);
    }
  }

  #value(table: Table, column: Column, cell: Cell, id: string): unknown {
    if (cell === null) return null;
    switch (column.kind) {
      case 'text':
      case 'integer':
        return cell;
      case 'boolean':
        return cell !== 0;
      case 'json':
      case 'secret': {
        const text = cell as string;
        if (text === '{}') return {};
        if (text === '[]') return [];
        return parseJson(
          column.kind === 'secret' && this.#keyring.isEncrypted(text)
            ? this.#keyring.decrypt(text, `${table.name}.${column.name} of ${id}`)
            : text,
        );
      }
    }
  }
}
