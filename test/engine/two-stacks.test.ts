/** Two stacks of one template that names its objects, made at once: whatever dies and whatever answer is lost, each has its own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createOrchestrator, type Engine, startEngine } from '../../src/engine/index.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { questions } from '../../src/resources/questions/index.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';
import { House, onBothDatabases } from './house.ts';

const test = useDevCloud();

interface Run {
  /** What becomes of some creates: refused before, or made with the answer lost. */
  faults: { kind: 'networks' | 'volumes'; drop: boolean; after: number }[];
  /** The engine dies at the nth point that it passes; another follows. */
  deaths: number[];
}

const run: fc.Arbitrary<Run> = fc.record({
  faults: fc.array(fc.record({ kind: fc.constantFrom('networks', 'volumes'), drop: fc.boolean(), after: fc.nat(2) }), {
    maxLength: 4,
  }),
  deaths: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
});

const resources = {
  net: { type: 'OS::Neutron::Net', properties: { name: 'alike' } },
  disk: { type: 'OS::Cinder::Volume', properties: { name: 'alike', size: 1 } },
};
const template = { heat_template_version: '2021-04-16', resources };

async function namesakes(): Promise<string[]> {
  const ask = (service: 'network' | 'volume', path: string) =>
    test.demo.request<Record<string, { id: string }[]>>(service, { path, query: { name: 'alike' } });
  const answers = await Promise.all([ask('network', '/networks'), ask('volume', '/volumes')]);
  return answers
    .flatMap(({ body }) => Object.values(body)[0] ?? [])
    .map(({ id }) => id)
    .sort();
}

async function lived({ faults, deaths }: Run): Promise<void> {
  const house = await House.open({}, { engine: false });
  const more = { catalogue, registry: baseRegistry(catalogue), questions, cloudFor: () => test.demo };
  const caller = house.caller({ cloud: test.demo, projectId: test.demo.projectId });
  const orchestrator = createOrchestrator(house.wire({}, more));
  try {
    for (const { kind, drop, after } of faults) {
      const service = kind === 'networks' ? 'network' : 'volume';
      const effect = drop ? ({ drop: 'after' } as const) : { status: 503 };
      test.devCloud.faults.add({ service, method: 'POST', path: `/${kind}$`, skip: after, count: 1, effect });
    }
    const ids = await Promise.all(
      ['a', 'b'].map(async (stackName) => (await orchestrator.create(caller, { stackName, template })).stackId),
    );
    for (const nth of deaths) {
      const died = Promise.withResolvers<void>();
      let passed = 0;
      let doomed: Engine | null = null;
      const crashPoint = () => {
        if (++passed < nth) return;
        if (passed === nth) doomed?.die().then(died.resolve, died.reject);
        throw new Error('died');
      };
      doomed = await startEngine(house.wire({}, { ...more, crashPoint }));
      const over = Promise.all(ids.map((id) => house.rest(id)));
      await Promise.race([died.promise, over]);
      if (passed < nth) await doomed.stop();
      over.catch(() => {});
    }
    house.engines.push(await startEngine(house.wire({}, more)), await startEngine(house.wire({}, more)));
    for (const id of ids) expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    const held = await Promise.all(
      ids.map(async (id) => (await house.store.resources(id)).map(({ physicalId }) => physicalId ?? '')),
    );
    expect(new Set(held.flat()).size).toBe(4);
    expect(await namesakes()).toEqual(held.flat().sort());
    for (const [index, id] of ids.entries()) {
      await orchestrator.delete(caller, await house.stack(id));
      expect(await house.rest(id)).toBe('DELETE_COMPLETE');
      expect(await namesakes()).toEqual(index === 0 ? held[1]?.sort() : []);
    }
  } finally {
    test.devCloud.faults.clear();
    await house.close();
  }
}

onBothDatabases('two stacks with one name for their objects', () => {
  it('never share one', async () => {
    await fc.assert(fc.asyncProperty(run, lived), { numRuns: 12 });
  }, 300_000);
});
