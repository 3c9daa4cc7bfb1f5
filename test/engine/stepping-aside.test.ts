/**
 * What steps aside for its replacement is noted to have done so before it does: the process may die right after, and whoever takes over has to
 * know that it is owed something.
 */
import { afterEach, expect, it } from 'vitest';
import { type Engine, type EngineWiring, startEngine } from '../../src/engine/index.ts';
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
