/**
 * An error of a template, shown at its place in the author's own file as lint shows it. What was sent is not what is written there:
 * names of files are addresses in it. The way through the document is the same.
 */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeatError } from '../../errors.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import { positioned } from '../../template/diagnostics/report.ts';
import { printDiagnostic } from '../../template/index.ts';
import { takesColour } from '../colour.ts';
import { painter } from '../lint/print.ts';

/** Resolves to the exit code of what is run, or of the error that was shown. */
export async function explained(template: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const shown = error instanceof HeatError ? await atItsPlace(error, template) : null;
    if (shown === null) throw error;
    console.error(shown);
    return 1;
  }
}

async function atItsPlace(failure: HeatError, template: string): Promise<string | null> {
  const [first] = failure.diagnostics;
  if (first === undefined) return null;
  const address = first.file ?? template;
  if (/^https?:/.test(address)) return null;
  const path = address.startsWith('file:') ? fileURLToPath(address) : address;
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const { start, end, suggestion, ...known } = first;
  const diagnostic: Diagnostic =
    first.path === undefined ? { ...known, ...(start && { start }), ...(end && { end }) } : positioned(known, { text });
  if (suggestion !== undefined && !/did you mean/i.test(failure.message)) diagnostic.suggestion = suggestion;
  const file = relative('', path);
  const message = failure.message.replace(`${path}: `, '');
  return printDiagnostic({ ...diagnostic, message, file }, text, { paint: painter(takesColour(process.stderr)) });
}
