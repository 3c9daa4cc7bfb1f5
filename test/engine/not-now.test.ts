/**
 * A service that says "not now" is asked again: nothing fails, no event is written, and whatever dies or gets lost meanwhile there is exactly one object.
 * Changes of one whole take turns.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CrashPoint, type Engine, startEngine } from '../../src/engine/index.ts';
import { Turns } from '../../src/engine/scheduling/turns.ts';
import { Poller } from '../../src/engine/waiting/poller.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import { NotNow } from '../../src/resources/not-now.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { currentDatabase, House, nest, onBothDatabases, thing } from './house.ts';

type Verb = 'create' | 'update' | 'delete';
const VERBS: readonly Verb[] = ['create', 'update', 'delete'];

const conflict = (outcome: 'refused' | 'unknown' = 'refused') =>
  new CloudError('Balancer 7 is immutable (HTTP 409)', { service: 'fake', status: 409, outcome });
const busy = () => NotNow.because(conflict());
const lost = (underWay = false) =>
  new CloudError('no answer', { service: 'fake', status: 0, outcome: 'unknown', underWay });

/** Brings the resource to where the verb is called; returns the stack. */
async function begin(house: House, verb: Verb, prepare: () => void): Promise<string> {
  if (verb === 'create') {
    prepare();
    return house.create({ a: thing({ live: 'x' }) });
  }
  const id = await house.create({ a: thing({ live: 'x' }) });
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  prepare();
  if (verb === 'update') await house.update(id, { a: thing({ live: 'y' }) });
  else await house.update(id, {});
  return id;
}

