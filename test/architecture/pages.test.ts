/** What the pages of the documentation point to is there. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, ROOT } from '../docs/pages.ts';

describe('links', () => {
  const links = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => [path, to] as const),
  );

  it('lead to files that are there', () => {
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(([from, to]) => !existsSync(join(ROOT, dirname(from), to)))).toEqual([]);
  });
});

describe('paths of the source', () => {
  /** A path with a file or a folder at its end, below `src/` or from the top. */
  const PATH = /`((?:src\/|test\/|bench\/|examples\/|scripts\/)?[a-z][\w-]*\/(?:[\w-]+\/)*(?:[\w-]+\.[a-z]+)?)`/g;
  const rooms = readdirSync(join(ROOT, 'src'));
  const isInRoom = (path: string) => rooms.includes(path.split('/')[0] as string);

  it('that the pages name are there', () => {
    const named = pages().flatMap(({ path, text }) =>
      [...text.matchAll(PATH)].map(([, to = '']) => [path, to] as const),
    );
    const inside = named.filter(([, to]) => isInRoom(to) || /^(?:src|test|bench|examples|scripts)\//.test(to));
    const missing = inside.filter(([, to]) => !existsSync(join(ROOT, isInRoom(to) ? `src/${to}` : to)));
    expect(inside.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });
});
