/**
 * What a template names, read from the file system for the linter: unlike a request, the template stays as it is written, so that
 * findings have the author's lines. Files go by the names that the template has for them; what cannot be read is left out.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, type Value } from '../../template/value.ts';

export interface Mentions {
  /** Names in `get_file`. */
  files: Set<string>;
  /** Templates that are used as types. */
  templates: Set<string>;
}

const TEMPLATE = /\.(?:yaml|template)$/;

export function mentions(tree: Value, found: Mentions = { files: new Set(), templates: new Set() }): Mentions {
  if (Array.isArray(tree)) for (const item of tree) mentions(item, found);
  if (!isMap(tree)) return found;
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'get_file' && typeof value === 'string') found.files.add(value);
    else if ((key === 'type' || key === 'Type') && typeof value === 'string' && TEMPLATE.test(value)) {
      found.templates.add(value);
    } else mentions(value, found);
  }
  return found;
}

/** The path of what a file at `base` names. */
export function pathOf(mention: string, base: string): string {
  return mention.startsWith('file:') ? fileURLToPath(mention) : resolve(dirname(base), mention);
}

/** A URL on the network is not fetched: what is there is not known. */
export function isRemote(mention: string): boolean {
  return /^https?:/.test(mention);
}

/** Undefined where there is no file that can be read. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The file itself, or of a folder those that are named like templates and have a template's version. */
export async function templatesAt(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [path];
  const names = (await readdir(path, { recursive: true, encoding: 'utf8' })).sort();
  const candidates = names.filter((name) => LIKE_A_TEMPLATE.test(name) && !/(?:^|[\\/])node_modules[\\/]/.test(name));
  const texts = await Promise.all(candidates.map((name) => readText(join(path, name))));
  return candidates.filter((_name, i) => VERSION.test(texts[i] ?? '')).map((name) => join(path, name));
}

const LIKE_A_TEMPLATE = /\.(?:ya?ml|template|json)$/;
const VERSION = /^\s*["']?(?:heat_template_version|HeatTemplateFormatVersion|AWSTemplateFormatVersion)["']?\s*:/m;
