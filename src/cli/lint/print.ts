/** Findings for a terminal, and as data. */
import { styleText } from 'node:util';
import { printDiagnostic } from '../../template/index.ts';
import type { LintedFile } from './lint.ts';

const STYLES = { error: ['red', 'bold'], warning: ['yellow', 'bold'], place: ['bold'], hint: ['cyan'] } as const;

export function painter(colour: boolean) {
  return (style: keyof typeof STYLES, text: string): string =>
    colour ? styleText([...STYLES[style]], text, { validateStream: false }) : text;
}

export function* findingLines(files: readonly LintedFile[], { colour }: { colour: boolean }): Generator<string> {
  const paint = painter(colour);
  for (const { path, text, findings } of files) {
    for (const finding of findings) yield `${printDiagnostic(finding, text, { file: path, paint })}\n`;
  }
  yield summary(files);
}

export function count(files: readonly LintedFile[], severity: 'error' | 'warning'): number {
  return files.reduce((sum, { findings }) => sum + findings.filter((one) => one.severity === severity).length, 0);
}

function summary(files: readonly LintedFile[]): string {
  const said = (['error', 'warning'] as const).flatMap((severity) => {
    const number = count(files, severity);
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
  });
  const where = `${files.length} file${files.length === 1 ? '' : 's'}`;
  return said.length === 0 ? `${where}: nothing to find fault with` : `${where}: ${said.join(', ')}`;
}

/** One object for each finding, the file among its members. */
export function findingData(files: readonly LintedFile[]): object[] {
  return files.flatMap(({ path, findings }) => findings.map((finding) => ({ ...finding, file: path })));
}
