/**
 * A process may die anywhere. For every named place, every resource and every kind of operation: the engine dies there, nothing more of it
 * reaches the database, and another one takes over. The operation ends as it would have, and every object exists exactly once.
 */
import { afterEach, expect, it } from 'vitest';
import { type CrashPoint, type Engine, startEngine } from '../../src/engine/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { currentDatabase, House, note, onBothDatabases, template, thing } from './house.ts';

class Died extends Error {}

const BEFORE: ValueMap = {
  a: thing({ live: 'x' }),
  b: thing({ fixed: 'x' }),
  c: thing({ live: { get_resource: 'b' } }, { depends_on: 'a' }),
  l: note({ live: { get_attr: ['a', 'live'] } }),
  n: { type: 'Fake::Nest', properties: { template: JSON.stringify(template({ i: thing({ live: 'x' }), j: note() })) } },
};

const AFTER: ValueMap = {
  a: thing({ live: 'y' }),
  b: thing({ fixed: 'y' }),
  c: thing({ live: { get_resource: 'b' } }, { depends_on: 'a' }),
  d: thing({ live: { get_attr: ['c', 'live'] } }),
  n: {
    type: 'Fake::Nest',
    properties: { template: JSON.stringify(template({ i: thing({ live: 'y' }), k: thing() })) },
  },
};

const POINTS: CrashPoint[] = ['intent', 'called', 'child', 'finish'];
const KINDS = ['create', 'update', 'delete', 'rollback', 'suspend'] as const;
type Kind = (typeof KINDS)[number];
const EXPECTED: Record<Kind, string> = {
  create: 'CREATE_COMPLETE',
  update: 'UPDATE_COMPLETE',
  delete: 'DELETE_COMPLETE',
  rollback: 'ROLLBACK_COMPLETE',
  suspend: 'SUSPEND_COMPLETE',
};
/** What the nested stack does meanwhile. */
const NESTED: Record<Kind, string> = {
  create: 'CREATE',
  update: 'UPDATE',
  delete: 'DELETE',
  rollback: 'DELETE',
  suspend: 'SUSPEND',
};
/** Places of one kind that are tried; the more expensive database is asked less. */
const tries = () => (currentDatabase() === 'sqlite' ? 4 : 1);

