import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Keyring } from '../../src/store/keyring.ts';
import { onBothEngines } from './engines.ts';
import { rowsOf } from './raw.ts';
import { arrange, definitionRow, eventRow, operationRow, resourceRow, storeStack } from './rows.ts';

onBothEngines('texts and purge', (room) => {
  test('equal texts are kept once, whoever refers to them', async () => {
    const { store } = room;
    const template = () => ({ resources: { shared: { description: 'x'.repeat(1000) } } });
    const definitions = Array.from({ length: 50 }, () => definitionRow(randomUUID(), { template: template() }));
    const texts = async () => Number((await rowsOf(room.options, 'SELECT count(*) AS n FROM texts'))[0]?.n);
    const before = await texts();
    await Promise.all(definitions.map((row) => arrange(store, [{ put: 'definition', row }])));
    // The template, and one for empty files and environment.
    expect((await texts()) - before).toBe(2);
    const [first, second] = await Promise.all(definitions.slice(0, 2).map(({ id }) => store.definition(id)));
    expect(first?.template).toEqual(template());
    expect(first?.template).toBe(second?.template);
  });

  test('a purge removes what belongs to stacks deleted before then, and nothing else', async () => {
    const { store } = room;
    const credentials = {
      id: randomUUID(),
      projectId: 'purged',
      content: { kind: 'configured' as const },
      createdAt: 1,
      idleSince: null,
      sharing: null,
      lentBy: null,
    };
    const own = { ...credentials, id: randomUUID() };
    // Of a stack whose trust could not be given back when it was deleted: that is still to be done.
    const idle = { ...credentials, id: randomUUID(), idleSince: 900 };
    const shared = { projectId: 'purged', credentialsId: credentials.id };
    const old = await storeStack(store, { ...shared, deletedAt: 1_000 });
    const alone = await storeStack(store, { projectId: 'purged', credentialsId: own.id, deletedAt: 1_000 });
    const owing = await storeStack(store, { projectId: 'purged', credentialsId: idle.id, deletedAt: 1_000 });
    const recent = await storeStack(store, { ...shared, deletedAt: 5_000 });
    const live = await storeStack(store, shared);
    const other = await storeStack(store, { projectId: 'other', deletedAt: 1_000 });
    const all = [old, alone, recent, live, other];
    await arrange(store, [
      { put: 'credentials', row: credentials },
      { put: 'credentials', row: own },
      { put: 'credentials', row: idle },
      ...all.flatMap(({ id }) => [
        { put: 'resource' as const, row: resourceRow(id) },
        { put: 'event' as const, row: eventRow(id) },
        { put: 'definition' as const, row: definitionRow(id, { files: { [id]: 'own' } }) },
      ]),
    ]);
    // As if written long ago: texts in use by a definition being written must not vanish.
    await rowsOf(room.options, 'UPDATE texts SET touched_at = 1');
    expect(await store.purgeDeleted(2_000, 'purged')).toBe(3);
    expect(await store.stack(old.id)).toBeNull();
    expect(await store.stack(owing.id)).toBeNull();
    expect(await store.idleCredentials(1_000, 10)).toEqual([idle]);
    expect(await store.resources(old.id)).toEqual([]);
    expect(await store.countEvents({ stackId: old.id })).toBe(0);
    expect(await store.operation(old.operationId ?? '')).toBeNull();
    expect(await store.credentials(credentials.id)).not.toBeNull();
    expect(await store.credentials(own.id)).toBeNull();
    const names = await rowsOf(room.options, 'SELECT hash FROM texts');
    const keyring = new Keyring(room.options.encryptionKey);
    const kept = all.filter(({ id }) => {
      const name = keyring.nameOf(JSON.stringify({ [id]: 'own' }));
      return names.some(({ hash }) => hash === name);
    });
    expect(kept).toEqual([recent, live, other]);
    for (const { id } of [recent, live, other]) expect(await store.resources(id)).toHaveLength(1);
    expect(await store.purgeDeleted(2_000)).toBe(1);
    expect(await store.stack(other.id)).toBeNull();
    expect(await store.purgeDeleted(2_000)).toBe(0);
  });

  test('a text purged meanwhile is stored again', async () => {
    const { store } = room;
    const template = { only: randomUUID() };
    const gone = await storeStack(store, { deletedAt: 10 });
    await arrange(store, [{ put: 'definition', row: definitionRow(gone.id, { template }) }]);
    await rowsOf(room.options, 'UPDATE texts SET touched_at = 1');
    await store.purgeDeleted(100);
    await room.reopen();
    const row = definitionRow(randomUUID(), { template });
    await arrange(room.store, [{ put: 'definition', row }]);
    expect((await room.store.definition(row.id))?.template).toEqual(template);
  });

  test('what a stack at rest refers to no more is removed, and nothing else', async () => {
    const { store } = room;
    const [wanted, good, ofResource, left, later] = ['wanted', 'good', 'ofResource', 'left', 'later'].map(() =>
      randomUUID(),
    ) as [string, string, string, string, string];
    const references = { definitionId: wanted, goodDefinitionId: good };
    const stack = await storeStack(store, { ...references, status: 'IN_PROGRESS' });
    const other = await storeStack(store, { status: 'COMPLETE' });
    await arrange(store, [
      ...[wanted, good, ofResource, left, later].map((id) => ({
        put: 'definition' as const,
        row: definitionRow(stack.id, { id }),
      })),
      { put: 'definition', row: definitionRow(other.id, { id: other.definitionId }) },
      { put: 'resource', row: resourceRow(stack.id, { definitionId: ofResource }) },
    ]);
    const both = [stack.id, other.id];
    expect(await store.outdatedDefinitions(both)).toEqual([]);
    await arrange(store, [{ patch: 'stack', id: stack.id, set: { status: 'FAILED' } }]);
    expect((await store.outdatedDefinitions(both)).sort()).toEqual([left, later].sort());
    // Asked to remove what is referred to after all, it does not.
    await store.purgeDefinitions([left, wanted, good, ofResource]);
    await room.reopen();
    for (const id of [wanted, good, ofResource, later, other.definitionId])
      expect(await room.store.definition(id)).not.toBeNull();
    expect(await room.store.definition(left)).toBeNull();
  });

  test('operations that are over are removed, but for the last and the recent ones', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const other = await storeStack(store);
    const old = operationRow(stack.id, { state: 'done', endedAt: 1_000 });
    const recent = operationRow(stack.id, { state: 'superseded', endedAt: 3_000 });
    const others = operationRow(other.id, { state: 'done', endedAt: 1_000 });
    await arrange(store, [
      ...[old, recent, others].map((row) => ({ put: 'operation' as const, row })),
      { patch: 'operation', id: stack.operationId as string, set: { state: 'done', endedAt: 1_500 } },
    ]);
    await store.purgeOperations([stack.id], 2_000);
    expect(await store.operation(old.id)).toBeNull();
    for (const id of [recent.id, others.id, stack.operationId as string])
      expect(await store.operation(id)).not.toBeNull();
  });
});
