/** An engine that others take for dead (its lock in the database is gone) stops at once, and comes back as a new one. */
import { afterEach, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/index.ts';
import type { Condition } from '../../../src/store/conditions.ts';
import type { Change, EngineRegistration, Store } from '../../../src/store/store.ts';
import { ear, House, onBothDatabases, thing } from '../house.ts';

onBothDatabases('an engine that lost its lock', () => {
  let house: House;
  afterEach(() => house.close());

  /** A store whose registrations a test can let get lost; the one after that comes when it is allowed. */
  function losing(onCommit: (changes: readonly Change[]) => Promise<void> = async () => {}) {
    const allowed = Promise.withResolvers<void>();
    const lost = new AbortController();
    let first: EngineRegistration | null = null;
    const store = new Proxy(house.store, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        if (key === 'commit') {
          return async (changes: Change[], condition: Condition) => {
            await target.commit(changes, condition);
            await onCommit(changes);
          };
        }
        if (key !== 'registerEngine') return typeof value === 'function' ? value.bind(target) : value;
        return async (row: Parameters<Store['registerEngine']>[0]): Promise<EngineRegistration> => {
          if (first !== null) await allowed.promise;
          const registration = await target.registerEngine(row);
          if (first !== null) return registration;
          first = registration;
          return { id: registration.id, lost: lost.signal, close: () => registration.close() };
        };
      },
    });
    return {
      store,
      async lose() {
        await first?.close();
        lost.abort(new Error('the connection is gone'));
      },
      allow: allowed.resolve,
    };
  }

  it('makes no further call and writes nothing, takes nothing, and goes on when it is one again', async () => {
    house = await House.open({}, { engine: false });
    const { store, lose, allow } = losing();
    const engine = await startEngine(house.wire({}, { store }));
    house.engines.push(engine);
    const gate = Promise.withResolvers<void>();
    house.fake.on('create', 'a', () => gate.promise);
    let looks = 0;
    house.fake.buildTime = 60_000;
    house.fake.on('created', 'w', () => void looks++);
    const id = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }), w: thing(), h: ear() });
    await house.until(
      async () => house.fake.log.includes('create a') && house.fake.log.includes('create w') && looks > 0,
    );
    await house.until(async () => (await house.states(id))['w'] !== undefined);
    await lose();
    const rows = await house.states(id);
    const looked = looks;
    house.fake.buildTime = 0;
    gate.resolve();
    const later = await house.create({ z: thing() });
    await house.signal(id, 'h', 1);
    // More than a sweep, and more than the longest pause between looks at what was made a moment ago.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(house.fake.log.filter((line) => /^(create|find|delete) [bz]/.test(line))).toEqual([]);
    expect(looks).toBe(looked);
    expect(await house.states(id)).toEqual(rows);
    expect((await house.store.signals(id)).length).toBe(1);
    expect((await house.stack(later)).engineId).toBeNull();
    expect(engine.figures().owned).toBe(0);
    allow();
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(await house.rest(later)).toBe('CREATE_COMPLETE');
    expect((await house.heard(id, 'h')).heard).toEqual([1]);
    expect(house.fake.objects.size).toBe(4);
  });

  it('makes no call whose intent it has just written', async () => {
    house = await House.open({}, { engine: false });
    let lost = false;
    const { store, lose, allow } = losing(async (changes) => {
      const intent = changes.some((change) => 'put' in change && change.put === 'resource' && change.row.name === 'a');
      if (!intent || lost) return;
      lost = true;
      await lose();
    });
    house.engines.push(await startEngine(house.wire({}, { store })));
    const id = await house.create({ a: thing() });
    await house.until(async () => lost);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await house.states(id)).toEqual({ a: 'CREATE_IN_PROGRESS' });
    expect(house.fake.log).toEqual([]);
    allow();
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
  });

  it('forgets what a resource was doing with a signal', async () => {
    house = await House.open({}, { engine: false });
    const { store, lose, allow } = losing();
    house.engines.push(await startEngine(house.wire({}, { store })));
    const id = await house.create({ h: ear() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    const gate = Promise.withResolvers<void>();
    house.fake.on('signal', 'h', () => gate.promise);
    await house.signal(id, 'h', 1);
    await house.until(async () => house.fake.log.includes('signal h'));
    await lose();
    house.fake.scripts.clear();
    gate.resolve();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await house.store.signals(id)).length).toBe(1);
    expect((await house.rows(id))['h']?.metadata).toEqual({});
    allow();
    expect((await house.heard(id, 'h')).heard).toEqual([1]);
  });

  /** The store, of which one read of what is about to be done waits, and then finds the lock lost. */
  it.each([
    ['at rest', 'operation', false],
    ['about to be changed', 'hooks', true],
  ] as const)('hears nothing of a stack %s that it had only begun to look at', async (_, read, update) => {
    house = await House.open();
    const id = await house.create({ h: ear() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await house.engines.pop()?.stop();
    if (update) await house.update(id, { h: ear(), a: thing() });
    await house.signal(id, 'h', 1);
    const { store: leaving, lose, allow } = losing();
    let reads = 0;
    const store = new Proxy(leaving, {
      get(target, key) {
        const value = Reflect.get(target, key) as (...given: unknown[]) => Promise<unknown>;
        if (key !== read) return value;
        return async (...given: unknown[]) => {
          if (reads++ === 0) await lose();
          return value(...given);
        };
      },
    });
    house.engines.push(await startEngine(house.wire({}, { store })));
    await house.until(async () => reads > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(house.fake.log.filter((line) => line.startsWith('signal'))).toEqual([]);
    allow();
    expect((await house.heard(id, 'h')).heard).toEqual([1]);
    expect(await house.rest(id)).toBe(update ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE');
  });
});
