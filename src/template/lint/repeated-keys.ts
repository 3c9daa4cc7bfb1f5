/** Maps with the same key twice, of which only the last counts: usually a block that was copied and not renamed. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { duplicateKeys } from '../source/duplicate-keys.ts';
import type { Template } from '../template.ts';

export function repeatedKeys({ text }: Template): Diagnostic[] {
  return duplicateKeys(text ?? '').map(({ path, start, end, before }) => ({
    code: 'duplicate-key',
    severity: 'warning',
    message: `The key ${path.at(-1)} is there already, in line ${before.line}: what it says there is lost.`,
    path,
    start,
    end,
  }));
}
