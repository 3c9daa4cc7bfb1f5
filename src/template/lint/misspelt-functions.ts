/** Maps that look like a function whose name is misspelt; the language takes them for data. */
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import { nearest } from '../properties/suggestion.ts';
import type { Template } from '../template.ts';
import { isMap, type Value } from '../value.ts';

/** How the names of functions of two words look. */
const LIKE_A_FUNCTION = /^(?:Fn::\w+|[a-z]+_[a-z]+(?:_[a-z]+)?)$/;
/** Sections of a resource that hold values; anywhere else keys have names of their own. */
const DEEP_ENOUGH = 3;

export function misspeltFunctions(template: Template): Diagnostic[] {
  const { resources, outputs } = template.format.sections;
  const found: Diagnostic[] = [];
  const look = (value: Value, path: Path): void => {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) look(item, [...path, i]);
    if (!isMap(value)) return;
    const entries = Object.entries(value);
    const [name = ''] = entries[0] ?? [];
    if (entries.length === 1 && path.length >= DEEP_ENOUGH && isMisspelt(name, template)) {
      const message = `${name} is no function, and is left as it is.`;
      const meant = nearest(name, template.format.functionNames);
      found.push(finding('unknown-function', 'warning', message, [...path, name], template, meant));
    }
    for (const [key, item] of entries) look(item, [...path, key]);
  };
  look(template.raw[resources] ?? null, [resources]);
  look(template.raw[outputs] ?? null, [outputs]);
  return found;
}

function isMisspelt(name: string, { format }: Template): boolean {
  if (format.functions.has(name) || !LIKE_A_FUNCTION.test(name)) return false;
  const meant = nearest(name, format.functionNames);
  return (
    meant !== undefined && meant[0] === name[0] && Math.abs(meant.length - name.length) <= 1 && isNear(meant, name)
  );
}

/** The same letters but for one, or two exchanged. */
function isNear(a: string, b: string): boolean {
  const letters = [...b];
  const left = [...a].filter((letter) => {
    const at = letters.indexOf(letter);
    if (at >= 0) letters.splice(at, 1);
    return at < 0;
  });
  return left.length + letters.length <= 2;
}
