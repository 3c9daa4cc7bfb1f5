/**
 * One step of the schema. Processes of the version before and of this one run side by side during an upgrade, so a
 * step only expands: new tables, new columns with defaults, new indexes. What the older version still needs is removed by a step
 * of a later release (contract), never in the release that stops using it. A migration that has been released is never edited.
 */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  version: number;
  name: string;
  statements(spelling: Spelling): string[];
}

/** The few words of DDL in which the two engines differ. */
export interface Spelling {
  /** A column that numbers rows in order of insertion. */
  sequence: string;
  /** 64-bit integer. */
  bigint: string;
  /** Appended to a table that is updated often: leaves room on its pages, so that updates stay on them. */
  updatedOften: string;
}
