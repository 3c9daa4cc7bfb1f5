/**
 * Rows as the program sees them, to and from records as the database keeps them. Secrets are decrypted when they are first looked at: of
 * ten thousand rows that are listed or planned with, few are.
 */
import { parseJson, stringify, type ValueMap } from '../template/value.ts';
import { type Keyring, UnknownKey } from './keyring.ts';
import { type Column, isSecret, type Table } from './tables.ts';

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

/** Parts of a frozen definition that are the template's structure: no value of a parameter gets into them. */
const STRUCTURE: ReadonlySet<string> = new Set(['type', 'properties', 'depends_on', 'deletion_policy', 'condition']);

function isStructure(frozen: ValueMap): boolean {
  return Object.entries(frozen).every(([part, value]) => STRUCTURE.has(part) || isEmpty(value));
}

function placeOf(table: Table, column: string, id: string): string {
  return `${table.name}.${column} of ${id}`;
}

function readable(text: () => string): string {
  try {
    return text();
  } catch (error) {
    if (error instanceof UnknownKey) return `(${error.message})`;
    throw error;
  }
}

/** Where a row keeps its secrets until they are looked at, and afterwards. */
const SECRETS = Symbol('secrets');

interface Secret {
  /** Null once it was opened. */
  cell: string | null;
  value: unknown;
}

type SealedRow = Record<string, unknown> & { [SECRETS]?: Record<string, Secret> };

export class Codec {
  readonly #keyring: Keyring;
  /** Accessors of secret members, the same for all rows: so that these keep one shape. */
  readonly #accessors = new Map<Column, PropertyDescriptor>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** The columns of those members that `row` has, but for those left out. */
  encode(table: Table, row: object, id: string, leftOut: ReadonlySet<string>): DatabaseRecord {
    const record: DatabaseRecord = {};
    for (const [member, value] of Object.entries(row)) {
      const column = table.byMember.get(member);
      if (column && value !== undefined && !leftOut.has(member))
        record[column.name] = this.#cell(table, column, value, id);
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

  /** A cell as it is to be now: under the key that writes, where it is secret. */
  sealAnew(table: Table, { name, kind }: Pick<Column, 'name' | 'kind'>, id: string, cell: string): string {
    const text = this.unseal(table, name, id, cell);
    if (kind === 'secretText' ? text === '' : isEmpty(parseJson(text))) return text;
    if (kind === 'frozen' && isStructure(parseJson(text) as ValueMap)) return text;
    return this.seal(table, name, id, text);
  }

  decode<Row>(table: Table, record: DatabaseRecord): Row {
    const row: SealedRow = {};
    for (const column of table.columns) {
      const cell = record[column.name] ?? null;
      if (isSecret(column) && typeof cell === 'string' && this.#keyring.isEncrypted(cell)) {
        this.#seal(table, column, cell, row);
      } else row[column.member] = plainValue(column, cell);
    }
    return row as Row;
  }

  #cell(table: Table, column: Column, value: unknown, id: string): Cell {
    if (value === null) return null;
    switch (column.kind) {
      case 'text':
        return plainText(value as string);
      case 'integer':
        // Such a number would be written, and never be read again.
        if (!Number.isSafeInteger(value)) throw new RangeError(`${table.name}.${column.name} cannot hold ${value}`);
        return value as number;
      case 'boolean':
        return value ? 1 : 0;
      case 'json':
        return stringify(value);
      case 'secret':
        return isEmpty(value) ? stringify(value) : this.seal(table, column.name, id, stringify(value));
      case 'frozen':
        return isStructure(value as ValueMap) ? stringify(value) : this.seal(table, column.name, id, stringify(value));
      case 'secretText':
        return value === '' ? '' : this.seal(table, column.name, id, plainText(value as string));
    }
  }

  /** A text, encrypted for its place. */
  seal(table: Table, column: string, id: string, text: string): string {
    return this.#keyring.encrypt(text, placeOf(table, column, id));
  }

  /** The text of a cell, which earlier versions may have kept plain. */
  unseal(table: Table, column: string, id: string, cell: string): string {
    return this.#keyring.isEncrypted(cell) ? this.#keyring.decrypt(cell, placeOf(table, column, id)) : cell;
  }

  /** A missing key shows at once, not when somebody looks; but for a description no list is refused. */
  #seal(table: Table, column: Column, cell: string, row: SealedRow): void {
    if (column.kind !== 'secretText') this.#keyring.keyOf(cell);
    let secrets = row[SECRETS];
    if (secrets === undefined) {
      secrets = {};
      Object.defineProperty(row, SECRETS, { value: secrets });
    }
    secrets[column.member] = { cell, value: null };
    let accessor = this.#accessors.get(column);
    if (accessor === undefined) {
      accessor = this.#accessor(table, column);
      this.#accessors.set(column, accessor);
    }
    Object.defineProperty(row, column.member, accessor);
  }

  #accessor(table: Table, { member, name, kind }: Column): PropertyDescriptor {
    const unseal = (id: string, cell: string) => this.unseal(table, name, id, cell);
    return {
      enumerable: true,
      configurable: true,
      get(this: SealedRow) {
        const secret = this[SECRETS]?.[member] as Secret;
        const { cell } = secret;
        if (cell !== null) {
          const id = this[table.key] as string;
          secret.value = kind === 'secretText' ? readable(() => unseal(id, cell)) : parseJson(unseal(id, cell));
          secret.cell = null;
        }
        return secret.value;
      },
      set(this: SealedRow, value: unknown) {
        const secret = this[SECRETS]?.[member] as Secret;
        secret.cell = null;
        secret.value = value;
      },
    };
  }
}

function plainValue(column: Column, cell: Cell): unknown {
  if (cell === null) return null;
  switch (column.kind) {
    case 'text':
    case 'secretText':
    case 'integer':
      return cell;
    case 'boolean':
      return cell !== 0;
    case 'json':
    case 'secret':
    case 'frozen':
      if (cell === '{}') return {};
      if (cell === '[]') return [];
      return parseJson(cell as string);
  }
}
