import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { arrange, storeStack } from './rows.ts';

onBothEngines('ownership', (room) => {
  const register = (store: Store = room.store, id: string = randomUUID()) =>
    store.registerEngine({ id, host: 'h', pid: 1, version: '1', interval: 60 });

  test('it is counted how often a stack was taken in vain', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const engine = await register();
    const take = (below?: number) => store.acquire(stack.id, engine.id, below);
    expect(await take()).toMatchObject({ takes: 1, epoch: 1 });
    // It could not say that it gave it up in an orderly way.
    await store.release(stack.id, engine.id, 1, null);
    expect(await take(1)).toBeNull();
    expect(await take(2)).toMatchObject({ takes: 2 });
    await store.settle(stack.id, engine.id, 1);
    await store.release(stack.id, engine.id, 2, null);
    expect(await take()).toMatchObject({ takes: 3 });
    await store.settle(stack.id, engine.id, 3);
    await arrange(store, [{ put: 'stack', row: { ...stack, reason: 'other' } }]);
    await store.release(stack.id, engine.id, 3, null);
    expect(await take()).toMatchObject({ takes: 1, reason: 'other' });
    await store.release(stack.id, engine.id, 4);
    expect(await take()).toMatchObject({ takes: 1 });
    await engine.close();
  });

  test('a stack with work is taken once, and again after its release', async () => {
    const { store } = room;
    const [one, two] = [await register(), await register()];
    const stack = await storeStack(store);
    expect(await store.unowned(100)).toContain(stack.id);
    const taken = await Promise.all([store.acquire(stack.id, one.id), store.acquire(stack.id, two.id)]);
    expect(taken.filter((row) => row !== null)).toHaveLength(1);
    expect(taken[0]).toEqual({ ...stack, engineId: one.id, epoch: 1, takes: 1 });
    expect(await store.unowned(100)).not.toContain(stack.id);
    expect(await store.ownedBy(one.id)).toEqual([stack.id]);
    await store.release(stack.id, two.id, 1);
    await store.release(stack.id, one.id, 0);
    expect(await store.acquire(stack.id, two.id)).toBeNull();
    await store.release(stack.id, one.id, 1);
    expect(await store.acquire(stack.id, two.id)).toMatchObject({ engineId: two.id, epoch: 2 });
    await one.close();
    await two.close();
  });

  test('there is nothing to take without an unfinished operation', async () => {
    const { store } = room;
    const one = await register();
    const stack = await storeStack(store);
    await arrange(store, [{ patch: 'operation', id: stack.operationId ?? '', set: { state: 'done' } }]);
    expect(await store.acquire(stack.id, one.id)).toBeNull();
    expect(await store.acquire(randomUUID(), one.id)).toBeNull();
    expect(await store.unowned(100)).not.toContain(stack.id);
    await one.close();
  });

  test("a dead engine's stacks are free at once", async () => {
    const { store } = room;
    const [one, two] = [await register(), await register()];
    const stack = await storeStack(store);
    await store.acquire(stack.id, one.id);
    // Closed without releasing anything, as by the death of its process.
    await one.close();
    await expect.poll(() => store.unowned(100), { timeout: 2_000 }).toContain(stack.id);
    expect(await store.acquire(stack.id, two.id)).toMatchObject({ engineId: two.id, epoch: 2 });
    await two.close();
  });

  test('what nobody has taken is counted, with the age of the oldest', async () => {
    const { store } = room;
    const one = await register();
    const others = (await store.backlog()).operations;
    const stacks = [await storeStack(store), await storeStack(store)];
    const patch = (index: number, set: object) =>
      arrange(store, [{ patch: 'operation', id: stacks[index]?.operationId ?? '', set }]);
    await patch(0, { createdAt: 1000 });
    await patch(1, { createdAt: 1001 });
    expect(await store.backlog()).toEqual({ operations: others + 2, oldestAt: 1000 });
    await store.acquire(stacks[0]?.id ?? '', one.id);
    expect(await store.backlog()).toEqual({ operations: others + 1, oldestAt: 1001 });
    await patch(1, { state: 'done' });
    expect((await store.backlog()).operations).toBe(others);
    await one.close();
    expect(await store.backlog()).toMatchObject({ oldestAt: 1000 });
  });

  test('engines are listed with whether they live', async () => {
    const { store } = room;
    const one = await register();
    const row = (await store.engines()).find(({ id }) => id === one.id);
    expect(row).toMatchObject({ host: 'h', pid: 1, version: '1', interval: 60, alive: true });
    expect(Math.abs(Date.now() - (row?.seenAt ?? 0))).toBeLessThan(10_000);
    expect(one.lost.aborted).toBe(false);
    await one.close();
    await one.close();
    expect((await store.engines()).find(({ id }) => id === one.id)).toBeUndefined();
  });

  test('an engine reports at its interval', async () => {
    const { store } = room;
    const id = randomUUID();
    const one = await store.registerEngine({ id, host: 'h', pid: 1, version: '1', interval: 1 });
    const seen = async () => (await store.engines()).find((row) => row.id === id)?.seenAt ?? 0;
    const first = await seen();
    await expect.poll(seen, { timeout: 3_000 }).toBeGreaterThan(first);
    await one.close();
  });

  test('after a restart, what was owned before is free', async () => {
    const one = await register();
    const stack = await storeStack(room.store);
    await room.store.acquire(stack.id, one.id);
    await room.reopen();
    expect(await room.store.unowned(1_000)).toContain(stack.id);
    const again = await register(room.store, one.id);
    await room.store.release(stack.id, one.id, 1);
    expect(await room.store.acquire(stack.id, again.id)).toMatchObject({ epoch: 2 });
    await again.close();
  });
});
