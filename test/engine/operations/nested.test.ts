/** What a parent asks of a nested stack holds for the nested stack as it was read. */
import { afterEach, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/index.ts';
import { asSeen } from '../../../src/store/conditions.ts';
import type { StackRow } from '../../../src/store/rows.ts';
import type { Store } from '../../../src/store/store.ts';
import { House, onBothDatabases, template, thing } from '../house.ts';

const nest = (resources: object) => ({
  n: { type: 'Fake::Nest', properties: { template: JSON.stringify(template(resources as never)) } },
});

onBothDatabases('asking something of a nested stack', () => {
  let house: House;
  afterEach(() => house.close());

  it('looks again where somebody else asked something of it meanwhile', async () => {
    house = await House.open({}, { engine: false });
    const calm = await startEngine(house.wire());
    const id = await house.create(nest({ a: thing({ live: 'x' }) }));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await calm.stop();
    const child = (await house.rows(id))['n']?.nestedStackId ?? '';
    // Between the parent's look at the child and what it asks of it, somebody has it checked.
    let interfered: Promise<void> | null = null;
    const store = new Proxy(house.store, {
      get(target, key) {
        const value = Reflect.get(target, key) as unknown;
        if (key !== 'commit') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: Parameters<Store['commit']>) => {
          const about = args[0].some((change) => 'patch' in change && change.patch === 'stack' && change.id === child);
          if (about && interfered === null) {
            interfered = house.orchestrator.act(house.caller(), await house.stack(child), 'check');
            await interfered;
          }
          return target.commit(...args);
        };
      },
    });
    house.engines.push(await startEngine(house.wire({}, { store })));
    await house.update(id, nest({ a: thing({ live: 'y' }) }));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(interfered).not.toBeNull();
    expect([...house.fake.objects.values()].map(({ properties }) => properties['live'])).toEqual(['y']);
    // The check came to an end of its own, or was marked as overtaken; none is left open.
    const present: StackRow = await house.stack(child);
    expect(`${present.action}_${present.status}`).toBe('UPDATE_COMPLETE');
    const events = await house.events(child);
    expect(events.filter((line) => line === 'stack CHECK_IN_PROGRESS')).toHaveLength(1);
  });

  it('does not stop a nested stack that is not what it was when that was decided', async () => {
    house = await House.open();
    house.fake.buildTime = 60_000;
    const id = await house.create(nest({ a: thing() }));
    await expect.poll(async () => (await house.store.children(id)).length).toBe(1);
    const [child] = (await house.store.children(id)) as [StackRow];
    const parent = await house.stack(id);
    const seen = [asSeen(parent), { stackId: child.id, operationId: 'another' }] as const;
    await expect(house.store.commit([{ wake: id }], { seen })).rejects.toThrow(`of stack ${child.id}`);
    await house.orchestrator.act(house.caller(), parent, 'cancel_without_rollback');
    house.fake.buildTime = 0;
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(await house.rest(child.id)).toBe('CREATE_FAILED');
  });
});