const ended = (verb: Verb) => (verb === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');

function check(house: House, verb: Verb): void {
  const objects = [...house.fake.objects.values()];
  expect(objects.map(({ properties }) => properties['live'])).toEqual(
    verb === 'delete' ? [] : [verb === 'create' ? 'x' : 'y'],
  );
}

const refusals = async (house: House, id: string) => (await house.rows(id))['a']?.reason ?? '';

const lines = new Set<Turns>();
const { stand } = Turns.prototype;
beforeAll(() => {
  Turns.prototype.stand = function (this: Turns, ...about) {
    lines.add(this);
    return stand.apply(this, about);
  };
});
afterAll(() => {
  Turns.prototype.stand = stand;
});

/** Whatever became of those who stood in lines: nobody stands there any more. */
async function close(house: House): Promise<void> {
  await house.close();
  for (const turns of lines) await expect.poll(() => turns.size).toBe(0);
  lines.clear();
}

onBothDatabases('a service that says not now', () => {
  let house: House;
  afterEach(() => close(house));

  it.each(VERBS)('to a %s is asked again, and nothing tells of a failure', async (verb) => {
    house = await House.open();
    const id = await begin(house, verb, () => house.fake.fails(verb, 'a', busy(), 3));
    expect(await house.rest(id)).toBe(ended(verb));
    check(house, verb);
    expect(house.fake.log.filter((line) => line === `${verb} a`)).toHaveLength(4);
    const events = await house.events(id);
    expect(events.filter((line) => line.includes('FAILED'))).toEqual([]);
    expect(events.filter((line) => line === `a ${verb.toUpperCase()}_IN_PROGRESS`)).toHaveLength(1);
    if (verb !== 'delete') expect((await house.rows(id))['a']?.reason).toBe('state changed');
  });

  it('says meanwhile what it waits for', async () => {
    house = await House.open();
    let isBusy = true;
    const id = await begin(house, 'create', () =>
      house.fake.on('create', 'a', () => {
        if (isBusy) throw busy();
      }),
    );
    await house.until(async () => (await refusals(house, id)) === 'Not now: Balancer 7 is immutable (HTTP 409)');
    expect(await house.states(id)).toEqual({ a: 'CREATE_IN_PROGRESS' });
    isBusy = false;
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });

  it('holds no slot meanwhile', async () => {
    house = await House.open({ stack_calls: 1 });
    let isBusy = true;
    house.fake.on('create', 'a', () => {
      if (isBusy) throw busy();
    });
    house.fake.on('create', 'b', () => {
      isBusy = false;
    });
    const id = await house.create({ a: thing(), b: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });

  it('is asked again as soon as something else has ended', async () => {
    house = await House.open();
    const poked = vi.spyOn(Poller.prototype, 'pokeWait');
    let tries = 0;
    let refusedAt = 0;
    let isBusy = true;
    house.fake.on('create', 'a', () => {
      if (!isBusy) return;
      tries++;
      refusedAt = performance.now();
      throw busy();
    });
    // It ends in the midst of a pause, when those have become long.
    house.fake.on('created', 'b', async () => {
      while (tries < 10 || performance.now() - refusedAt < 250) await new Promise((resolve) => setTimeout(resolve, 5));
      isBusy = false;
      poked.mockClear();
    });
    const id = await house.create({ a: thing(), b: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(poked).toHaveBeenCalledTimes(1);
    poked.mockRestore();
  });

  it('says so in a question: that is asked again as well', async () => {
    house = await House.open();
    const id = await begin(house, 'create', () => house.fake.fails('created', 'a', busy(), 2));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    check(house, 'create');
  });

  it('in words that its profile knows: no type has to look for them', async () => {
    house = await House.open();
    const about = { service: 'load-balancer', status: 409, outcome: 'refused' } as const;
    const immutable = new CloudError('Load Balancer 7 is immutable and cannot be updated. (HTTP 409)', about);
    house.fake.fails('create', 'a', immutable, 2);
    house.fake.fails('created', 'b', immutable, 2);
    house.fake.fails('delete', 'a', immutable, 2);
    const id = await house.create({ a: thing(), b: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await house.update(id, { b: thing({ live: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.events(id)).join()).not.toMatch(/FAILED/);
  });

  it.each(VERBS)(
    'to a %s for longer than is worth waiting fails it with its own words, once and for all',
    async (verb) => {
      house = await House.open({ action_retry_limit: 2 });
      const id = await begin(house, verb, () => house.fake.fails(verb, 'a', NotNow.because(conflict(), 100)));
      expect(await house.rest(id)).toBe(`${verb === 'create' ? 'CREATE' : 'UPDATE'}_FAILED`);
      expect(await house.reason(id)).toBe(
        `Resource ${verb.toUpperCase()} failed: Conflict: resources.a: Balancer 7 is immutable (HTTP 409)`,
      );
      const failures = (await house.events(id)).filter((line) => line === `a ${verb.toUpperCase()}_FAILED`);
      expect(failures).toHaveLength(1);
    },
  );

  it.each(VERBS)('to a %s until the time of the operation is over: the reason tells', async (verb) => {
    house = await House.open({ stack_action_timeout: 1 });
    const id = await begin(house, verb, () => house.fake.fails(verb, 'a', busy()));
    expect(await house.rest(id)).toBe(`${verb === 'create' ? 'CREATE' : 'UPDATE'}_FAILED`);
    expect(await house.reason(id)).toBe('Timed out: a: Not now: Balancer 7 is immutable (HTTP 409)');
    expect(await house.rows(id)).toMatchObject({
      a: {
        action: verb.toUpperCase(),
        status: 'FAILED',
        reason: `${verb.toUpperCase()} aborted (Timed out). Not now: Balancer 7 is immutable (HTTP 409)`,
      },
    });
    house.fake.scripts.clear();
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it.each(['create', 'update'] as const)('to a %s that is cancelled is let be', async (verb) => {
    house = await House.open();
    const id = await begin(house, verb, () => house.fake.fails(verb, 'a', busy()));
    await house.until(async () => (await refusals(house, id)).startsWith('Not now'));
    await house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_without_rollback');
    expect(await house.rest(id)).toBe(`${verb === 'create' ? 'CREATE' : 'UPDATE'}_FAILED`);
    expect(await house.states(id)).toEqual({ a: `${verb.toUpperCase()}_FAILED` });
    expect(house.fake.objects.size).toBe(verb === 'create' ? 0 : 1);
  });

  it.each(VERBS)('to a %s that a later update supersedes', async (verb) => {
    house = await House.open();
    let isBusy = true;
    const id = await begin(house, verb, () =>
      house.fake.on(verb, 'a', () => {
        if (isBusy) throw busy();
      }),
    );
    await house.until(async () => (await refusals(house, id)).startsWith('Not now'));
    await house.update(id, { a: thing({ live: 'z' }) });
    isBusy = false;
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect([...house.fake.objects.values()].map(({ properties }) => properties['live'])).toEqual(['z']);
  });

  it('to a create whose answer was lost before: what that made is found', async () => {
    house = await House.open({ client_retry_limit: 5 });
    let calls = 0;
    house.fake.on('create', 'a', (_object, op) => {
      calls++;
      if (calls === 1) throw lost();
      // What the lost call did shows late, and makes the service busy.
      if (calls === 2) house.fake.make(op);
      throw busy();
    });
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(calls).toBe(2);
    expect(house.fake.objects.size).toBe(1);
  });

  it('by a refusal of a request that had been sent before: what the first sending made is found', async () => {
    house = await House.open();
    house.fake.on('create', 'a', (_object, op) => {
      house.fake.make(op);
      throw NotNow.because(conflict('unknown'));
    });
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.log.filter((line) => line === 'create a')).toHaveLength(1);
    expect(house.fake.objects.size).toBe(1);
  });

  it('does not have a delete asked for too long that is in use', async () => {
    house = await House.open({ action_retry_limit: 3, retry_delay: 20 });
    const id = await begin(house, 'delete', () => house.fake.fails('delete', 'a', conflict()));
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect(await house.reason(id)).toMatch(/^Resource DELETE failed: Conflict: resources.a: /);
    house.fake.fails('delete', 'a', conflict(), 2);
    await house.update(id, {});
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  describe('while the process dies', () => {
    class Died extends Error {}
    const POINTS: CrashPoint[] = ['intent', 'refused', 'called'];

    for (const verb of VERBS) {
      it.each(POINTS)(`in a ${verb}, at "%s"`, { timeout: 60_000 }, async (point) => {
        let hits = 0;
        for (let nth = 1; nth <= (currentDatabase() === 'sqlite' ? 3 : 1); nth++) {
          house = await House.open({}, { engine: false });
          let died = null as Promise<void> | null;
          let doomed: Engine | null = null;
          let passed = 0;
          let armed = false;
          const dies = (at: CrashPoint) => {
            if (died !== null) throw new Died();
            if (!armed || at !== point || ++passed !== nth) return;
            died = doomed?.die() ?? Promise.resolve();
            throw new Died();
          };
          doomed = await startEngine(house.wire({}, { crashPoint: dies }));
          const id = await begin(house, verb, () => {
            armed = true;
            house.fake.fails(verb, 'a', busy(), 3);
          });
          await house.until(async () => died !== null || (await house.stack(id)).status === 'COMPLETE');
          if (died === null) await doomed.stop();
          else {
            hits++;
            await died;
          }
          house.engines.push(await startEngine(house.wire()));
          expect(await house.rest(id)).toBe(ended(verb));
          check(house, verb);
          await house.close();
          if (died === null) break;
        }
        expect(hits).toBeGreaterThan(0);
      });
    }
  });

  it.each(VERBS)('to a %s is left to another engine when this one stops', async (verb) => {
    house = await House.open();
    let isBusy = true;
    const id = await begin(house, verb, () =>
      house.fake.on(verb, 'a', () => {
        if (isBusy) throw busy();
      }),
    );
    await house.until(async () => (await refusals(house, id)).startsWith('Not now'));
    await house.engines.pop()?.stop();
    isBusy = false;
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe(ended(verb));
    check(house, verb);
  });
});

onBothDatabases('changes of one whole', () => {
  let house: House;
  afterEach(() => close(house));

  const members = (count: number, live: string, whole = 'w'): ValueMap =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, thing({ live, whole })]));

  it('take turns, in several stacks and in all that is done', async () => {
    house = await House.open();
    house.fake.buildTime = 20;
    const ids = await Promise.all([
      house.create(members(4, 'x')),
      house.create({ ...members(3, 'x'), n: nest({ i: thing({ whole: 'w' }), j: thing({ whole: 'w' }) }) }),
    ]);
    for (const id of ids) expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await Promise.all([house.update(ids[0], members(5, 'y')), house.update(ids[1], members(1, 'y'))]);
    for (const id of ids) expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    await Promise.all(ids.map((id) => house.delete(id)));
    for (const id of ids) expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.collisions).toEqual([]);
    expect(house.fake.objects.size).toBe(0);
  });

  it('do not keep those of another waiting', async () => {
    house = await House.open();
    const stuck = Promise.withResolvers<void>();
    house.fake.on('create', 'm0', () => stuck.promise);
    const first = await house.create(members(3, 'x'));
    const second = await house.create({ z: thing({ whole: 'other' }), l: thing() });
    expect(await house.rest(second)).toBe('CREATE_COMPLETE');
    expect(house.fake.log.filter((line) => line.startsWith('create m'))).toEqual(['create m0']);
    stuck.resolve();
    expect(await house.rest(first)).toBe('CREATE_COMPLETE');
  });

  it('meet in refusals where they are of two engines, and get to their ends all the same', async () => {
    house = await House.open();
    house.engines.push(await startEngine(house.wire()));
    house.fake.buildTime = 10;
    const ids = await Promise.all([1, 2, 3, 4].map(() => house.create(members(3, 'x'))));
    for (const id of ids) expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.objects.size).toBe(12);
    for (const id of ids) expect((await house.events(id)).join()).not.toMatch(/FAILED/);
  });

  it('leave nothing behind where the first fails: what only stood in line does not begin', async () => {
    house = await House.open();
    house.fake.on('create', 'm0', async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('boom');
    });
    const id = await house.create(members(5, 'x'));
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(house.fake.log.filter((line) => line.startsWith('create '))).toEqual(['create m0']);
    expect((await house.events(id)).filter((line) => line.startsWith('m'))).toEqual([
      'm0 CREATE_IN_PROGRESS',
      'm0 CREATE_FAILED',
    ]);
    house.fake.scripts.clear();
    await house.update(id, members(5, 'y'));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.objects.size).toBe(5);
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
  });

  it('go on where one is refused that waits for another of them', async () => {
    house = await House.open();
    // In use until the other has gone, which nobody told the plan.
    house.fake.on('delete', 'm0', () => {
      if (house.fake.objects.size > 1) throw busy();
    });
    const id = await house.create(members(2, 'x'));
    await house.rest(id);
    await house.update(id, {});
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('are given up with the operation, and the turn is another stack’s', async () => {
    house = await House.open();
    house.fake.fails('create', 'm0', busy());
    const first = await house.create(members(1, 'x'));
    await house.until(async () => (await house.rows(first))['m0']?.reason.startsWith('Not now') ?? false);
    house.fake.scripts.clear();
    const stuck = Promise.withResolvers<void>();
    house.fake.on('created', 'm0', () => stuck.promise);
    const second = await house.create({ z: thing({ whole: 'w' }) });
    await house.delete(first);
    stuck.resolve();
    expect(await house.rest(second)).toBe('CREATE_COMPLETE');
    expect(await house.rest(first)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
  });
});
