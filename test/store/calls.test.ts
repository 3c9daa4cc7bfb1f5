import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DueRow, SignalRow } from '../../src/store/rows.ts';
import { onBothEngines } from './engines.ts';
import { arrange, storeStack } from './rows.ts';

const signal = (stackId: string, some: Partial<SignalRow> = {}): SignalRow => ({
  id: randomUUID(),
  stackId,
  resourceName: 'r',
  details: { n: 1 },
  createdAt: 1,
  ...some,
});
const due = (stackId: string, some: Partial<DueRow> = {}): DueRow => ({
  id: randomUUID(),
  stackId,
  resourceId: 'row',
  resourceName: 'r',
  what: 'pause',
  dueAt: 5_000,
  createdAt: 1,
  ...some,
});

onBothEngines('signals and what is due', (room) => {
  const register = () => room.store.registerEngine({ id: randomUUID(), host: 'h', pid: 1, version: '1', interval: 60 });
  /** Nothing is under way on it. */
  const resting = async (some: Parameters<typeof storeStack>[1] = {}) => {
    const stack = await storeStack(room.store, some);
    await arrange(room.store, [{ patch: 'operation', id: stack.operationId ?? '', set: { state: 'done' } }]);
    return stack;
  };

  test('make a stack at rest one that has to be taken, each in its time', async () => {
    const { store } = room;
    const engine = await register();
    const called = await resting({ projectId: 'calls' });
    const later = await resting({ projectId: 'calls' });
    await store.commit([{ put: 'signal', row: signal(called.id) }], 'apart');
    await arrange(store, [{ put: 'due', row: due(later.id) }]);
    const at = async (now: number) =>
      (await store.unowned(100, now)).filter((id) => [called.id, later.id].includes(id));
    expect(await at(4_999)).toEqual([called.id]);
    expect((await at(5_000)).sort()).toEqual([called.id, later.id].sort());
    const byProject = await store.unownedByProject(100, 10, 5_000);
    expect(byProject.filter(({ projectId }) => projectId === 'calls')).toHaveLength(2);
    expect(await store.acquire(later.id, engine.id, undefined, 4_999)).toBeNull();
    expect(await store.acquire(later.id, engine.id, undefined, 5_000)).toMatchObject({ epoch: 1 });
    expect(await store.acquire(called.id, engine.id, undefined, 0)).toMatchObject({ epoch: 1 });
    // Owned, they are told to their owner.
    expect(await at(5_000)).toEqual([]);
    expect(await store.dueOf(engine.id, 4_999, 10)).toEqual([]);
    expect(await store.dueOf(engine.id, 5_000, 10)).toEqual([later.id]);
    expect(await store.dueOf('another', 5_000, 10)).toEqual([]);
    await engine.close();
  });

  test('that come with the same batch are seen by whoever takes the stack in it', async () => {
    const { store } = room;
    const engine = await register();
    const stack = await resting();
    const [, taken] = await Promise.all([
      store.commit([{ put: 'signal', row: signal(stack.id) }], 'apart'),
      store.acquire(stack.id, engine.id),
    ]);
    expect(taken).toMatchObject({ id: stack.id, epoch: 1 });
    await engine.close();
  });

  test('are given in their order, so many, and without those that wait', async () => {
    const { store } = room;
    const stack = await resting();
    const names = ['a', 'b', 'a', 'c'];
    for (const resourceName of names)
      await store.commit([{ put: 'signal', row: signal(stack.id, { resourceName }) }], 'apart');
    const found = async (some?: Parameters<typeof store.signals>[1]) =>
      (await store.signals(stack.id, some)).map(({ resourceName }) => resourceName);
    expect(await found()).toEqual(names);
    expect(await found({ limit: 2 })).toEqual(['a', 'b']);
    expect(await found({ except: ['a', 'c'] })).toEqual(['b']);
    const dues = [due(stack.id, { dueAt: 3, what: 'late' }), due(stack.id, { dueAt: 2, what: 'soon' })];
    await arrange(
      store,
      dues.map((row) => ({ put: 'due', row }) as const),
    );
    const whats = async (now: number, some?: Parameters<typeof store.dues>[2]) =>
      (await store.dues(stack.id, now, some)).map(({ what }) => what);
    expect(await whats(3)).toEqual(['soon', 'late']);
    expect(await whats(2)).toEqual(['soon']);
    expect(await whats(3, { limit: 1 })).toEqual(['soon']);
    expect(await whats(3, { except: ['r'] })).toEqual([]);
    // Set again, it moves.
    await arrange(store, [{ put: 'due', row: { ...(dues[1] as DueRow), dueAt: 9 } }]);
    expect(await whats(8)).toEqual(['late']);
  });

  test('go with their stack', async () => {
    const { store } = room;
    const stack = await resting({ projectId: 'gone', deletedAt: 1_000 });
    await arrange(store, [{ put: 'due', row: due(stack.id) }]);
    await store.commit([{ put: 'signal', row: signal(stack.id) }], 'apart');
    expect(await store.purgeDeleted(2_000, 'gone')).toBe(1);
    expect(await store.signals(stack.id)).toEqual([]);
    expect(await store.dues(stack.id, 1e9)).toEqual([]);
  });
});
