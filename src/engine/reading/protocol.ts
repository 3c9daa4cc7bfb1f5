/** What goes between the main thread and the one that reads texts. */
import type { ErrorCode } from '../../errors.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import type { ValueMap } from '../../template/value.ts';

export interface Text {
  kind: 'template' | 'environment';
  text: string;
  maxSize: number;
}

export type Answer =
  | {
      document: ValueMap;
      /** Those of its values that are Floats, which a message turns into plain objects. */
      floats: object[];
    }
  | { error: { code: ErrorCode; message: string; status: number; diagnostics: Diagnostic[] } }
  /** A fault of ours. */
  | { fault: string };
