/** What is mutated: the templates that people wrote, and those of the vectors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeatError } from '../../../src/errors.ts';
import { readDocument } from '../../../src/template/source/document.ts';
import type { Value } from '../../../src/template/value.ts';
import type { Seed } from './mutate.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates');
const VECTORS = join(import.meta.dirname, '../../vectors');
/** Small ones say as much, and are tried more often in the same time. */
const MOST_CHARACTERS = 12_000;
/** Every so-manieth vector. */
const STRIDE = 9;

export function loadSeeds(): Seed[] {
  const texts = new Set<string>();
  for (const entry of readdirSync(TEMPLATES, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name !== 'README.md')
      texts.add(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  }
  let number = 0;
  for (const name of readdirSync(VECTORS)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()) {
    for (const line of readFileSync(join(VECTORS, name), 'utf8').split('\n')) {
      if (line === '' || number++ % STRIDE !== 0) continue;
      const { template } = JSON.parse(line) as { template?: unknown };
      if (typeof template === 'string') texts.add(template);
    }
  }
  return [...texts].filter((text) => text.length <= MOST_CHARACTERS).map((text) => ({ text, tree: treeOf(text) }));
}

function treeOf(text: string): Value | undefined {
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof HeatError) return undefined;
    throw error;
  }
}
