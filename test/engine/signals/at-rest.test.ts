/** Signals to stacks at rest: none is lost, none counts twice, none holds up the others. */
import { afterEach, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/index.ts';
import { CloudError } from '../../../src/openstack/cloud.ts';
import { ear, House, nest, onBothDatabases, thing } from '../house.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const forever = () => new Promise<void>(() => {});

onBothDatabases('signals to a stack at rest', () => {
  let house: House;
  afterEach(() => house.close());

  const rested = async (resources: Parameters<House['create']>[0]) => {
    const id = await house.create(resources);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await house.until(async () => (await house.stack(id)).engineId === null);
    return id;
  };

  it('survive the death of the engine that took them', async () => {
    house = await House.open({}, { engine: false });
    const doomed = await startEngine(house.wire());
    const id = await rested({ a: ear() });
    house.fake.on('signal', 'a', forever);
    await house.signal(id, 'a', 'up');
    await house.until(async () => house.fake.log.includes('signal a'));
    await doomed.die();
    house.fake.scripts.clear();
    house.engines.push(await startEngine(house.wire()));
    expect((await house.heard(id, 'a')).heard).toEqual(['up']);
    await house.until(async () => (await house.stack(id)).engineId === null);
  });

  it('are found by an engine that never heard of them', async () => {
    house = await House.open();
    const id = await rested({ a: ear() });
    // The wake-up got lost.
    const row = { id: 'lost', stackId: id, resourceName: 'a', details: 'up', createdAt: 1 };
    await house.store.commit([{ put: 'signal', row }], 'apart');
    expect((await house.heard(id, 'a')).heard).toEqual(['up']);
  });

  it('are heard once and in order, however many engines and signals', { timeout: 60_000 }, async () => {
    house = await House.open();
    house.engines.push(await startEngine(house.wire()));
    const id = await rested({ a: ear(), b: ear() });
    for (const number of numbers(20)) await house.signal(id, 'a', number);
    await Promise.all(numbers(100).map((number) => house.signal(id, 'b', number)));
    expect((await house.heard(id, 'a')).heard).toEqual(numbers(20));
    const { heard } = await house.heard(id, 'b');
    expect(heard.map(Number).sort((a, b) => a - b)).toEqual(numbers(100));
    expect(house.complaints).toEqual([]);
  });

  it('wait in no greater number than they may, and those refused may come again', async () => {
    house = await House.open({ max_signals_per_stack: 3 });
    const id = await rested({ a: ear(), b: ear() });
    const other = await rested({ a: ear() });
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    house.fake.on('signal', 'a', () => enough);
    for (const number of numbers(3)) await house.signal(id, 'a', number);
    for (const resource of ['a', 'b']) {
      await expect(house.signal(id, resource, 'more')).rejects.toMatchObject({
        code: 'RequestLimitExceeded',
        status: 429,
        message: expect.stringMatching(/3 signals wait .* and 3 may\. Try again later\./),
      });
    }
    // Another stack has room of its own.
    await house.signal(other, 'a', 'up');
    expect(await house.store.countSignals(id)).toBe(3);
    resolve();
    await house.heard(id, 'a');
    await house.signal(id, 'a', 'more');
    expect((await house.heard(id, 'a')).heard).toEqual([0, 1, 2, 'more']);
  });

  it('for a nested stack change it once each', async () => {
    house = await House.open();
    house.engines.push(await startEngine(house.wire()));
    const id = await rested({ n: nest({}) });
    await Promise.all(numbers(4).map(() => house.signal(id, 'n')));
    await house.until(async () => (await house.store.signals(id)).length === 0);
    const child = (await house.rows(id))['n']?.nestedStackId ?? '';
    expect(await house.rest(child)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['n']?.data['size']).toBe('4');
    expect(house.fake.objects.size).toBe(4);
  });

  it('are heard again where the nested stack was asked for something else meanwhile', async () => {
    house = await House.open();
    const id = await rested({ n: nest({}) });
    const child = (await house.rows(id))['n']?.nestedStackId ?? '';
    let interfered = false;
    house.fake.on('signal', 'n', async () => {
      if (interfered) return;
      interfered = true;
      // After the handler has looked at it: the second look of its question is overtaken.
      const { stack } = house.store;
      house.store.stack = async (of) => {
        const read = await stack.call(house.store, of);
        if (of === child) {
          house.store.stack = stack;
          await house.orchestrator.act(house.caller(), read as never, 'check');
        }
        return read;
      };
    });
    await house.signal(id, 'n');
    await house.until(async () => (await house.store.signals(id)).length === 0);
    expect(interfered).toBe(true);
    expect(house.fake.log.filter((line) => line === 'signal n')).toHaveLength(2);
    expect(await house.rest(child)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['n']?.data['size']).toBe('1');
    expect(house.fake.objects.size).toBe(1);
  });

  it('that fail or are never answered do not hold up the others, and say why', async () => {
    house = await House.open({ signal_patience: 0.4 });
    const id = await rested({ a: ear(), b: ear(), c: ear() });
    house.fake.fails('signal', 'a', new Error('boom'), 1);
    let hung = 0;
    house.fake.on('signal', 'b', () => (hung++ === 0 ? forever() : undefined));
    await Promise.all(['a', 'b', 'c'].map((name) => house.signal(id, name, 1)));
    await house.until(async () => hung === 1);
    // Those of other resources do not wait for it.
    await Promise.all(['a', 'c'].map((name) => house.signal(id, name, 2)));
    await house.until(async () => (await house.rows(id))['c']?.metadata['heard']?.toString() === '1,2');
    await house.signal(id, 'b', 2);
    expect((await house.heard(id, 'b')).heard).toEqual([2]);
    expect((await house.heard(id, 'a')).heard).toEqual([2]);
    const reasons = (await house.store.events({ stackId: id, action: ['SIGNAL'], status: ['FAILED'] }, {})).map(
      ({ resourceName, reason }) => `${resourceName} ${reason}`,
    );
    expect(reasons.sort()).toEqual(['a Signal failed: boom', 'b Signal failed: not heard within 0.4 s']);
  });

  it('for a resource of a type that nobody knows any more fail, and are gone', async () => {
    house = await House.open({}, { engine: false });
    const engine = await startEngine(house.wire());
    const id = await rested({ a: ear() });
    await engine.stop();
    await house.signal(id, 'a', 1);
    const known = house.wiring.catalogue;
    const catalogue = { ...known, get: (name: string) => (name === 'Fake::Ear' ? undefined : known.get(name)) };
    house.engines.push(await startEngine(house.wire({}, { catalogue })));
    expect((await house.heard(id, 'a')).heard).toEqual([]);
    const [event] = await house.store.events({ stackId: id, action: ['SIGNAL'] }, {});
    expect(event).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('Fake::Ear') });
  });

  it('of which there are many to one that does not answer leave room for others', async () => {
    house = await House.open({ signal_patience: 30 });
    const id = await rested({ a: ear(), b: ear() });
    house.fake.on('signal', 'a', forever);
    const row = (resourceName: string, number: number) => ({
      put: 'signal' as const,
      row: { id: `${id}-${resourceName}${number}`, stackId: id, resourceName, details: number, createdAt: 1 },
    });
    await house.store.commit([...numbers(600).map((number) => row('a', number)), row('b', 0), { wake: id }], 'apart');
    await house.until(async () => (await house.rows(id))['b']?.metadata['heard'] !== undefined);
    expect((await house.store.signals(id)).length).toBe(600);
  });

  it('are heard again where a service did not answer', async () => {
    house = await House.open();
    const id = await rested({ a: ear() });
    const away = new CloudError('away', { service: 'fake', status: 503, outcome: 'unknown' });
    house.fake.fails('signal', 'a', away, 2);
    await house.signal(id, 'a', 1);
    expect((await house.heard(id, 'a')).heard).toEqual([1]);
    expect(house.fake.log.filter((line) => line === 'signal a')).toHaveLength(3);
  });

  it('do not hold up an update, and are heard during it', async () => {
    house = await House.open();
    const id = await rested({ a: ear() });
    house.fake.on('signal', 'a', forever);
    await house.signal(id, 'a', 1);
    await house.until(async () => house.fake.log.includes('signal a'));
    house.fake.scripts.clear();
    house.fake.buildTime = 60_000;
    await house.update(id, { a: ear(), t: thing() });
    expect((await house.heard(id, 'a')).heard).toEqual([1]);
    expect((await house.stack(id)).status).toBe('IN_PROGRESS');
    house.fake.buildTime = 0;
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
  });

  it('that end every engine which hears them are set aside', { timeout: 60_000 }, async () => {
    house = await House.open({}, { engine: false });
    const calm = await startEngine(house.wire());
    const id = await rested({ a: ear() });
    await calm.stop();
    await house.signal(id, 'a', 'deadly');
    await house.signal(id, 'a', 'harmless');
    let deaths = 0;
    for (; (await house.store.signals(id)).length === 2; deaths++) {
      expect(deaths).toBeLessThan(12);
      const ended = Promise.withResolvers<void>();
      house.fake.on('signal', 'a', () => {
        ended.resolve();
        return forever();
      });
      const doomed = await startEngine(house.wire());
      const aside = house.until(async () => (await house.store.signals(id)).length < 2);
      await Promise.race([ended.promise, aside]);
      aside.catch(() => {});
      await doomed.die();
    }
    expect(deaths).toBeGreaterThan(8);
    house.fake.scripts.clear();
    house.engines.push(await startEngine(house.wire()));
    expect((await house.heard(id, 'a')).heard).toEqual(['harmless']);
    const [event] = await house.store.events({ stackId: id, action: ['SIGNAL'], status: ['FAILED'] }, {});
    expect(event?.reason).toContain('10 engines in a row ended while it was heard');
    expect((await house.stack(id)).status).toBe('COMPLETE');
  });

  it('go with a resource that is gone, and with their stack', async () => {
    house = await House.open({}, { engine: false });
    const engine = await startEngine(house.wire());
    const id = await rested({ a: ear(), b: ear() });
    await engine.stop();
    await house.signal(id, 'a', 1);
    await house.signal(id, 'b', 1);
    await house.update(id, { b: ear() });
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.heard(id, 'b')).heard).toEqual([1]);
    await house.delete(id);
    await house.rest(id);
    const late = { id: 'late', stackId: id, resourceName: 'b', details: 1, createdAt: 1 };
    await house.store.commit([{ put: 'signal', row: late }, { wake: id }], 'apart');
    await house.until(async () => (await house.store.signals(id)).length === 0);
  });
});

it('a thousand quick signals to one stack take few commits', { timeout: 60_000 }, async () => {
  const house = await House.open({}, { engine: false });
  try {
    const engine = await startEngine(house.wire());
    const id = await house.create({ a: ear() });
    await house.rest(id);
    await engine.stop();
    await Promise.all(numbers(1000).map((number) => house.signal(id, 'a', number)));
    const before = house.store.statistics().commits;
    house.engines.push(await startEngine(house.wire()));
    const { heard } = await house.heard(id, 'a');
    expect(heard).toHaveLength(1000);
    expect(new Set(heard).size).toBe(1000);
    expect(house.store.statistics().commits - before).toBeLessThan(30);
  } finally {
    await house.close();
  }
});
