/**
 * What steps aside for its replacement is noted to have done so before it does: the process may die right after, and whoever takes over has to
 * know that it is owed something.
 */
import { afterEach, expect, it } from 'vitest';
import { type CrashPoint, type Engine, type EngineWiring, startEngine } from '../../src/engine/index.ts';
import { House, onBothDatabases, thing } from './house.ts';

class Died extends Error {}

onBothDatabases('an engine that dies right after a resource stepped aside', () => {
  let house: House;
  afterEach(() => house.close());

  /** Things hold what only one can have, give it up, and take it back. */
  function holding(wiring: EngineWiring, after: () => void = () => {}): EngineWiring {
    const type = wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    type.beforeReplace = async (op) => {
      const object = house.fake.objects.get(op.physicalId ?? '');
      if (object !== undefined) object.properties['held'] = false;
      after();
    };
    type.afterReplaceFailed = async (op) => {
      const object = house.fake.objects.get(op.physicalId ?? '');
      if (object !== undefined) object.properties['held'] = true;
      return true;
    };
    return wiring;
  }

  it.each(['the update goes back', 'it is cancelled'])('leaves it owed what it gave up: %s', async (how) => {
    house = await House.open({}, { engine: false });
    const calm = await startEngine(holding(house.wire()));
    const id = await house.create({ a: thing({ fixed: 'x' }) });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await calm.stop();
    const old = (await house.rows(id))['a']?.physicalId ?? '';
    let died = null as Promise<void> | null;
    let doomed: Engine | null = null;
    const dies = () => {
      died = doomed?.die() ?? Promise.resolve();
      throw new Died();
    };
    doomed = await startEngine(holding(house.wire(), dies));
    await house.update(id, { a: thing({ fixed: 'y' }) });
    await expect.poll(() => died, { interval: 3, timeout: 20_000 }).not.toBeNull();
    await died;
    expect(house.fake.objects.get(old)?.properties['held']).toBe(false);
    if (how === 'the update goes back') await house.update(id, { a: thing({ fixed: 'x' }) });
    else await house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_update');
    house.engines.push(await startEngine(holding(house.wire())));
    expect(await house.rest(id)).toBe(how === 'it is cancelled' ? 'ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
    expect((await house.rows(id))['a']?.physicalId).toBe(old);
    expect(house.fake.objects.get(old)?.properties['held']).toBe(true);
  });
});

onBothDatabases('an engine that dies while a resource goes for its replacement', () => {
  let house: House;
  afterEach(() => house.close());

  /** No thing can be made beside another. */
  function alone(wiring: EngineWiring): EngineWiring {
    const type = wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    type.handsOver = () => ({ things: ['the only place'], goesFirst: true });
    return wiring;
  }

  it.each<[CrashPoint, number]>([
    ['intent', 1],
    ['called', 1],
    ['intent', 2],
    ['called', 2],
  ])('at "%s", number %i, leaves it to another to make the new one', async (point, nth) => {
    house = await House.open({}, { engine: false });
    house.fake.on('create', 'a', () => {
      if (house.fake.objects.size > 0) throw new Error('taken');
    });
    const calm = await startEngine(alone(house.wire()));
    const id = await house.create({ a: thing({ fixed: 'x' }) });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await calm.stop();
    let passed = 0;
    let died = null as Promise<void> | null;
    let doomed: Engine | null = null;
    const crashPoint = (at: CrashPoint) => {
      if (died !== null) throw new Died();
      if (at !== point || ++passed !== nth) return;
      died = doomed?.die() ?? Promise.resolve();
      throw new Died();
    };
    doomed = await startEngine(alone(house.wire({}, { crashPoint })));
    await house.update(id, { a: thing({ fixed: 'y' }) });
    await expect.poll(() => died, { interval: 3, timeout: 20_000 }).not.toBeNull();
    await died;
    house.engines.push(await startEngine(alone(house.wire())));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect([...house.fake.objects.values()]).toMatchObject([{ properties: { fixed: 'y' } }]);
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE' });
  });
});
