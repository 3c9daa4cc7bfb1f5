import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../src/engine/index.ts';
import { House, note, onBothDatabases, template, thing } from './house.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

onBothDatabases('several engines', () => {
  let house: House;
  let first: Engine;
  let second: Engine;
  beforeEach(async () => {
    house = await House.open({}, { engine: false });
    first = await startEngine(house.wire());
    second = await startEngine(house.wire());
    house.engines.push(first, second);
  });
  afterEach(() => house.close());

  it('share the stacks, and hear of what was asked elsewhere', async () => {
    house.fake.buildTime = 60_000;
    const ids = await Promise.all(Array.from({ length: 8 }, () => house.create({ a: thing() })));
    await expect.poll(() => first.figures().owned + second.figures().owned).toBe(8);
    // The request side of this process shares nothing with the engines but the database.
    await Promise.all(ids.map((id) => house.delete(id)));
    for (const id of ids) expect(await house.rest(id, 5000)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('are listed as Heat lists them', async () => {
    const engines = await house.orchestrator.engines();
    expect(engines).toHaveLength(2);
    expect(engines.find(({ id }) => id === first.id)).toEqual({
      id: first.id,
      engine_id: first.id,
      host: expect.any(String),
      hostname: expect.any(String),
      binary: 'heat-engine',
      topic: 'engine',
      report_interval: 60,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      deleted_at: null,
      status: 'up',
    });
  });

  it('run nested stacks for each other', async () => {
    const nests = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `n${i}`,
        { type: 'Fake::Nest', properties: { template: JSON.stringify(template({ a: thing(), b: note() })) } },
      ]),
    );
    const began = Date.now();
    const id = await house.create(nests);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    // Parents are told, they do not wait for the safety look.
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('an engine that is stopped hands its stacks over', async () => {
    await second.stop();
    house.fake.buildTime = 700;
    const id = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    await pause(100);
    const third = await startEngine(house.wire());
    house.engines.push(third);
    await first.stop();
    expect((await house.stack(id)).status).toBe('IN_PROGRESS');
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.log.filter((line) => line === 'create a')).toHaveLength(1);
    expect(house.fake.objects.size).toBe(2);
  });

  it('an engine that is given a stack while it stops does not keep it', async () => {
    await Promise.all([first.stop(), second.stop()]);
    const given = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const store = new Proxy(house.store, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        if (key === 'acquire') {
          return async (...args: Parameters<typeof target.acquire>) => {
            const stack = await target.acquire(...args);
            given.resolve();
            await gate.promise;
            return stack;
          };
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const leaving = await startEngine(house.wire({}, { store }));
    const id = await house.create({ a: thing() });
    await given.promise;
    const left = leaving.stop();
    gate.resolve();
    await left;
    expect(await house.stack(id)).toMatchObject({ status: 'IN_PROGRESS', engineId: null });
    expect(house.fake.objects.size).toBe(0);
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });

  it('are listed', async () => {
    const engines = await house.orchestrator.engines();
    expect(engines.map(({ id, status }) => [id, status]).sort()).toEqual(
      [
        [first.id, 'up'],
        [second.id, 'up'],
      ].sort(),
    );
    await second.stop();
    const after = await house.orchestrator.engines();
    expect(after.find(({ id }) => id === second.id)?.status ?? 'down').toBe('down');
  });
});

describe('fairness', () => {
  it('a large stack does not hold up a small one, and bounds hold', async () => {
    const house = await House.open({ max_resources_per_stack: -1, stack_calls: 10, project_calls: 15 });
    try {
      house.fake.latency = 5;
      const large = await house.create(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`r${i}`, thing()])));
      await pause(30);
      const small = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
      expect(await house.rest(small)).toBe('CREATE_COMPLETE');
      expect((await house.stack(large)).status).toBe('IN_PROGRESS');
      expect(await house.rest(large)).toBe('CREATE_COMPLETE');
      expect(house.fake.mostConcurrent).toBeLessThanOrEqual(15);
    } finally {
      await house.close();
    }
  });
});
