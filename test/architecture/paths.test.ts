/** A value in the path of a request is encoded by `at`; parts of an object's name in Swift, one by one, by themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../src');
const ROOMS = ['openstack', 'resources', 'engine', 'identity', 'api/native/stacks'];
/** A template of text with values, as or for the path of a request, that is not tagged. */
const UNTAGGED = /\bpath(?:: | = )`[^`]*\$\{[^`]*`/g;
const ENCODED = /encodeURIComponent\)|quote[()]|replaceAll\('_', '-'\)/;

function untagged(text: string): string[] {
  return [...text.matchAll(UNTAGGED)].map(([found]) => found).filter((found) => !ENCODED.test(found));
}

it('finds what is not encoded', () => {
  expect(untagged('{ path: `/networks/${id}` }')).toHaveLength(1);
  expect(untagged('{ path: at`/networks/${id}` }; const path = `/networks`;')).toEqual([]);
});

it('no path of a request has a value in it that is not encoded', () => {
  const found = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        untagged(readFileSync(join(ROOT, room, file), 'utf8')).map((path) => `${room}/${file}: ${path}`),
      ),
  );
  expect(found).toEqual([]);
});
