/** From problems and errors to diagnostics: places in the template become lines and columns of its text. */
import { HeatError } from '../../errors.ts';
import { locate, locating } from '../source/positions.ts';
import type { Steps } from '../steps.ts';
import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import { type Problem, ProblemError } from './problems.ts';

interface Source {
  text: string | null;
}

/** Runs what may raise a problem; its error comes out with a diagnostic that has a position. */
export function reported<T>(source: Source, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw located(error, source);
  }
}

/** The same, in steps. */
export function* reportedSteps<T>(source: Source, steps: Steps<T>): Steps<T> {
  try {
    return yield* steps;
  } catch (error) {
    // To find where it is takes as long as to read the text.
    if (source.text !== null && needsPlace(error)) yield* locating(source.text);
    throw located(error, source);
  }
}

/** The same, of what takes its time. */
export async function reportedLater<T>(source: Source, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw located(error, source);
  }
}

function needsPlace(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.path !== undefined;
  return error instanceof HeatError && error.diagnostics.some((diagnostic) => needsPosition(diagnostic));
}

function located(error: unknown, source: Source): unknown {
  if (error instanceof ProblemError) return withDiagnostics(error.problem.error, [toDiagnostic(error.problem, source)]);
  if (!(error instanceof HeatError) || !error.diagnostics.some((diagnostic) => needsPosition(diagnostic))) return error;
  return withDiagnostics(
    error,
    error.diagnostics.map((diagnostic) => positioned(diagnostic, source)),
  );
}

function needsPosition(diagnostic: Diagnostic): boolean {
  return diagnostic.path !== undefined && diagnostic.start === undefined && diagnostic.file === undefined;
}

function withDiagnostics(error: HeatError, diagnostics: Diagnostic[]): HeatError {
  return new HeatError(error.code, error.message, { status: error.status, diagnostics, cause: error.cause });
}

export function toDiagnostic(problem: Problem, source: Source, severity: Severity = 'error'): Diagnostic {
  const { code, error, message = error.message, path, suggestion } = problem;
  return finding(code, severity, message, path, source, suggestion);
}

export function finding(
  code: DiagnosticCode,
  severity: Severity,
  message: string,
  path: Diagnostic['path'],
  source: Source,
  suggestion?: string,
): Diagnostic {
  const diagnostic: Diagnostic = { code, severity, message };
  if (path !== undefined) diagnostic.path = path;
  if (suggestion !== undefined) diagnostic.suggestion = suggestion;
  return positioned(diagnostic, source);
}

/** Codes that are about a key and not about its value. */
const KEY_CODES: ReadonlySet<string> = new Set<DiagnosticCode>([
  'unknown-property',
  'unknown-section',
  'unknown-function',
  'invalid-resource',
  'invalid-function-arguments',
]);

/** Adds the position of the diagnostic's path, or of the nearest thing above that there is. */
export function positioned(diagnostic: Diagnostic, source: Source): Diagnostic {
  if (source.text === null || diagnostic.path === undefined || diagnostic.start !== undefined) return diagnostic;
  const range = locate(source.text, diagnostic.path, KEY_CODES.has(diagnostic.code));
  return range === undefined ? diagnostic : { ...diagnostic, ...range };
}
