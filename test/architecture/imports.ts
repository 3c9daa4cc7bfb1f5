/** The imports of all files, as the tests of this folder look at them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../src');

export interface Import {
  from: string;
  to: string;
  text: string;
  /** Nothing of it is left when the types are taken away. */
  typesOnly: boolean;
}

export function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

/** `import type …`, or nothing but `type` names in the braces. */
const TYPES_ONLY = /^\s*(?:import|export)\s+(?:type\s|\{(?:\s*type\s[^,}]+,?)+\s*\})/;

export function imports(): Import[] {
  return files(ROOT).flatMap((file) => {
    const from = relative(ROOT, file).split(sep).join('/');
    return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => {
      const text = match[1] ?? match[2] ?? match[3] ?? '';
      const to = text.startsWith('.')
        ? relative(ROOT, resolve(dirname(file), text))
            .split(sep)
            .join('/')
        : text;
      return { from, to, text, typesOnly: TYPES_ONLY.test(match[0]) };
    });
  });
}
