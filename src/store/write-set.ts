/**
 * The writes of a batch, coalesced: each row is written once, however many commits of the batch touched it. A patch joins the
 * put or patch before it; a put or remove replaces what came before.
 */
import type { DatabaseRecord } from './codec.ts';
import type { Table, TableName } from './tables.ts';

/** A {@link Change}, encoded. */
export type RowWrite = { table: Table; id: string } & (
  | { kind: 'put'; record: DatabaseRecord }
  | { kind: 'patch'; record: DatabaseRecord }
  | { kind: 'remove' }
);

export interface TableWrites {
  table: Table;
  /** By id, in the order of their arrival. */
  puts: Map<string, DatabaseRecord>;
  patches: Map<string, DatabaseRecord>;
  removes: Set<string>;
}

export interface Ownership {
  engineId: string | null;
  epoch: number;
  takes: number;
}

export class Writes {
  readonly tables = new Map<TableName, TableWrites>();
  /** Stacks whose owner changed. */
  readonly ownership = new Map<string, Ownership>();
  readonly wakes = new Set<string>();
  /** Stacks of which every resource is at a definition now. */
  readonly reached = new Map<string, string>();
  /** Stacks known to be changed; removed and patched rows without a known stack add theirs when written. */
  readonly changed = new Set<string>();
  /** Whether some patch or remove does not say to which stack it belongs. */
  unknownStacks = false;

  get empty(): boolean {
    return this.tables.size + this.reached.size + this.ownership.size + this.wakes.size === 0;
  }

  add(write: RowWrite): void {
    const { table, id } = write;
    let writes = this.tables.get(table.name);
    if (!writes) {
      writes = { table, puts: new Map(), patches: new Map(), removes: new Set() };
      this.tables.set(table.name, writes);
    }
    const { puts, patches, removes } = writes;
    if (write.kind === 'remove') {
      puts.delete(id);
      patches.delete(id);
      removes.add(id);
    } else if (write.kind === 'put') {
      removes.delete(id);
      patches.delete(id);
      const before = puts.get(id);
      if (before && table.keep === 'all') return;
      puts.delete(id);
      puts.set(id, write.record);
    } else if (!removes.has(id)) {
      const before = puts.get(id) ?? patches.get(id);
      // A copy: the commit's own record must stay as it is, should the batch be decided again.
      (puts.has(id) ? puts : patches).set(id, before ? { ...before, ...write.record } : write.record);
    }
  }
}
