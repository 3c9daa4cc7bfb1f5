/**
 * Where in a long text of a request things stand. While the request is worked on, nobody looks (`Template.text` is null): what is found has a path only, and
 * its place is found at the end, in the thread that reads texts.
 */
import { HeatError } from '../../errors.ts';
import { isLong, placedLater } from '../../reading/reading.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import type { StackRequest } from '../orchestrator.ts';

type Texts = Pick<StackRequest, 'template' | 'files'>;

/** What comes of a request; an error has its places. */
export async function placed<T>(request: Texts, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw await placedError(request, error);
  }
}

export async function placedError(request: Texts, error: unknown): Promise<unknown> {
  if (!(error instanceof HeatError)) return error;
  const diagnostics = await placedFindings(request, error.diagnostics);
  if (diagnostics === error.diagnostics) return error;
  const { code, message, status, cause } = error;
  return new HeatError(code, message, { status, cause, diagnostics: [...diagnostics] });
}

export async function placedFindings(request: Texts, findings: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
  const byText = new Map<string, number[]>();
  for (const [index, { path, start, file }] of findings.entries()) {
    if (path === undefined || start !== undefined) continue;
    const text = file === undefined ? request.template : request.files?.[file];
    if (typeof text !== 'string' || !isLong(text)) continue;
    const indexes = byText.get(text);
    if (indexes === undefined) byText.set(text, [index]);
    else indexes.push(index);
  }
  if (byText.size === 0) return findings;
  const all = [...findings];
  for (const [text, indexes] of byText) {
    const found = await placedLater(
      text,
      indexes.map((index) => all[index] as Diagnostic),
    );
    for (const [at, index] of indexes.entries()) all[index] = found[at] as Diagnostic;
  }
  return all;
}
