/** What goes between the main thread and the one that reads texts. */
import type { ErrorCode } from '../errors.ts';
import type { Diagnostic } from '../template/diagnostics/diagnostic.ts';
import type { ValueMap } from '../template/value.ts';

/** A text whose document is wanted. */
export interface ToRead {
  kind: 'template' | 'environment' | 'document';
  text: string;
  maxSize: number;
}

/** Findings about a text, whose places are wanted. */
export interface ToPlace {
  kind: 'places';
  text: string;
  findings: readonly Diagnostic[];
}

export type Task = ToRead | ToPlace;

export interface Document {
  document: ValueMap;
  /** Those of its values that are Floats, which a message turns into plain objects. */
  floats: object[];
}

export interface Places {
  findings: Diagnostic[];
}

export type Answer =
  | Document
  | Places
  | { error: { code: ErrorCode; message: string; status: number; diagnostics: Diagnostic[] } }
  /** A fault of ours. */
  | { fault: string };
