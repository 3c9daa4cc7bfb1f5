/** The pages of the documentation, and the blocks of code in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface Page {
  /** From the top of the repository. */
  path: string;
  text: string;
}

export interface Block {
  page: string;
  /** Of its first line. */
  line: number;
  /** Said at its fence; empty for an indented one, which is a shell's unless it begins as a file. */
  language: string;
  text: string;
}

const TOP = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'];

export function pages(): Page[] {
  const below = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return [...TOP, ...below].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Fenced blocks, and those that are indented by four spaces after an empty line. */
export function blocks({ path, text }: Page): Block[] {
  const found: Block[] = [];
  let fenced: Block | null = null;
  let indented: Block | null = null;
  let isAfterGap = true;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*```(\w*)$/.exec(line);
    if (fence !== null) {
      if (fenced === null) {
        fenced = { page: path, line: index + 2, language: fence[1] ?? '', text: '' };
        found.push(fenced);
      } else fenced = null;
    } else if (fenced !== null) fenced.text += `${line}\n`;
    else if (line.startsWith('    ') && (indented !== null || isAfterGap)) {
      if (indented === null) {
        indented = { page: path, line: index + 1, language: '', text: '' };
        found.push(indented);
      }
      indented.text += `${line.slice(4)}\n`;
    } else indented = null;
    isAfterGap = line.trim() === '';
  }
  return found;
}

export const allBlocks = (): Block[] => pages().flatMap(blocks);

export const whereOf = ({ page: path, line }: Block): string => `${path}:${line}`;
