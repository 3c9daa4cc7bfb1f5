/**
 * Findings as people want to read them. The messages of validation are those that Heat's clients know: they name the place and
 * the suggestion in the sentence. Here both stand beside it, nothing is said twice, and a misspelt key is marked itself.
 */
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { positioned } from '../diagnostics/report.ts';
import { locateKey } from '../source/positions.ts';
import type { Template } from '../template.ts';

/** Findings about a key rather than about its value. */
const OF_KEYS: ReadonlySet<string> = new Set<DiagnosticCode>([
  'unknown-property',
  'unknown-section',
  'invalid-resource',
]);
/** What becomes of a place in which a reference leads nowhere. */
const CONSEQUENCE = /The specified reference |\) was not provided\.|No content found in the "files" section/;

export function polish(
  found: readonly Diagnostic[],
  references: readonly Diagnostic[],
  template: Template,
): Diagnostic[] {
  const kept = new Map<string, Diagnostic>();
  for (const diagnostic of [...references, ...found]) {
    if (isConsequence(diagnostic, references)) continue;
    // Of one thing at one place, the first word counts.
    const key =
      diagnostic.path === undefined
        ? `${diagnostic.code} ${diagnostic.message}`
        : JSON.stringify([diagnostic.code, diagnostic.path]);
    if (!kept.has(key)) kept.set(key, polished(diagnostic, template));
  }
  const errors = [...kept.values()].filter(({ severity }) => severity === 'error');
  return [...kept.values()].filter(
    (one) =>
      one.severity === 'error' ||
      one.code === 'unknown-function' ||
      !errors.some((error) => covers(error.path, one.path)),
  );
}

/** Whether a finding says no more than that a reference inside of it, or at it, leads nowhere. */
function isConsequence(diagnostic: Diagnostic, references: readonly Diagnostic[]): boolean {
  if (references.includes(diagnostic)) return false;
  return references.some(({ path }) => {
    if (covers(path, diagnostic.path) && covers(diagnostic.path, path)) return true;
    if (diagnostic.code === 'invalid-reference') return covers(diagnostic.path?.slice(0, 2), path);
    return CONSEQUENCE.test(diagnostic.message) && covers(diagnostic.path, path);
  });
}

/** Whether the second path is the first or inside of it. */
function covers(outer: Path | undefined, inner: Path | undefined): boolean {
  if (outer === undefined || inner === undefined) return false;
  return outer.length <= inner.length && outer.every((step, i) => step === inner[i]);
}

const CYCLE = /^Circular Dependency Found: (.+?)(?: -> |$)/;

function polished(diagnostic: Diagnostic, template: Template): Diagnostic {
  const { code, suggestion } = diagnostic;
  const first = code === 'circular-dependency' ? CYCLE.exec(diagnostic.message)?.[1] : undefined;
  if (first !== undefined) {
    const path = [template.format.sections.resources, first];
    return positioned({ ...diagnostic, path }, template);
  }
  const path = diagnostic.path;
  let { message } = diagnostic;
  const place = path === undefined ? '' : `${path.join('.')}: `;
  if (message.startsWith(place)) message = message.slice(place.length);
  if (suggestion !== undefined) message = message.replace(/[;.]? [Dd]id you mean .+\?$/, '.').replace('..', '.');
  const key =
    path !== undefined && OF_KEYS.has(code) && template.text !== null ? locateKey(template.text, path) : undefined;
  return { ...diagnostic, message, ...key };
}
