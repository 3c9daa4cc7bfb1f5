import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Collection, type Stored } from '../../src/devcloud/state/collection.ts';
import { MemoryStorage, SqliteStorage } from '../../src/devcloud/state/storage.ts';
import { Timeline } from '../../src/devcloud/state/timeline.ts';

interface Thing extends Stored {
  owner: string;
  tags: string[];
}
const indexes = { owner: (item: Thing) => item.owner, tag: (item: Thing) => item.tags };
const directory = mkdtempSync(join(tmpdir(), 'devcloud-state-'));
afterAll(() => rmSync(directory, { recursive: true }));

const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  act: fc.constantFrom('save', 'save', 'remove'),
  owner: fc.constantFrom('p', 'q'),
  tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
});

const save = (id: 'a' | 'd') => ({ id, act: 'save' as const, owner: 'p' as const, tags: [] });

describe('collections', () => {
  it('find by index what a search through everything finds, also after a restart', () => {
    let run = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const place = join(directory, String(run++));
        const storage = new SqliteStorage(place);
        const collection = new Collection<Thing>('thing', storage, indexes);
        const oracle = new Map<string, { id: string; owner: string; tags: string[] }>();
        for (const { id, act, owner, tags } of changes) {
          if (act === 'remove') {
            expect(collection.remove(id) !== undefined).toBe(oracle.delete(id));
            continue;
          }
          const item = collection.get(id);
          if (item) collection.save(Object.assign(item, { owner, tags }));
          else collection.insert({ id, owner, tags });
          oracle.set(id, { id, owner, tags });
        }
        const check = (found: Collection<Thing>): void => {
          expect([...found.all()]).toEqual([...oracle.values()]);
          for (const [index, keys] of [
            ['owner', ['p', 'q', 'none']],
            ['tag', ['x', 'y', 'z']],
          ] as const) {
            for (const key of keys) {
              const expected = [...oracle.values()].filter((item) => [item.owner, ...item.tags].includes(key));
              expect(new Set(found.by(index, key).map((item) => item.id))).toEqual(
                new Set(expected.map((item) => item.id)),
              );
              expect(found.count(index, key)).toBe(expected.length);
              expect(found.first(index, key) === undefined).toBe(expected.length === 0);
            }
          }
        };
        check(collection);
        storage.flush();
        // As after a kill: the first one is never closed.
        const again = new SqliteStorage(place);
        check(new Collection<Thing>('thing', again, indexes));
        again.close();
        storage.close();
      }),
      { numRuns: 20, examples: [[[save('d'), { ...save('d'), act: 'remove' as const }, save('a'), save('d')]]] },
    );
  });
});

describe('the timeline', () => {
  it('runs what is due, in the order of time, the latest note of an object only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(4), at: fc.nat(50) }), { maxLength: 30 }),
        fc.nat(60),
        (notes, until) => {
          let now = 0;
          const timeline = new Timeline(() => now);
          const things = new Collection<Thing>('thing', new MemoryStorage());
          const ran: [string, number][] = [];
          timeline.on(things, 'ring', (item, data) => void ran.push([item.id, Number(data.at)]));
          const latest = new Map<string, number>();
          for (const { id, at } of notes) {
            const item = things.get(String(id)) ?? things.insert({ id: String(id), owner: 'p', tags: [] });
            timeline.schedule(things, item, at, 'ring', { at });
            latest.set(item.id, at);
          }
          now = until;
          timeline.runDue();
          expect(ran.map(([, at]) => at)).toEqual(ran.map(([, at]) => at).toSorted((a, b) => a - b));
          expect(new Map(ran)).toEqual(new Map([...latest].filter(([, at]) => at <= until)));
          expect(ran).toHaveLength([...latest.values()].filter((at) => at <= until).length);
        },
      ),
    );
  });
});
