import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Claim, Holders, type IdHolder, Taken } from '../../src/store/claims.ts';
import { openStore } from '../../src/store/open.ts';
import type { StackRow } from '../../src/store/rows.ts';
import type { Store } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { arrange, resourceRow, storeStack } from './rows.ts';

onBothEngines('claims', (room) => {
  let second: Store | null = null;
  beforeAll(async () => {
    if (room.store.engine === 'postgres') second = await openStore(room.options);
  });
  afterAll(() => second?.close());

  async function rowOf(stack: StackRow) {
    const row = resourceRow(stack.id);
    await arrange(room.store, [{ put: 'resource', row }]);
    return row;
  }

  async function claim(store: Store, stack: StackRow, resourceId: string, physicalId: string): Promise<void> {
    const { id: stackId, projectId, ownerUserId } = stack;
    const by = { physicalId, resourceId, stackId, projectId, ownerUserId, type: 'T' };
    const one: Claim = { by, isRival: (other) => other.stackId !== stackId };
    const change = { patch: 'resource', id: resourceId, set: { physicalId } } as const;
    await store.commit([change], { fence: { stackId, epoch: stack.epoch }, claims: [one] });
  }

  test('an id is one stack’s, and free again when that lets go of it', async () => {
    const { store } = room;
    const id = randomUUID();
    const [one, other] = [await storeStack(store), await storeStack(store)];
    const [mine, own, its] = [await rowOf(one), await rowOf(one), await rowOf(other)];
    await claim(store, one, mine.id, id);
    await claim(store, one, mine.id, id);
    // The rival rule is the caller's.
    await claim(store, one, own.id, id);
    const refused = claim(store, other, its.id, id);
    await expect(refused).rejects.toBeInstanceOf(Taken);
    await expect(refused).rejects.toMatchObject({ by: { resourceId: its.id }, holder: { stackId: one.id } });
    expect((await store.resource(its.id))?.physicalId).toBeNull();
    expect((await store.ownersOf([id, randomUUID()])).map(({ resourceId }) => resourceId).sort()).toEqual(
      [mine.id, own.id].sort(),
    );
    const freed = arrange(store, [
      { remove: 'resource', id: own.id },
      { patch: 'resource', id: mine.id, set: { physicalId: null } },
    ]);
    await freed;
    await claim(store, other, its.id, id);
    await arrange(store, [{ patch: 'stack', id: other.id, set: { deletedAt: 1 } }]);
    expect(await store.ownersOf([id])).toEqual([]);
  });

  test('what is only referred to is nobody’s', async () => {
    const { store } = room;
    const id = randomUUID();
    const stack = await storeStack(store);
    const row = resourceRow(stack.id, { physicalId: id, externalId: id });
    await arrange(store, [{ put: 'resource', row }]);
    expect(await store.ownersOf([id])).toEqual([]);
  });

  test('of stacks that claim an id at once, one gets it, whichever processes they are in', async () => {
    const { store } = room;
    for (let round = 0; round < 10; round++) {
      const id = randomUUID();
      const stacks = await Promise.all(Array.from({ length: 6 }, () => storeStack(store)));
      const rows = await Promise.all(stacks.map(rowOf));
      const outcomes = await Promise.allSettled(
        stacks.map((stack, index) =>
          claim(index % 2 === 0 ? store : (second ?? store), stack, rows[index]?.id ?? '', id),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Taken);
      }
      expect(await store.ownersOf([id])).toHaveLength(1);
    }
  });
});

test('while a batch is decided, an id is held by whoever got it last, and let go with its row', () => {
  const holder = (resourceId: string, physicalId: string, stackId = resourceId): IdHolder => {
    return { physicalId, resourceId, stackId, projectId: 'p', ownerUserId: 'u', type: 'T' };
  };
  const holders = new Holders([holder('a', 'x'), holder('b', 'x')]);
  const rivals = (resourceId: string, physicalId: string) => {
    const met: string[] = [];
    const by = holder(resourceId, physicalId);
    const isRival = (other: IdHolder) => met.push(other.resourceId) < 0;
    expect(holders.refusal({ by, isRival })).toBeNull();
    return met;
  };
  expect(rivals('c', 'x')).toEqual(['a', 'b']);
  expect(rivals('a', 'x')).toEqual(['b']);
  holders.add(holder('c', 'x'));
  expect(rivals('d', 'x')).toEqual(['a', 'b', 'c']);
  // One that gets another object holds the former no longer.
  holders.add(holder('a', 'y'));
  expect([rivals('d', 'x'), rivals('d', 'y')]).toEqual([['b', 'c'], ['a']]);
  holders.remove('b');
  holders.remove('b');
  expect(rivals('d', 'x')).toEqual(['c']);
  holders.add(holder('b', 'z'));
  expect([rivals('d', 'x'), rivals('d', 'z')]).toEqual([['c'], ['b']]);
  const refused = holders.refusal({ by: holder('d', 'z'), isRival: () => true });
  expect(refused).toBeInstanceOf(Taken);
  expect(refused).toMatchObject({ by: { resourceId: 'd' }, holder: { resourceId: 'b' } });
});
