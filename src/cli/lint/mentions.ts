/** The files that a template mentions, by the names it has for them; what cannot be read is left out, and the linter says so. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HeatError } from '../../errors.ts';
import { readDocument } from '../../template/index.ts';
import { isMap, type Value } from '../../template/value.ts';

const TEMPLATE = /\.(?:yaml|template)$/;

export async function mentionedFiles(
  text: string,
  folder: string,
  files: Record<string, string> = {},
): Promise<Record<string, string>> {
  let tree: Value;
  try {
    tree = readDocument(text);
  } catch (error) {
    if (error instanceof HeatError) return files;
    throw error;
  }
  for (const { name, isTemplate } of mentions(tree)) {
    if (Object.hasOwn(files, name)) continue;
    const path = resolve(folder, name.replace(/^file:\/\//, ''));
    const content = await readFile(path, 'utf8').catch(() => null);
    if (content === null) continue;
    files[name] = content;
    if (isTemplate) await mentionedFiles(content, dirname(path), files);
  }
  return files;
}

function* mentions(value: Value): Generator<{ name: string; isTemplate: boolean }> {
  if (Array.isArray(value)) for (const item of value) yield* mentions(item);
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') yield* mentions(inner);
    else if (key === 'get_file') yield { name: inner, isTemplate: false };
    // A resource's type, or an entry of a resource registry.
    else if (TEMPLATE.test(inner) && !/\s/.test(inner)) yield { name: inner, isTemplate: true };
  }
}