onBothDatabases('a process that dies', () => {
  let house: House;
  afterEach(() => house.close());

  /** Runs the operation with an engine that dies at the nth pass of a point; tells whether it came to that. */
  async function runWithDeath(kind: Kind, point: CrashPoint, nth: number) {
    house = await House.open({}, { engine: false });
    const before = await makeBefore(kind);

    let passed = 0;
    let died = null as Promise<void> | null;
    let doomed: Engine | null = null;
    const deadly = house.wire(
      {},
      {
        crashPoint: (at) => {
          if (died !== null) throw new Died();
          if (at !== point || ++passed !== nth) return;
          died = doomed?.die() ?? Promise.resolve();
          throw new Died();
        },
      },
    );
    doomed = await startEngine(deadly);
    const id = await begin(kind, before);
    const expected = EXPECTED[kind];
    while (died === null) {
      const { action, status } = await house.stack(id);
      if (`${action}_${status}` === expected) break;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const hit = died !== null;
    if (died !== null) await died;
    else await doomed.stop();
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe(expected);
    await check(kind, id);
    return hit;
  }

  /** The stack that the operation is about, at rest; '' where the operation makes it. */
  async function makeBefore(kind: Kind): Promise<string> {
    if (kind === 'create' || kind === 'rollback') return '';
    const calm = await startEngine(house.wire());
    const id = await house.create(BEFORE);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await calm.stop();
    return id;
  }

  /** Asks for the operation; tells the stack's id. */
  async function begin(kind: Kind, before: string): Promise<string> {
    switch (kind) {
      case 'create':
        return house.create(BEFORE);
      case 'rollback':
        return createInVain();
      case 'update':
        await house.update(before, AFTER);
        return before;
      case 'suspend':
        await house.orchestrator.act(house.caller(), await house.stack(before), 'suspend');
        return before;
      case 'delete':
        await house.delete(before);
        return before;
    }
  }

  /** A stack of which one resource can never be made. */
  async function createInVain(): Promise<string> {
    house.fake.fails('create', 'c', new Error('boom'));
    return house.create(BEFORE, { disableRollback: false });
  }

  async function check(kind: Kind, id: string): Promise<void> {
    await checkAskedOnce(kind, id);
    const objects = [...house.fake.objects.values()];
    if (kind === 'delete' || kind === 'rollback') {
      expect(objects).toEqual([]);
      expect(await house.store.resources(id)).toEqual([]);
      return;
    }
    const names = kind === 'update' ? ['a', 'b', 'c', 'd', 'i', 'k'] : ['a', 'b', 'c', 'i'];
    expect(objects.map(({ name }) => name.split('-').at(-2)).sort()).toEqual(names);
    const rows = await house.store.resources(id);
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(kind === 'update' ? AFTER : BEFORE).sort());
    for (const row of rows) {
      expect(row).toMatchObject({ status: 'COMPLETE', replaces: null, replacedBy: null, pending: null });
      if (row.type === 'Fake::Thing') expect(house.fake.objects.get(row.physicalId ?? '')?.marker).toBe(row.id);
    }
    const byName = await house.rows(id);
    expect(byName['c']?.properties).toEqual({ live: byName['b']?.physicalId });
    const child = await house.stack(byName['n']?.nestedStackId ?? '');
    expect(`${child.action}_${child.status}`).toBe(EXPECTED[kind]);
    if (kind === 'update') {
      expect(house.fake.objects.get(byName['a']?.physicalId ?? '')?.properties['live']).toBe('y');
      expect(byName['d']?.properties).toEqual({ live: byName['b']?.physicalId });
    }
  }

  /** What was asked of the nested stack before the death is not asked again. */
  async function checkAskedOnce(kind: Kind, id: string): Promise<void> {
    const tree = await house.store.stacks({ showNested: true, showDeleted: true, showHidden: true });
    for (const child of tree.filter(({ rootId, parentId }) => rootId === id && parentId !== null)) {
      const begun = (await house.events(child.id)).filter((line) => line === `stack ${NESTED[kind]}_IN_PROGRESS`);
      expect(begun).toHaveLength(1);
    }
  }

  for (const kind of KINDS) {
    for (const point of POINTS) {
      it(`at "${point}" of ${kind}`, { timeout: 60_000 }, async () => {
        let hits = 0;
        for (let nth = 1; nth <= tries(); nth++) {
          const hit = await runWithDeath(kind, point, nth);
          if (!hit) break;
          hits++;
          await house.close();
        }
        // Deleting makes no nested stack's rows but the operation, updating may leave some points out.
        expect(hits).toBeGreaterThan(0);
      });
    }
  }

  /** A stack of `b`, and an engine that dies when it has just deleted `b`, in an update to these resources. */
  async function dieInDelete(resources: ValueMap): Promise<string> {
    house = await House.open({}, { engine: false });
    const calm = await startEngine(house.wire());
    const id = await house.create({ b: thing(), c: thing() });
    await house.rest(id);
    await calm.stop();
    let died = null as Promise<void> | null;
    let doomed: Engine | null = null;
    const dies = {
      crashPoint: (at: string, about: string) => {
        if (at !== 'called' || about !== 'b') return;
        died = doomed?.die() ?? Promise.resolve();
        throw new Died();
      },
    };
    doomed = await startEngine(house.wire({}, dies));
    await house.update(id, resources);
    while (died === null) await new Promise((resolve) => setTimeout(resolve, 3));
    await died;
    expect((await house.states(id))['b']).toBe('DELETE_IN_PROGRESS');
    return id;
  }

  it('in the midst of a delete, which gets to its end although something else fails first', async () => {
    const id = await dieInDelete({ c: thing() });
    house.fake.fails('update', 'c', new Error('boom'));
    house.fake.fails('create', 'd', new Error('boom'));
    await house.update(id, { c: thing({ live: 'z' }), d: thing() });
    // One step at a time: what fails comes before the one that goes.
    house.engines.push(await startEngine(house.wire({ stack_calls: 1 })));
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect((await house.states(id))['b']).toBeUndefined();
    expect(house.fake.objects.size).toBe(1);
  });

  it('in the midst of a delete, which gets to its end although nobody asks for it any more', async () => {
    const id = await dieInDelete({ c: thing() });
    await house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_without_rollback');
    await house.orchestrator.act(house.caller(), await house.stack(id), 'check');
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('CHECK_COMPLETE');
    expect(await house.states(id)).toEqual({ c: 'CHECK_COMPLETE' });
    expect(house.fake.objects.size).toBe(1);
  });

  it('in the midst of a delete, which gets to its end before the same is made anew', async () => {
    const id = await dieInDelete({ c: thing() });
    house.fake.log.length = 0;
    await house.update(id, { b: thing(), c: thing() });
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log.filter((line) => /^(create|delete) b$/.test(line))).toEqual(['delete b', 'create b']);
    expect(await house.states(id)).toEqual({ b: 'CREATE_COMPLETE', c: 'CREATE_COMPLETE' });
    expect(house.fake.objects.size).toBe(2);
  });

  it('with a call on its way that arrives when another engine has looked already', async () => {
    house = await House.open({}, { engine: false });
    const arrival = Promise.withResolvers<void>();
    let calls = 0;
    // The first call is late: what it makes is there when it has arrived.
    house.fake.on('create', 'a', () => (++calls === 1 ? arrival.promise : undefined));
    const doomed = await startEngine(house.wire());
    const id = await house.create({ a: thing() });
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    await doomed.die();
    house.engines.push(await startEngine(house.wire({ late_call_grace: 0.5 })));
    while (!house.fake.log.includes('find a')) await new Promise((resolve) => setTimeout(resolve, 3));
    arrival.resolve();
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
    expect(calls).toBe(1);
  });

  it('between any two commits', { timeout: 120_000 }, async () => {
    for (const kind of KINDS) {
      for (let nth = 1; nth <= 2 * tries(); nth++) {
        house = await House.open({}, { engine: false });
        const before = await makeBefore(kind);
        let commits = 0;
        let died = null as Promise<void> | null;
        let doomed: Engine | null = null;
        const store = new Proxy(house.store, {
          get(target, key) {
            const value = Reflect.get(target, key) as unknown;
            if (key === 'commit') {
              return async (...args: Parameters<typeof target.commit>) => {
                if (died !== null) throw new Died();
                const fenced = args[1] !== ('apart' as unknown) && 'fence' in args[1];
                await target.commit(...args);
                if (fenced && ++commits === nth) died = doomed?.die() ?? null;
                if (died !== null) throw new Died();
              };
            }
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        doomed = await startEngine(house.wire({}, { store }));
        const id = await begin(kind, before);
        const expected = EXPECTED[kind];
        while (died === null) {
          const { action, status } = await house.stack(id);
          if (`${action}_${status}` === expected) break;
          await new Promise((resolve) => setTimeout(resolve, 3));
        }
        const over = died === null;
        if (died !== null) await died;
        else await doomed.stop();
        house.engines.push(await startEngine(house.wire()));
        expect(await house.rest(id)).toBe(expected);
        await check(kind, id);
        await house.close();
        if (over) break;
      }
    }
    house = await House.open({}, { engine: false });
  });
});
