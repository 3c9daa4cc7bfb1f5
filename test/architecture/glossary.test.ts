/** Every word of the glossary is where it says that it is. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { page, ROOT } from '../docs/pages.ts';

const rows = page('docs/glossary.md')
  .text.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| word |'))
  .map((line) => line.slice(2, -2).split(' | ') as [word: string, means: string, where: string]);

const FILE = /`([\w-]+(?:\/[\w-]+)*\/(?:[\w-]+\.ts)?)`/g;

/** `Name` and `other` in `room/file.ts`, and so on. */
function places(where: string): { file: string; names: string[] }[] {
  let from = 0;
  return [...where.matchAll(FILE)].map((match) => {
    const names = [...where.slice(from, match.index).matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    from = match.index + match[0].length;
    return { file: match[1] as string, names };
  });
}

it('has its words in tables of three columns, each word once', () => {
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((cells) => cells.length !== 3)).toEqual([]);
  const words = rows.map(([word]) => word);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
});

it.each(rows)('%s', (_word, _means, where) => {
  const named = places(where);
  expect(named.length > 0 || where.startsWith('[')).toBe(true);
  for (const { file, names } of named) {
    const path = join(ROOT, 'src', file);
    expect(existsSync(path), file).toBe(true);
    if (statSync(path).isDirectory()) continue;
    const text = readFileSync(path, 'utf8');
    for (const name of names) expect(text, `${name} in ${file}`).toMatch(declared(name));
  }
});

/** A type, class, function, constant, or member of one, of that name. */
function declared(name: string): RegExp {
  return new RegExp(`(?:(?:type|interface|class|function\\*?|const) ${name}\\b|^ +(?:readonly )?${name}\\??[:(])`, 'm');
}
