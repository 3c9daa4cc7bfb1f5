/** Whoever serves others has texts read by `reading/`, which keeps nobody waiting. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../src');
const ROOMS = ['openstack', 'resources', 'engine', 'api'];
const READERS = /\b(?:readYaml|readDocument|readTemplateText|parseEnvironment)\(/;

it('no text of a user is read where others wait', () => {
  const found = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && READERS.test(readFileSync(join(ROOT, room, file), 'utf8')))
      .map((file) => `${room}/${file}`),
  );
  expect(found).toEqual([]);
});
