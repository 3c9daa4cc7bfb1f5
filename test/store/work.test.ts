import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onBothEngines } from './engines.ts';
import { arrange, storeStack } from './rows.ts';

onBothEngines('work and notices', (room) => {
  test('a wake-up reaches a handler once its commit is done, and not when it is refused', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const seen: string[] = [];
    const stop = await store.work(async (id) => void seen.push(id), { concurrency: 4 });
    const refused = randomUUID();
    await expect(store.commit([{ wake: refused }], { fence: { stackId: stack.id, epoch: 9 } })).rejects.toThrow();
    await arrange(store, [{ wake: stack.id }]);
    await expect.poll(() => seen, { timeout: 5_000 }).toContain(stack.id);
    expect(seen).not.toContain(refused);
    await stop();
  });

  test('wake-ups of a moment are merged per stack and bounded in number', async () => {
    const { store } = room;
    const ids: string[] = Array.from({ length: 30 }, () => randomUUID());
    await arrange(
      store,
      ids.flatMap((wake) => [{ wake }, { wake }]),
    );
    await arrange(
      store,
      ids.map((wake) => ({ wake })),
    );
    let running = 0;
    let most = 0;
    const seen: string[] = [];
    const stop = await store.work(
      async (id) => {
        if (!ids.includes(id)) return;
        seen.push(id);
        most = Math.max(most, ++running);
        await delay(5);
        running -= 1;
      },
      { concurrency: 3 },
    );
    await expect.poll(() => new Set(seen).size, { timeout: 10_000 }).toBe(30);
    await stop();
    expect(most).toBe(3);
    expect(seen).toHaveLength(30);
  });

  test('a stack is handed out again while it is being handled', async () => {
    const { store } = room;
    const id = randomUUID();
    let calls = 0;
    const stop = await store.work(
      async (woken) => {
        if (woken !== id) return;
        calls += 1;
        while (calls < 2) await delay(5);
      },
      { concurrency: 4 },
    );
    await arrange(store, [{ wake: id }]);
    await expect.poll(() => calls, { timeout: 5_000 }).toBe(1);
    await arrange(store, [{ wake: id }]);
    await expect.poll(() => calls, { timeout: 5_000 }).toBe(2);
    await stop();
  });

  test('a handler that fails is asked again', async () => {
    const { store } = room;
    const id = randomUUID();
    let calls = 0;
    const stop = await store.work(
      async (woken) => {
        if (woken === id && ++calls === 1) throw new Error('first time');
      },
      { concurrency: 1 },
    );
    await arrange(store, [{ wake: id }]);
    await expect.poll(() => calls, { timeout: 8_000 }).toBe(2);
    await stop();
  });

  test('a stopped worker takes nothing more, and has finished what it took', async () => {
    const { store } = room;
    const id = randomUUID();
    let done = false;
    let started = false;
    const stop = await store.work(
      async (woken) => {
        if (woken !== id) return;
        started = true;
        await delay(100);
        done = true;
      },
      { concurrency: 1 },
    );
    await arrange(store, [{ wake: id }]);
    await expect.poll(() => started, { timeout: 5_000 }).toBe(true);
    await stop();
    expect(done).toBe(true);
    done = false;
    await arrange(store, [{ wake: id }]);
    await delay(50);
    expect(done).toBe(false);
  });

  test('listeners hear which stacks changed', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const heard = new Set<string>();
    const stop = store.onChange((ids) => {
      for (const id of ids) heard.add(id);
    });
    const row = { id: randomUUID(), stackId: stack.id, resourceName: 'r', details: { a: 1 }, createdAt: 1 };
    await arrange(store, [{ put: 'signal', row }]);
    expect([...heard]).toEqual([stack.id]);
    heard.clear();
    // The row alone tells whose it is.
    await arrange(store, [{ remove: 'signal', id: row.id }]);
    expect([...heard]).toEqual([stack.id]);
    heard.clear();
    await arrange(store, [{ patch: 'operation', id: stack.operationId ?? '', set: { state: 'running' } }]);
    expect([...heard]).toEqual([stack.id]);
    heard.clear();
    await expect(
      store.commit([{ patch: 'stack', id: stack.id, set: {} }], { fence: { stackId: stack.id, epoch: 9 } }),
    ).rejects.toThrow();
    expect([...heard]).toEqual([]);
    stop();
    await arrange(store, [{ patch: 'stack', id: stack.id, set: { reason: 'unheard' } }]);
    expect([...heard]).toEqual([]);
  });
});
