import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOrchestrator, startEngine } from '../../../src/engine/index.ts';
import type { Catalogue, ResourceType } from '../../../src/resources/type.ts';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import { fakeCatalogue } from '../fakes.ts';
import { House, onBothDatabases, template, thing } from '../house.ts';

onBothDatabases('a reader beside a writer', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open({}, { engine: false });
  });
  afterEach(() => house.close());

  it('does not put the attributes that it read before over the new ones', async () => {
    const catalogue = fakeCatalogue(house.fake);
    const type = catalogue.get('Fake::Thing') as ResourceType;
    let gate: Promise<void> | null = null;
    const asked = Promise.withResolvers<void>();
    const slow: ResourceType = {
      ...type,
      async attribute(op, name) {
        const value = await type.attribute?.(op, name);
        if (gate !== null) {
          asked.resolve();
          await gate;
        }
        return value ?? null;
      },
    };
    const slowCatalogue: Catalogue = {
      get: (name) => (name === 'Fake::Thing' ? slow : catalogue.get(name)),
      names: () => catalogue.names(),
    };
    const wiring = house.wire({}, { catalogue: slowCatalogue, registry: baseRegistry(slowCatalogue) });
    house.engines.push(await startEngine(wiring));
    const orchestrator = createOrchestrator(wiring);
    const caller = house.caller();
    const made = { stackName: 's', template: template({ a: thing({ live: 'old' }) }) };
    const { stackId: id } = await orchestrator.create(caller, made);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');

    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const reading = orchestrator.resource(caller, await house.stack(id), 'a', { withAttributes: true });
    await asked.promise;
    gate = null;
    await orchestrator.update(caller, await house.stack(id), { template: template({ a: thing({ live: 'new' }) }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    resolve();
    expect((await reading).attributes).toMatchObject({ live: 'old' });

    const shown = await orchestrator.resource(caller, await house.stack(id), 'a', { withAttributes: true });
    expect(shown.attributes).toMatchObject({ live: 'new' });
  });
});
