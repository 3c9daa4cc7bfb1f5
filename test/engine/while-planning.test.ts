import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startEngine } from '../../src/engine/index.ts';
import { Life } from '../../src/engine/own/life.ts';
import { Pace } from '../../src/store/pace.ts';
import { House, onBothDatabases, thing } from './house.ts';

onBothDatabases('while a plan is being made', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    return house.close();
  });

  const two = (live: string) => ({ a: thing({ live }), b: thing({ live: { get_attr: ['a', 'live'] } }) });

  /** Holds up the next plan at its first pause. */
  function holdUp() {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let held = false;
    vi.spyOn(Pace.prototype, 'isDue', 'get').mockReturnValue(true);
    vi.spyOn(Pace.prototype, 'rest').mockImplementation(async () => {
      if (held || !new Error('where').stack?.includes('planRun')) return;
      held = true;
      reached.resolve();
      await gate.promise;
    });
    return { reached: reached.promise, go: gate.resolve };
  }

  async function made(): Promise<string> {
    const id = await house.create(two('x'));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    house.fake.log.length = 0;
    return id;
  }

  it('a later update takes over before anything is done', async () => {
    const id = await made();
    const plan = holdUp();
    await house.update(id, two('y'));
    await plan.reached;
    const looked = vi.spyOn(Life.prototype, 'compare');
    await house.update(id, two('z'));
    const { operationId } = await house.stack(id);
    const seen = () => looked.mock.calls.some(([stack]) => stack.operationId === operationId);
    await vi.waitFor(() => expect(seen()).toBe(true), { timeout: 10_000 });
    plan.go();
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['a']?.properties).toEqual({ live: 'z' });
    expect(house.fake.log.filter((call) => call === 'update a')).toHaveLength(1);
  });

  it('an engine may stop, and another goes on', async () => {
    const id = await made();
    const plan = holdUp();
    await house.update(id, two('y'));
    await plan.reached;
    const stopped = house.engines.pop()?.stop();
    plan.go();
    await stopped;
    expect((await house.stack(id)).status).toBe('IN_PROGRESS');
    house.engines.push(await startEngine(house.wiring));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['a']?.properties).toEqual({ live: 'y' });
  });
});
