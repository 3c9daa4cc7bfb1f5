/** What is due at a time happens then, once, whoever lives. */
import { afterEach, expect, it } from 'vitest';
import { createOrchestrator, type EngineWiring, startEngine } from '../../../src/engine/index.ts';
import { resourceGroup } from '../../../src/resources/heat/resource-group.ts';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { fakeCatalogue } from '../fakes.ts';
import { ear, House, onBothDatabases, thing } from '../house.ts';

const SECOND = 1000;
const sweeps = (count: number) => new Promise((resolve) => setTimeout(resolve, count * SECOND + 300));

onBothDatabases('what is due', () => {
  let house: House;
  let now: number;
  const clock = () => now;
  afterEach(() => house.close());

  async function open(more: Partial<EngineWiring> = {}): Promise<void> {
    now = 1_000_000;
    house = await House.open({}, { engine: false, clock, ...more });
  }

  const rested = async (resources: ValueMap) => {
    const id = await house.create(resources);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    return id;
  };
  const free = (id: string) => house.until(async () => (await house.stack(id)).engineId === null);

  it('happens once when its time has come, however many engines wait for it, and not before', async () => {
    await open();
    house.engines.push(await startEngine(house.wire({}, { clock })), await startEngine(house.wire({}, { clock })));
    const id = await rested({ a: ear(), b: ear() });
    await house.signal(id, 'a', { due: ['soon', now + 5 * SECOND] });
    await house.signal(id, 'a', { due: ['late', now + 3600 * SECOND] });
    await house.signal(id, 'b', { due: ['soon', now + 5 * SECOND] });
    // Set again: only the last time counts.
    await house.signal(id, 'b', { due: ['soon', now + 3600 * SECOND] });
    expect((await house.heard(id, 'a')).due).toEqual([]);
    await house.heard(id, 'b');
    await free(id);
    now += 5 * SECOND - 1;
    await sweeps(1);
    expect((await house.heard(id, 'a')).due).toEqual([]);
    now += 1;
    await house.until(async () => (await house.store.dues(id, now)).length === 0);
    await sweeps(1);
    expect((await house.heard(id, 'a')).due).toEqual(['soon']);
    expect((await house.heard(id, 'b')).due).toEqual([]);
    const left = await house.store.dues(id, Number.MAX_SAFE_INTEGER);
    expect(left.map(({ resourceName, what }) => `${resourceName} ${what}`).sort()).toEqual(['a late', 'b soon']);
  });

  it('outlives an engine that dies with it', async () => {
    await open();
    const doomed = await startEngine(house.wire({}, { clock }));
    const id = await rested({ a: ear() });
    await house.signal(id, 'a', { due: ['soon', now] });
    house.fake.on('due', 'a', () => new Promise(() => {}));
    await house.until(async () => house.fake.log.includes('due a'));
    await doomed.die();
    house.fake.scripts.clear();
    house.engines.push(await startEngine(house.wire({}, { clock })));
    await house.until(async () => (await house.store.dues(id, now)).length === 0);
    expect((await house.heard(id, 'a')).due).toEqual(['soon']);
  });

  it('happens while an operation goes on, and goes with its resource', async () => {
    await open();
    house.engines.push(await startEngine(house.wire({}, { clock })));
    const id = await rested({ a: ear(), b: ear() });
    await house.signal(id, 'a', { due: ['soon', now + SECOND] });
    await house.signal(id, 'b', { due: ['soon', now + SECOND] });
    await house.heard(id, 'b');
    await house.heard(id, 'a');
    house.fake.buildTime = 60_000;
    // `b` is another one by then.
    await house.update(id, { a: ear(), b: ear({ fixed: 'new' }), t: thing() });
    await house.until(async () => house.fake.objects.size === 1);
    now += 10 * SECOND;
    await house.until(async () => (await house.store.dues(id, now)).length === 0);
    expect((await house.stack(id)).status).toBe('IN_PROGRESS');
    expect((await house.heard(id, 'a')).due).toEqual(['soon']);
    house.fake.buildTime = 0;
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.heard(id, 'b')).due).toEqual([]);
  });

  it('ends the pauses of a rolling update, also those that an engine did not live to see the end of', async () => {
    await open();
    const fakes = fakeCatalogue(house.fake);
    const catalogue = {
      get: (name: string) => (name === resourceGroup.name ? resourceGroup : fakes.get(name)),
      names: () => [...fakes.names(), resourceGroup.name],
    };
    const more = { clock, catalogue, registry: baseRegistry(catalogue) };
    const orchestrator = createOrchestrator(house.wire({}, more));
    const group = (live: string) => ({
      heat_template_version: '2021-04-16',
      resources: {
        g: {
          type: 'OS::Heat::ResourceGroup',
          properties: { count: 3, resource_def: { type: 'Fake::Thing', properties: { live } } },
          update_policy: { rolling_update: { max_batch_size: 1, pause_time: 100 } },
        },
      },
    });
    const present = () => [...house.fake.objects.values()].map(({ properties }) => String(properties['live'])).sort();
    const doomed = await startEngine(house.wire({}, more));
    const { stackId: id } = await orchestrator.create(house.caller(), { stackName: 's', template: group('old') });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await orchestrator.update(house.caller(), await house.stack(id), { template: group('new') });
    await house.until(async () => (await house.store.dues(id, Number.MAX_SAFE_INTEGER)).length === 1);
    expect(present()).toEqual(['new', 'old', 'old']);
    await doomed.die();
    house.engines.push(await startEngine(house.wire({}, more)));
    await sweeps(2);
    expect(present()).toEqual(['new', 'old', 'old']);
    now += 100 * SECOND;
    await house.until(async () => present().join() === 'new,new,old');
    await house.until(async () => (await house.store.dues(id, Number.MAX_SAFE_INTEGER)).length === 1);
    await sweeps(1);
    expect(present()).toEqual(['new', 'new', 'old']);
    now += 100 * SECOND;
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(present()).toEqual(['new', 'new', 'new']);
    expect(await house.store.dues(id, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});
