import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Float } from '../../src/template/value.ts';
import { onBothEngines } from './engines.ts';
import { arrange, definitionRow, eventRow, operationRow, resourceRow, stackRow, storeStack } from './rows.ts';

onBothEngines('rows', (room) => {
  test('every row comes back as it was stored', async () => {
    const { store } = room;
    const stack = stackRow({
      tags: ['a', 'b"c'],
      description: 'Wörter, "quoted" and \\ back',
      disableRollback: false,
      timeoutMins: 60,
      updatedAt: 1_800_000_000_123,
    });
    const definition = definitionRow(stack.id, {
      id: stack.definitionId,
      template: { resources: { a: { type: 'OS::Heat::Value', properties: { value: new Float(1) } } } },
      files: { 'file:///a.yaml': 'text\0with\u2028all' },
      environment: { parameters: { n: 12345678901234567890n } },
      secretParameters: { password: 's3cret' },
    });
    const resource = resourceRow(stack.id, {
      properties: { user_data: 'x'.repeat(50_000), size: new Float(2), list: [1, null, { deep: true }] },
      pending: { name: 'two' },
      data: { note: 'kept' },
      attributes: { first: ['10.0.0.1'] },
      metadata: { m: { n: 1 } },
      frozen: { type: 'OS::Nova::Server' },
    });
    const operation = operationRow(stack.id, { request: { converge: true }, deadlineAt: 99 });
    const snapshot = {
      id: randomUUID(),
      stackId: stack.id,
      name: 'snap',
      status: 'COMPLETE' as const,
      reason: '',
      data: { resources: { a: 1 } },
      createdAt: 7,
    };
    const credentials = {
      id: randomUUID(),
      projectId: 'project',
      content: { kind: 'trust' as const, trustId: 't', trustorUserId: 'u' },
      createdAt: 8,
      idleSince: 9,
      sharing: 'who may borrow',
      lentBy: 'lender',
    };
    const hook = {
      id: randomUUID(),
      stackId: stack.id,
      resourceName: 'server',
      hook: 'pre-create' as const,
      state: 'waiting' as const,
      createdAt: 9,
    };
    const signal = {
      id: randomUUID(),
      stackId: stack.id,
      resourceName: 'server',
      details: { status: 'SUCCESS' },
      createdAt: 1,
    };
    const silent = { id: randomUUID(), stackId: stack.id, resourceName: 'server', details: null, createdAt: 0 };
    await arrange(store, [
      { put: 'stack', row: stack },
      { put: 'definition', row: definition },
      { put: 'resource', row: resource },
      { put: 'operation', row: operation },
      { put: 'snapshot', row: snapshot },
      { put: 'credentials', row: credentials },
      { put: 'hook', row: hook },
      { put: 'signal', row: signal },
      { put: 'signal', row: silent },
    ]);
    await room.reopen();
    const again = room.store;
    expect(await again.stack(stack.id)).toEqual(stack);
    expect(await again.definition(definition.id)).toEqual(definition);
    expect(await again.resources(stack.id)).toEqual([resource]);
    expect(await again.resources(stack.id, [resource.name, 'nobody'])).toEqual([resource]);
    expect(await again.resources(stack.id, ['nobody'])).toEqual([]);
    expect(await again.resources(stack.id, [])).toEqual([]);
    expect(await again.resource(resource.id)).toEqual(resource);
    expect(await again.operation(operation.id)).toEqual(operation);
    expect(await again.snapshot(snapshot.id)).toEqual(snapshot);
    expect(await again.snapshots(stack.id)).toEqual([snapshot]);
    expect(await again.credentials(credentials.id)).toEqual(credentials);
    expect(await again.hooks(stack.id)).toEqual([hook]);
    expect(await again.signals(stack.id)).toEqual([signal, silent]);
    expect(await again.stack(randomUUID())).toBeNull();
    expect(await again.definition(randomUUID())).toBeNull();
  });

  test('text that no database can hold is made storable', async () => {
    const row = await storeStack(room.store, { reason: 'a\0b\ud800c' });
    expect((await room.store.stack(row.id))?.reason).toBe('a\ufffdb\ufffdc');
  });

  test('a patch sets some members and leaves the others, secret ones too', async () => {
    const stack = await storeStack(room.store);
    const resource = resourceRow(stack.id, { pending: { a: 1 } });
    await arrange(room.store, [{ put: 'resource', row: resource }]);
    await arrange(room.store, [
      { patch: 'resource', id: resource.id, set: { status: 'COMPLETE', physicalId: 'p1', pending: null } },
      { patch: 'stack', id: stack.id, set: { status: 'COMPLETE', tags: ['x'], disableRollback: false } },
      { patch: 'operation', id: stack.operationId ?? '', set: { state: 'done', endedAt: 12 } },
    ]);
    expect(await room.store.resource(resource.id)).toEqual({
      ...resource,
      status: 'COMPLETE',
      physicalId: 'p1',
      pending: null,
    });
    expect(await room.store.stack(stack.id)).toEqual({
      ...stack,
      status: 'COMPLETE',
      tags: ['x'],
      disableRollback: false,
    });
    expect(await room.store.operation(stack.operationId ?? '')).toMatchObject({ state: 'done', endedAt: 12 });
  });

  test('changes to one row within a commit happen in order', async () => {
    const stack = await storeStack(room.store);
    const [first, second, third] = ['a', 'b', 'c'].map((name) => resourceRow(stack.id, { name }));
    if (!first || !second || !third) throw new Error('unreachable');
    await arrange(room.store, [
      { put: 'resource', row: first },
      { patch: 'resource', id: first.id, set: { reason: 'patched' } },
      { put: 'resource', row: second },
      { remove: 'resource', id: second.id },
      { put: 'resource', row: third },
      { remove: 'resource', id: third.id },
      { put: 'resource', row: { ...third, reason: 'again' } },
    ]);
    const rows = await room.store.resources(stack.id);
    expect(rows.map(({ name, reason }) => [name, reason]).sort()).toEqual([
      ['a', 'patched'],
      ['c', 'again'],
    ]);
  });

  test('neither put nor patch changes the owner of a stack', async () => {
    const stack = await storeStack(room.store);
    const engine = await room.store.registerEngine({ id: randomUUID(), host: 'h', pid: 1, version: '1', interval: 60 });
    await room.store.acquire(stack.id, engine.id);
    await arrange(room.store, [{ put: 'stack', row: { ...stack, reason: 'old read' } }]);
    await arrange(room.store, [{ patch: 'stack', id: stack.id, set: { engineId: null, epoch: 0 } as object }]);
    expect(await room.store.stack(stack.id)).toMatchObject({ engineId: engine.id, epoch: 1, reason: 'old read' });
    await engine.close();
  });

  test('a commit is all or nothing', async () => {
    const stack = await storeStack(room.store);
    const bad = resourceRow(stack.id, { name: null as unknown as string });
    await expect(
      arrange(room.store, [
        { patch: 'stack', id: stack.id, set: { reason: 'half' } },
        { put: 'resource', row: bad },
      ]),
    ).rejects.toThrow(/name/);
    expect((await room.store.stack(stack.id))?.reason).toBe(stack.reason);
  });

  test('events are numbered in their order, told once, and paged by marker', async () => {
    const stack = await storeStack(room.store);
    const events = Array.from({ length: 25 }, (_, index) =>
      eventRow(stack.id, {
        resourceName: `r${index % 5}`,
        resourceType: `OS::T${index % 3}`,
        status: index % 2 ? 'COMPLETE' : 'IN_PROGRESS',
        properties: index === 3 ? { password: 'hidden' } : null,
      }),
    );
    await arrange(
      room.store,
      events.slice(0, 10).map((row) => ({ put: 'event', row })),
    );
    await arrange(
      room.store,
      events.slice(5).map((row) => ({ put: 'event', row })),
    );
    const all = await room.store.events({ stackId: stack.id });
    expect(all.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(all.every(({ seq }, index) => index === 0 || seq > (all[index - 1]?.seq ?? 0))).toBe(true);
    expect(all[3]?.properties).toEqual({ password: 'hidden' });
    const page = await room.store.events({ stackId: stack.id }, { limit: 4, marker: events[9]?.id });
    expect(page.map(({ id }) => id)).toEqual(events.slice(10, 14).map(({ id }) => id));
    const elsewhere = await storeStack(room.store);
    // Of another stack: as if there were no such event.
    const stranger = eventRow(elsewhere.id);
    await arrange(room.store, [{ put: 'event', row: stranger }]);
    expect(await room.store.events({ stackId: stack.id }, { marker: stranger.id })).toHaveLength(25);
    const back = await room.store.events({ stackId: stack.id, sortDir: 'desc' }, { limit: 2, marker: events[20]?.id });
    expect(back.map(({ id }) => id)).toEqual([events[19]?.id, events[18]?.id]);
    for (const sortDir of ['asc', 'desc'] as const) {
      const filter = { stackId: stack.id, sortByType: true, sortDir };
      const whole = (await room.store.events(filter)).map(({ id }) => id);
      const paged: string[] = [];
      while (paged.length < whole.length) {
        const next = await room.store.events(filter, { limit: 7, marker: paged.at(-1) });
        expect(next.length).toBeGreaterThan(0);
        paged.push(...next.map(({ id }) => id));
      }
      expect(paged).toEqual(whole);
      const byType = [...events].sort((a, b) =>
        a.resourceType < b.resourceType ? -1 : a.resourceType > b.resourceType ? 1 : 0,
      );
      if (sortDir === 'asc') expect(whole).toEqual(byType.map(({ id }) => id));
      else expect([...whole].reverse()).toEqual(byType.map(({ id }) => id));
    }
    expect(await room.store.countEvents({ stackIds: [stack.id], resourceName: ['r1'], status: ['COMPLETE'] })).toBe(
      events.filter(({ resourceName, status }) => resourceName === 'r1' && status === 'COMPLETE').length,
    );
    expect((await room.store.events({ stackId: stack.id, resourceName: ['r1', 'r4'] })).map(({ id }) => id)).toEqual(
      events.filter(({ resourceName }) => resourceName === 'r1' || resourceName === 'r4').map(({ id }) => id),
    );
    expect(await room.store.countEvents({ rootId: stack.id, stackIds: [] })).toBe(0);
    await room.store.trimEvents(stack.id, 7);
    expect((await room.store.events({ stackId: stack.id })).map(({ id }) => id)).toEqual(
      events.slice(-7).map(({ id }) => id),
    );
    await room.store.trimEvents(stack.id, 7);
    expect(await room.store.countEvents({ stackId: stack.id })).toBe(7);
  });

  test('all resources of a stack reach a definition, before what else a commit says of them', async () => {
    const [stack, other] = [await storeStack(room.store), await storeStack(room.store)];
    const rows = ['a', 'b', 'c'].map((name) => resourceRow(stack.id, { name, definitionId: 'first' }));
    const beside = resourceRow(other.id, { name: 'a', definitionId: 'first' });
    await arrange(
      room.store,
      [...rows, beside].map((row) => ({ put: 'resource', row })),
    );
    await arrange(room.store, [
      { patch: 'resource', id: rows[0]?.id ?? '', set: { definitionId: 'third' } },
      { reached: 'second', stackId: stack.id },
    ]);
    const reached = await room.store.resources(stack.id);
    expect(reached.map(({ name, definitionId }) => [name, definitionId]).sort()).toEqual([
      ['a', 'third'],
      ['b', 'second'],
      ['c', 'second'],
    ]);
    expect(await room.store.resources(other.id)).toEqual([beside]);
  });
});
