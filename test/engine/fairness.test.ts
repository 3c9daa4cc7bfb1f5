/**
 * A project with thousands of things to do does not keep another's few from being done: here the first one's calls do not even end
 * before the other's stack is there.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ValueMap } from '../../src/template/value.ts';
import { House, onBothDatabases, template, thing } from './house.ts';

onBothDatabases('a small stack of one project', () => {
  let house: House;
  let open: () => void;
  beforeEach(async () => {
    house = await House.open({ engine_stacks: 4, engine_calls: 16, project_calls: 8, stack_calls: 4 });
    const { promise, resolve } = Promise.withResolvers<void>();
    open = resolve;
    for (let i = 0; i < 40; i++) house.fake.on('create', `r${i}`, () => promise);
  });
  afterEach(async () => {
    open();
    await house.close();
  });

  const crowd = (count: number, make: (i: number) => ValueMap): ValueMap =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, make(i)]));

  async function small(): Promise<void> {
    const inner = JSON.stringify(template({ deep: thing() }));
    const { stackId } = await house.orchestrator.create(house.caller({ projectId: 'q' }), {
      stackName: 'small',
      template: template({ mine: thing(), nested: { type: 'Fake::Nest', properties: { template: inner } } }),
    });
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
  }

  it('does not wait for the many resources of another’s', async () => {
    const large = await house.create(crowd(40, () => thing()));
    await expect.poll(() => house.fake.concurrent).toBe(4);
    await small();
    open();
    expect(await house.rest(large)).toBe('CREATE_COMPLETE');
    expect(house.fake.mostConcurrent).toBeLessThanOrEqual(8);
  });

  it('does not wait for the many nested stacks of another’s', async () => {
    const nests = Object.entries(crowd(12, () => thing())).map(([name, one]) => [
      `nest-${name}`,
      { type: 'Fake::Nest', properties: { template: JSON.stringify(template({ [name]: one })) } },
    ]);
    const large = await house.create(Object.fromEntries(nests));
    await expect.poll(() => house.fake.concurrent).toBe(4);
    await small();
    open();
    expect(await house.rest(large)).toBe('CREATE_COMPLETE');
  });

  it('does not wait for the many stacks of another', async () => {
    const large = await Promise.all(Array.from({ length: 12 }, (_, i) => house.create({ [`r${i}`]: thing() })));
    await expect.poll(() => house.fake.concurrent).toBe(4);
    await small();
    open();
    for (const id of large) expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });
});
