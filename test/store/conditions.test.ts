import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { asSeen } from '../../src/store/conditions.ts';
import { type Change, Fenced, NameTaken, Stale } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { arrange, operationRow, resourceRow, stackRow, storeStack } from './rows.ts';

onBothEngines('conditions', (room) => {
  const engine = () => room.store.registerEngine({ id: randomUUID(), host: 'h', pid: 1, version: '1', interval: 60 });

  test('a fenced commit holds only for the present epoch', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const one = await engine();
    const owned = await store.acquire(stack.id, one.id);
    expect(owned).toMatchObject({ engineId: one.id, epoch: 1 });
    const fence = { stackId: stack.id, epoch: 1 };
    await store.commit([{ patch: 'stack', id: stack.id, set: { reason: 'mine' } }], { fence });
    await store.release(stack.id, one.id, 1);
    await store.acquire(stack.id, one.id);
    await expect(
      store.commit([{ patch: 'stack', id: stack.id, set: { reason: 'late' } }], { fence }),
    ).rejects.toBeInstanceOf(Fenced);
    expect((await store.stack(stack.id))?.reason).toBe('mine');
    await expect(store.commit([], { fence: { stackId: randomUUID(), epoch: 0 } })).rejects.toBeInstanceOf(Fenced);
    await one.close();
  });

  test('of commits that arrive together, a refused one does not disturb the others', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const rows = Array.from({ length: 20 }, (_, index) => resourceRow(stack.id, { name: `r${index}` }));
    const before = store.statistics();
    const told: { commits: number; changes: number; seconds: number }[] = [];
    const stop = store.onCommit((commit) => told.push(commit));
    const outcomes = await Promise.allSettled(
      rows.map((row, index) =>
        store.commit([{ put: 'resource', row }], {
          fence: { stackId: stack.id, epoch: index % 3 === 0 ? 8 : 0 },
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      rows.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
    );
    const stored = (await store.resources(stack.id)).map(({ name }) => name).sort();
    expect(stored).toEqual(
      rows
        .filter((_, index) => index % 3 !== 0)
        .map(({ name }) => name)
        .sort(),
    );
    stop();
    expect(told).toEqual([{ commits: 13, changes: 13, seconds: expect.any(Number) }]);
    expect(store.statistics().commits - before.commits).toBe(1);
    expect(store.statistics().largestBatch).toBeGreaterThanOrEqual(13);
  });

  test('a value that the database refuses fails its own commit alone', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const outcomes = await Promise.allSettled(
      ['a', null, 'c'].map((name) =>
        arrange(store, [{ put: 'resource', row: resourceRow(stack.id, { name: name as string }) }]),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.resources(stack.id)).toHaveLength(2);
  });

  test('a name belongs to one live top-level stack of its project', async () => {
    const { store } = room;
    const name = `name-${randomUUID()}`;
    const first = stackRow({ name });
    await arrange(store, [{ put: 'stack', row: first }]);
    await expect(arrange(store, [{ put: 'stack', row: stackRow({ name }) }])).rejects.toBeInstanceOf(NameTaken);
    await arrange(store, [{ put: 'stack', row: first }]);
    const nested = stackRow({ name, parentId: first.id, rootId: first.id, depth: 1 });
    await arrange(store, [{ put: 'stack', row: nested }]);
    await arrange(store, [{ put: 'stack', row: stackRow({ name, projectId: 'other' }) }]);
    expect((await store.stackByName('project', name))?.id).toBe(first.id);
    expect(await store.stackByName('project', name, { deleted: true })).toBeNull();
    await arrange(store, [{ patch: 'stack', id: first.id, set: { deletedAt: 5 } }]);
    const second = stackRow({ name });
    await arrange(store, [{ put: 'stack', row: second }]);
    expect((await store.stackByName('project', name))?.id).toBe(second.id);
    expect((await store.stackByName('project', name, { deleted: true }))?.id).toBe(first.id);
    await arrange(store, [{ patch: 'stack', id: second.id, set: { deletedAt: 9 } }]);
    expect((await store.stackByName('project', name, { deleted: true }))?.id).toBe(second.id);
  });

  test('of two stacks that ask for a name at once, one gets it', async () => {
    const { store } = room;
    const name = `name-${randomUUID()}`;
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => {
        const row = stackRow({ name });
        return store.commit([{ put: 'stack', row }], { seen: [{ stackId: row.id, unmade: true }] });
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.countStacks({ name: [name] })).toBe(1);
  });

  test('a name is free in the batch that deletes its stack', async () => {
    const { store } = room;
    const first = stackRow({ name: `name-${randomUUID()}` });
    await arrange(store, [{ put: 'stack', row: first }]);
    const second = stackRow({ name: first.name });
    await Promise.all([
      store.commit([{ patch: 'stack', id: first.id, set: { deletedAt: 1 } }], { seen: [asSeen(first)] }),
      store.commit([{ put: 'stack', row: second }], { seen: [{ stackId: second.id, unmade: true }] }),
    ]);
    expect((await store.stackByName('project', first.name))?.id).toBe(second.id);
  });

  test('an expected operation is compared', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const next = randomUUID();
    const replace = () =>
      store.commit([{ patch: 'stack', id: stack.id, set: { operationId: next } }], {
        seen: [asSeen(stack)],
      });
    const outcomes = await Promise.allSettled([replace(), replace()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(Stale);
    await expect(replace()).rejects.toBeInstanceOf(Stale);
  });

  test('of several stacks, each has to be as it was seen', async () => {
    const { store } = room;
    const [one, other] = [await storeStack(store), await storeStack(store)];
    const change = { patch: 'stack', id: one.id, set: { reason: 'both' } } as const;
    await store.commit([change], { seen: [asSeen(one), asSeen(other)] });
    await arrange(store, [{ patch: 'stack', id: other.id, set: { operationId: randomUUID() } }]);
    const late = store.commit([change], { seen: [asSeen(one), asSeen(other)] });
    await expect(late).rejects.toMatchObject({ stackId: other.id });
    const owned = { fence: { stackId: one.id, epoch: 0 }, seen: [asSeen(other)] };
    await expect(store.commit([change], owned)).rejects.toMatchObject({ stackId: other.id });
  });

  test('a row has to be in the state in which it was seen, also within one transaction', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const [row, gone] = [resourceRow(stack.id, { status: 'COMPLETE' }), resourceRow(stack.id, { name: 'gone' })];
    await arrange(store, [
      { put: 'resource', row },
      { put: 'resource', row: gone },
    ]);
    const fence = { fence: { stackId: stack.id, epoch: 0 } };
    const mark = (seen: typeof row) =>
      store.commit([{ patch: 'resource', id: seen.id, set: { action: 'CHECK', status: 'FAILED' } }], {
        seen: [asSeen(stack, [seen])],
      });
    const outcomes = await Promise.allSettled([
      mark(gone),
      store.commit([{ patch: 'resource', id: row.id, set: { status: 'IN_PROGRESS' } }], fence),
      mark(row),
      store.commit([{ remove: 'resource', id: gone.id }], fence),
      mark({ ...gone, action: 'CHECK', status: 'FAILED' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    await expect(mark(row)).rejects.toBeInstanceOf(Stale);
    expect(await store.resource(row.id)).toMatchObject({ action: 'CREATE', status: 'IN_PROGRESS' });
    await mark({ ...row, status: 'IN_PROGRESS' });
    expect(await store.resource(row.id)).toMatchObject({ action: 'CHECK', status: 'FAILED' });
  });

  test('a stack that is to be made must not be there', async () => {
    const { store } = room;
    const row = stackRow();
    const make = () => store.commit([{ put: 'stack', row }], { seen: [{ stackId: row.id, unmade: true }] });
    await make();
    await expect(make()).rejects.toBeInstanceOf(Stale);
  });

  test('a condition on one stack is none on another', async () => {
    const { store } = room;
    const [one, other] = [await storeStack(store), await storeStack(store)];
    const seen = { seen: [asSeen(one)] } as const;
    const elsewhere: Change[] = [
      { patch: 'stack', id: other.id, set: { reason: 'x' } },
      { put: 'stack', row: stackRow() },
      { put: 'resource', row: resourceRow(other.id) },
      { put: 'operation', row: operationRow(other.id) },
      { reached: 'd', stackId: other.id },
    ];
    for (const change of elsewhere) await expect(store.commit([change], seen)).rejects.toThrow(/says nothing/);
    const nested = stackRow({ parentId: one.id, rootId: one.id, depth: 1 });
    await store.commit([{ put: 'stack', row: nested }], seen);
  });
});
