/**
 * A finding about a text: what is wrong, where, and what would be right. The codes are a closed set (`codes.ts`).
 */
export type Severity = 'error' | 'warning';

export interface Position {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 code units. */
  column: number;
}

/** Way from the top of a document to a value: `['resources', 'server', 'properties', 'image']`. */
export type Path = readonly (string | number)[];

export interface Diagnostic {
  /** E.g. `unknown-resource-type`; see `codes.ts`. */
  code: string;
  severity: Severity;
  message: string;
  /** Name of the text: `template`, or the file's name. */
  file?: string;
  path?: Path;
  start?: Position;
  end?: Position;
  /** What would probably be right, e.g. `OS::Nova::Server`. */
  suggestion?: string;
}
