/**
 * A process may die anywhere while it takes signals: those of a stack at rest, of a nested one, during an update; those that change metadata, and
 * those that change a nested stack. Another takes over. Each signal has counted once, in its turn.
 */
import { afterEach, expect, it } from 'vitest';
import { type CrashPoint, type Engine, startEngine } from '../../../src/engine/index.ts';
import type { Condition } from '../../../src/store/conditions.ts';
import type { Change } from '../../../src/store/store.ts';
import { currentDatabase, ear, House, nest, onBothDatabases, thing } from '../house.ts';

class Died extends Error {}

const POINTS: CrashPoint[] = ['intent', 'called', 'child', 'outcome', 'finish'];
/** Passes of one place that are tried; the more expensive database is asked less. */
const tries = () => (currentDatabase() === 'sqlite' ? 4 : 1);

onBothDatabases('a process that dies while it takes signals', () => {
  let house: House;
  afterEach(() => house?.close());

  interface Doom {
    died: Promise<void> | null;
    die(): void;
  }

  /** Takes the signals with an engine that dies as `arm` says; tells whether it came to that. */
  async function story(updating: boolean, arm: (doom: Doom) => Parameters<House['wire']>[1]): Promise<boolean> {
    house = await House.open({}, { engine: false });
    const calm = await startEngine(house.wire());
    const before = { a: ear(), n: nest({ i: ear() }), m: nest({}) };
    const id = await house.create(before);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    const rows = await house.rows(id);
    const [inner, grown] = [rows['n'], rows['m']].map((row) => row?.nestedStackId ?? '') as [string, string];
    await calm.stop();

    for (const number of [1, 2]) {
      await house.signal(id, 'a', number);
      await house.signal(inner, 'i', number);
      await house.signal(id, 'm', number);
    }
    if (updating) await house.update(id, { ...before, t: thing() });
    let engine: Engine | null = null;
    const doom: Doom = {
      died: null,
      die() {
        this.died = engine?.die() ?? Promise.resolve();
        throw new Died();
      },
    };
    engine = await startEngine(house.wire({}, arm(doom)));
    const isOver = async () => {
      const left = await Promise.all([id, inner].map((one) => house.store.signals(one)));
      const stacks = await Promise.all([id, inner, grown].map((one) => house.stack(one)));
      return left.every(({ length }) => length === 0) && stacks.every(({ status }) => status !== 'IN_PROGRESS');
    };
    await house.until(async () => doom.died !== null || (await isOver()));
    const hit = doom.died !== null;
    if (doom.died !== null) await doom.died;
    else await engine.stop();
    house.engines.push(await startEngine(house.wire()));
    await house.until(isOver);

    expect((await house.heard(id, 'a')).heard).toEqual([1, 2]);
    expect((await house.heard(inner, 'i')).heard).toEqual([1, 2]);
    expect((await house.rows(id))['m']?.data['size']).toBe('2');
    expect(await house.rest(grown)).toBe('UPDATE_COMPLETE');
    expect(Object.keys(await house.rows(grown)).sort()).toEqual(['t0', 't1']);
    expect(house.fake.objects.size).toBe(updating ? 3 : 2);
    const events = await house.store.events({ stackId: id, action: ['SIGNAL'] }, {});
    expect(events.map(({ resourceName, status }) => `${resourceName} ${status}`).sort()).toEqual([
      'a COMPLETE',
      'a COMPLETE',
      'm COMPLETE',
      'm COMPLETE',
    ]);
    return hit;
  }

  for (const updating of [false, true]) {
    for (const point of POINTS) {
      it(`at "${point}"${updating ? ', during an update' : ''}`, { timeout: 120_000 }, async () => {
        let hits = 0;
        for (let nth = 1; nth <= tries(); nth++) {
          let passed = 0;
          const hit = await story(updating, (doom) => ({
            crashPoint: (at) => {
              if (doom.died !== null) throw new Died();
              if (at === point && ++passed === nth) doom.die();
            },
          }));
          if (!hit) break;
          hits++;
          await house.close();
        }
        expect(hits).toBeGreaterThan(0);
      });
    }
  }

  it('between any two commits', { timeout: 240_000 }, async () => {
    for (let nth = 1; nth <= 3 * tries(); nth++) {
      let commits = 0;
      const hit = await story(nth % 2 === 0, (doom) => ({
        store: new Proxy(house.store, {
          get(target, key) {
            const value = Reflect.get(target, key) as unknown;
            if (key !== 'commit') return typeof value === 'function' ? value.bind(target) : value;
            return async (changes: Change[], condition: Condition) => {
              if (doom.died !== null) throw new Died();
              await target.commit(changes, condition);
              if ('fence' in condition && ++commits === nth) doom.die();
              if (doom.died !== null) throw new Died();
            };
          },
        }),
      }));
      await house.close();
      if (!hit) break;
    }
  });
});
