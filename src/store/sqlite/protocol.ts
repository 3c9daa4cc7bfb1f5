/** Messages between the program and the thread that holds the SQLite database. */
import type { Cell } from '../codec.ts';

export interface ThreadOptions {
  /** `:memory:` or a file. */
  file: string;
  /** Held locked as long as this thread lives; null for none. */
  lockFile: string | null;
  readOnly: boolean;
}

/** A prepared statement, run once per row of parameters. */
export interface Step {
  sql: string;
  rows: readonly (readonly Cell[])[];
  /** Whether it yields rows. */
  returns: boolean;
}

/** Steps run in one transaction; the answer has the rows of those that yield some, in order. */
export interface Task {
  id: number;
  steps: readonly Step[];
  transaction: boolean;
}

/** The next part of an answer that was too long for one message. */
export interface More {
  more: number;
}

/** Rows travel as lists, half as costly to copy between threads as objects. */
export interface Rows {
  columns: string[];
  rows: Cell[][];
}

export type Answer =
  /** `more`: the rows go on in the next part, which is to be asked for. */
  | { id: number; results: Rows[]; more: boolean }
  | { id: number; error: { message: string; code: string | null; errcode: number | null } };
