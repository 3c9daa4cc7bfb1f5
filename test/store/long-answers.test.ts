import { expect, test } from 'vitest';
import { onBothEngines } from './engines.ts';
import { arrange, resourceRow, storeStack } from './rows.ts';

onBothEngines('answers of very many rows', (room) => {
  test('come whole and in order, others beside them', async () => {
    const { store } = room;
    const stack = await storeStack(store);
    const rows = Array.from({ length: 1_203 }, (_, index) =>
      resourceRow(stack.id, { name: `r${String(index).padStart(4, '0')}`, createdAt: 1, properties: { index } }),
    );
    await arrange(
      store,
      rows.map((row) => ({ put: 'resource', row })),
    );
    const [all, again, few, one] = await Promise.all([
      store.resources(stack.id),
      store.resources(stack.id),
      store.resources(stack.id, ['r0007', 'r1202']),
      store.stack(stack.id),
    ]);
    expect(all).toEqual(rows);
    expect(again).toEqual(rows);
    expect(few).toEqual([rows[7], rows[1202]]);
    expect(one?.id).toBe(stack.id);
  });
});
