import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StackFilter } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { arrange, resourceRow, stackRow, storeStack } from './rows.ts';

onBothEngines('lists of stacks', (room) => {
  const projectId = 'listed';
  const tags = [['web'], ['web', 'db'], ['a"web'], ['100%'], ['hidden'], []];
  const stacks = Array.from({ length: 12 }, (_, index) =>
    stackRow({
      id: `${String(index).padStart(2, '0')}-${randomUUID()}`,
      projectId,
      name: `s${String.fromCharCode(97 + ((index * 7) % 12))}`,
      status: index % 3 ? 'COMPLETE' : 'FAILED',
      action: index % 2 ? 'CREATE' : 'UPDATE',
      tags: tags[index % tags.length] ?? [],
      createdAt: 1000 + Math.floor(index / 2),
      updatedAt: index % 4 ? null : 5000 - index,
      ownerUserName: index < 3 ? 'ann' : 'bob',
      reason: index % 2 ? 'Too Late' : '',
      disableRollback: index % 3 === 0,
      timeoutMins: index % 4 ? index : null,
      stackUserProjectId: index < 4 ? 'users' : null,
      deletedAt: index === 11 ? 1 : null,
    }),
  );
  const live = stacks.slice(0, 11);
  const nested = stackRow({ projectId, parentId: stacks[0]?.id, rootId: stacks[0]?.id ?? '', depth: 1 });
  const deep = stackRow({ projectId, parentId: nested.id, rootId: stacks[0]?.id ?? '', depth: 2 });
  beforeAll(async () => {
    await arrange(
      room.store,
      [...stacks, nested, deep].map((row) => ({ put: 'stack', row })),
    );
  });
  const ids = async (filter: StackFilter) =>
    (await room.store.stacks({ projectId, ...filter })).map(({ id }) => id).sort();
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();

  describe.each<[string, StackFilter, (row: (typeof stacks)[number]) => boolean]>([
    ['none', {}, () => true],
    ['status', { status: ['FAILED'] }, ({ status }) => status === 'FAILED'],
    ['action', { action: ['CREATE'], status: ['COMPLETE', 'FAILED'] }, ({ action }) => action === 'CREATE'],
    ['name', { name: ['sa', 'sb'] }, ({ name }) => name === 'sa' || name === 'sb'],
    ['no name', { name: [] }, () => false],
    ['id', { id: [live[3]?.id ?? ''] }, ({ id }) => id === live[3]?.id],
    ['user', { userNames: ['ann'] }, ({ ownerUserName }) => ownerUserName === 'ann'],
    ['project', { projectIds: ['listed', 'other'] }, () => true],
    ['another project', { projectIds: ['other'] }, () => false],
    ['reason, in any case', { reason: ['too late'] }, ({ reason }) => reason === 'Too Late'],
    ['no rollback', { disableRollback: [true] }, ({ disableRollback }) => disableRollback],
    ['timeout', { timeoutMins: [5, 7] }, ({ timeoutMins }) => timeoutMins === 5 || timeoutMins === 7],
    ['project of users', { stackUserProjectId: ['users'] }, ({ stackUserProjectId }) => stackUserProjectId === 'users'],
    ['all tags', { tags: ['web', 'db'] }, ({ tags }) => tags.includes('web') && tags.includes('db')],
    ['one tag, not part of another', { tags: ['web'] }, ({ tags }) => tags.includes('web')],
    ['tag in another case', { tags: ['WEB'] }, () => false],
    ['any tag', { tagsAny: ['db', '100%'] }, ({ tags }) => tags.includes('db') || tags.includes('100%')],
    ['not all tags', { notTags: ['web', 'db'] }, ({ tags }) => !(tags.includes('web') && tags.includes('db'))],
    ['not any tag', { notTagsAny: ['web', 'db'] }, ({ tags }) => !tags.includes('web') && !tags.includes('db')],
    ['hidden', { hiddenTags: ['hidden'] }, ({ tags }) => !tags.includes('hidden')],
    ['shown hidden', { hiddenTags: ['hidden'], showHidden: true }, () => true],
  ])('filter: %s', (_title, filter, keeps) => {
    test('lists and counts', async () => {
      const expected = live.filter(keeps);
      expect(await ids(filter)).toEqual(idsOf(expected));
      expect(await room.store.countStacks({ projectId, ...filter })).toBe(expected.length);
    });
  });

  test('deleted and nested ones only when asked for', async () => {
    expect(await ids({ showDeleted: true })).toEqual(idsOf(stacks));
    expect(await ids({ showNested: true })).toEqual(idsOf([...live, nested, deep]));
    expect(await ids({ parentId: stacks[0]?.id })).toEqual([nested.id]);
    expect(await ids({ rootId: stacks[0]?.id })).toEqual(idsOf([stacks[0] as { id: string }, nested, deep]));
    expect((await room.store.children(nested.id)).map(({ id }) => id)).toEqual([deep.id]);
    expect((await room.store.tree(stacks[0]?.id ?? '')).map(({ id }) => id)).toEqual([
      stacks[0]?.id,
      nested.id,
      deep.id,
    ]);
    expect((await room.store.tree(stacks[0]?.id ?? '', 1)).map(({ id }) => id)).toEqual([stacks[0]?.id, nested.id]);
    expect((await room.store.tree(nested.id)).map(({ id }) => id)).toEqual([nested.id, deep.id]);
    expect(await room.store.tree(randomUUID())).toEqual([]);
  });

  test.each([
    ['default', undefined],
    ['name', [{ key: 'name' as const, dir: 'asc' as const }]],
    [
      'status and name',
      [
        { key: 'status' as const, dir: 'desc' as const },
        { key: 'name' as const, dir: 'asc' as const },
      ],
    ],
    ['updated', [{ key: 'updatedAt' as const, dir: 'desc' as const }]],
    ['created', [{ key: 'createdAt' as const, dir: 'asc' as const }]],
  ])('pages put together are the whole list, sorted by %s', async (_title, sortKeys) => {
    const whole = await room.store.stacks({ projectId }, { sortKeys });
    expect(idsOf(whole)).toEqual(idsOf(live));
    const paged: string[] = [];
    for (;;) {
      const page = await room.store.stacks({ projectId }, { sortKeys, limit: 3, marker: paged.at(-1) });
      paged.push(...page.map(({ id }) => id));
      if (page.length < 3) break;
    }
    expect(paged).toEqual(whole.map(({ id }) => id));
    const value = (row: (typeof stacks)[number]) =>
      (sortKeys ?? [{ key: 'createdAt' as const, dir: 'desc' as const }]).map(
        ({ key, dir }) => [row[key] ?? -1, dir] as const,
      );
    for (let index = 1; index < whole.length; index++) {
      const [before, after] = [value(whole[index - 1] as never), value(whole[index] as never)];
      const at = before.findIndex(([v], key) => v !== after[key]?.[0]);
      if (at < 0) continue;
      const [a, dir] = before[at] as [string | number, string];
      expect(dir === 'asc' ? a < (after[at]?.[0] as string) : a > (after[at]?.[0] as string)).toBe(true);
    }
  });

  test("a page after another project's stack is the first", async () => {
    const elsewhere = await storeStack(room.store, { projectId: `${projectId}-other`, createdAt: 1 });
    const first = await room.store.stacks({ projectId }, { limit: 2 });
    expect(idsOf(await room.store.stacks({ projectId }, { limit: 2, marker: elsewhere.id }))).toEqual(idsOf(first));
  });

  test('resources are counted over the living tree', async () => {
    const rootId = stacks[0]?.id ?? '';
    const rows = [rootId, nested.id, deep.id, deep.id].map((stackId) => resourceRow(stackId));
    await arrange(
      room.store,
      rows.map((row) => ({ put: 'resource', row })),
    );
    expect(await room.store.countResources(rootId)).toBe(4);
    await arrange(room.store, [{ patch: 'stack', id: deep.id, set: { deletedAt: 3 } }]);
    expect(await room.store.countResources(rootId)).toBe(2);
  });
});
