/**
 * Diagnostics for people: what, where, the line of the source with the spot marked, and what was probably meant.
 *
 *     error[unknown-resource-type] template.yaml:7:11
 *       The Resource Type (OS::Nova::Sever) could not be found.
 *        7 |     type: OS::Nova::Sever
 *          |           ^^^^^^^^^^^^^^^
 *       did you mean `OS::Nova::Server`?
 */
import type { Diagnostic } from './diagnostic.ts';

export interface PrintOptions {
  /** Name of the text; the diagnostic's own wins. */
  file?: string;
  /** Paints a piece of the output; by default plain. */
  paint?(style: 'error' | 'warning' | 'place' | 'hint', text: string): string;
}

const plain = (_style: string, text: string): string => text;
/** Longer lines are cut around the spot. */
const MAX_LINE = 160;

export function printDiagnostic(diagnostic: Diagnostic, text: string | null, options: PrintOptions = {}): string {
  const paint = options.paint ?? plain;
  const { severity, code, message, start, suggestion } = diagnostic;
  const file = diagnostic.file ?? options.file ?? 'template';
  const place = start === undefined ? file : `${file}:${start.line}:${start.column}`;
  const lines = [`${paint(severity, `${severity}[${code}]`)} ${paint('place', place)}`, `  ${message}`];
  if (text !== null && start !== undefined) lines.push(...excerpt(diagnostic, text, paint));
  if (suggestion !== undefined) lines.push(paint('hint', `  did you mean \`${suggestion}\`?`));
  return lines.join('\n');
}

function excerpt(diagnostic: Diagnostic, text: string, paint: NonNullable<PrintOptions['paint']>): string[] {
  const { start, end, severity } = diagnostic;
  if (start === undefined) return [];
  const line = text.split(/\r\n?|\n/)[start.line - 1];
  if (line === undefined) return [];
  const from = Math.max(0, start.column - 1 - MAX_LINE / 2);
  const shown = line.slice(from, from + MAX_LINE);
  const column = start.column - 1 - from;
  const length = end !== undefined && end.line === start.line ? end.column - start.column : shown.length - column;
  const mark = '^'.repeat(Math.max(1, Math.min(length, shown.length - column)));
  const number = String(start.line);
  // Tabs stay tabs, so that the mark stands below the spot.
  const indent = shown.slice(0, column).replace(/[^\t]/g, ' ');
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${indent}${paint(severity, mark)}`];
}
