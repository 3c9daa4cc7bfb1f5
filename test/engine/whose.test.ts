/** Nothing is ever another stack's: two stacks whose templates give one name, in doubt after a death or a lost answer. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOrchestrator, type Engine, startEngine } from '../../src/engine/index.ts';
import type { EngineWiring } from '../../src/engine/wiring.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { questions } from '../../src/resources/questions/index.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';
import { House, onBothDatabases } from './house.ts';

const test = useDevCloud();
const NAME = 'shared-name';

onBothDatabases('an object of a name that two stacks give', () => {
  let house: House;
  let more: Partial<EngineWiring>;
  beforeEach(async () => {
    house = await House.open({}, { engine: false });
    more = { catalogue, registry: baseRegistry(catalogue), questions, cloudFor: () => test.demo };
  });
  afterEach(async () => {
    test.devCloud.faults.clear();
    await house.close();
    for (const { id } of await networks()) {
      await test.demo.request('network', { method: 'DELETE', path: `/networks/${String(id)}` });
    }
  });

  async function networks() {
    const { body } = await test.demo.request<{ networks: { id: string }[] }>('network', {
      path: '/networks',
      query: { name: NAME },
    });
    return body.networks;
  }
  const caller = () => house.caller({ cloud: test.demo, projectId: test.demo.projectId });
  const orchestrator = () => createOrchestrator(house.wire({ enable_stack_adopt: true }, more));
  const resources = { n: { type: 'OS::Neutron::Net', properties: { name: NAME } } };
  const template = { heat_template_version: '2021-04-16', resources };
  const make = async (stackName: string) => (await orchestrator().create(caller(), { stackName, template })).stackId;
  const idOf = async (stackId: string) => (await house.store.resources(stackId))[0]?.physicalId ?? null;

  async function dying(point: 'intent' | 'called'): Promise<{ died: Promise<void> }> {
    const died = Promise.withResolvers<void>();
    let doomed: Engine | null = null;
    let dead = false;
    const crashPoint = (at: string) => {
      if (!dead && at !== point) return;
      if (!dead) doomed?.die().then(died.resolve, died.reject);
      dead = true;
      throw new Error('died');
    };
    doomed = await startEngine(house.wire({}, { ...more, crashPoint }));
    return { died: died.promise };
  }

  async function expectOwn(a: string, b: string): Promise<void> {
    const [one, other] = [await idOf(a), await idOf(b)];
    expect(one).not.toBeNull();
    expect(other).not.toBeNull();
    expect(one).not.toBe(other);
    expect((await networks()).map(({ id }) => id).sort()).toEqual([one, other].sort());
    await orchestrator().delete(caller(), await house.stack(b));
    expect(await house.rest(b)).toBe('DELETE_COMPLETE');
    expect((await networks()).map(({ id }) => id)).toEqual([one]);
  }

  it.each(['intent', 'called'] as const)('is not taken by the one whose engine died at its %s', async (point) => {
    const first = await startEngine(house.wire({}, more));
    const a = await make('a');
    expect(await house.rest(a)).toBe('CREATE_COMPLETE');
    await first.stop();
    const { died } = await dying(point);
    const b = await make('b');
    await died;
    house.engines.push(await startEngine(house.wire({}, more)));
    expect(await house.rest(b)).toBe('CREATE_COMPLETE');
    await expectOwn(a, b);
  });

  it('is not taken by the one whose answer was lost', async () => {
    house.engines.push(await startEngine(house.wire({}, more)));
    const a = await make('a');
    expect(await house.rest(a)).toBe('CREATE_COMPLETE');
    test.devCloud.faults.add({
      service: 'network',
      method: 'POST',
      path: '/networks$',
      count: 1,
      effect: { status: 503 },
    });
    const b = await make('b');
    expect(await house.rest(b)).toBe('CREATE_COMPLETE');
    await expectOwn(a, b);
  });

  it('goes to one of two that are in doubt at once, and the other makes its own', async () => {
    const { died } = await dying('called');
    const [a, b] = await Promise.all([make('a'), make('b')]);
    await died;
    house.engines.push(await startEngine(house.wire({}, more)), await startEngine(house.wire({}, more)));
    expect(await house.rest(a)).toBe('CREATE_COMPLETE');
    expect(await house.rest(b)).toBe('CREATE_COMPLETE');
    await expectOwn(a, b);
  });

  it('goes to the one that claims it first, also where the other has made it and only not said so yet', async () => {
    const held = Promise.withResolvers<void>();
    const made = Promise.withResolvers<void>();
    let stop = true;
    // The first engine has its answer, and its commit is late.
    const slow = new Proxy(house.store, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        if (key !== 'commit') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: Parameters<typeof target.commit>) => {
          if (stop && 'claims' in args[1]) {
            made.resolve();
            await held.promise;
          }
          return target.commit(...args);
        };
      },
    });
    house.engines.push(await startEngine(house.wire({}, { ...more, store: slow })));
    const a = await make('a');
    await made.promise;
    stop = false;
    const [object] = await networks();
    // Another stack's row gets it meanwhile.
    const other = await rival(object?.id ?? '');
    held.resolve();
    expect(await house.rest(a)).toBe('CREATE_COMPLETE');
    expect(await idOf(a)).not.toBe(object?.id);
    expect(await idOf(other)).toBe(object?.id);
    expect(await networks()).toHaveLength(2);
  });

  async function rival(physicalId: string): Promise<string> {
    const { arrange, resourceRow, storeStack } = await import('../store/rows.ts');
    const stack = await storeStack(house.store, { projectId: test.demo.projectId, status: 'COMPLETE' });
    await arrange(house.store, [
      { put: 'resource', row: resourceRow(stack.id, { type: 'OS::Neutron::Net', physicalId }) },
    ]);
    return stack.id;
  }

  it('is not adopted from data that a user hands in', async () => {
    house.engines.push(await startEngine(house.wire({}, more)));
    const a = await make('a');
    expect(await house.rest(a)).toBe('CREATE_COMPLETE');
    const adoptStackData = {
      name: 'b',
      template,
      environment: {},
      resources: { n: { name: 'n', type: 'OS::Neutron::Net', resource_id: await idOf(a), resource_data: {} } },
    };
    const { stackId: b } = await orchestrator().create(caller(), { stackName: 'b', template, adoptStackData });
    expect(await house.rest(b)).toBe('ADOPT_FAILED');
    expect((await house.store.resources(b))[0]).toMatchObject({ physicalId: null, status: 'FAILED' });
    expect((await house.stack(b)).reason).toContain('belongs to another stack');
    await orchestrator().delete(caller(), await house.stack(b));
    expect(await house.rest(b)).toBe('DELETE_COMPLETE');
    expect(await networks()).toHaveLength(1);
  });
});
