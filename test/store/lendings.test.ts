/** Credentials that several borrow, on both databases: nobody borrows what is being given back, nobody gives back what is borrowed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { CredentialsRow } from '../../src/store/rows.ts';
import { type Change, CredentialsChanged, type Store } from '../../src/store/store.ts';
import { onBothEngines } from './engines.ts';
import { stackRow } from './rows.ts';

function row(some: Partial<CredentialsRow> = {}): CredentialsRow {
  return {
    id: randomUUID(),
    projectId: 'p',
    content: { kind: 'trust', trustId: 't', trustorUserId: 'u' },
    createdAt: 1,
    idleSince: null,
    sharing: null,
    lentBy: null,
    ...some,
  };
}

onBothEngines('lendings', (room) => {
  /** Another process, where the database has several. */
  let second: Store;
  beforeAll(async () => {
    second = room.store.engine === 'postgres' ? await openStore(room.options) : room.store;
  });
  afterAll(async () => {
    if (second !== room.store) await second.close();
  });

  async function lender(some: Partial<CredentialsRow> = {}): Promise<CredentialsRow> {
    const made = row({ sharing: randomUUID(), idleSince: 5, ...some });
    await room.store.commit([{ put: 'credentials', row: made }], 'apart');
    return made;
  }
  /** As the create of a stack does; resolves to the borrower's row. */
  async function borrow(store: Store, from: CredentialsRow): Promise<CredentialsRow> {
    const borrower = row({ lentBy: from.id });
    const stack = stackRow({ credentialsId: borrower.id });
    const changes: Change[] = [
      { put: 'stack', row: stack },
      { put: 'credentials', row: borrower },
    ];
    if (from.idleSince !== null) changes.push({ put: 'credentials', row: { ...from, idleSince: null } });
    await store.commit(changes, { seen: [{ stackId: stack.id, unmade: true }], lender: from });
    return borrower;
  }
  const reclaim = (store: Store, { id, idleSince }: CredentialsRow, now = 100) =>
    store.commit([{ patch: 'credentials', id, set: { idleSince: now } }], { reclaimed: { id, idleSince } });
  const leave = (store: Store, { id }: CredentialsRow) => store.commit([{ remove: 'credentials', id }], 'apart');

  test('what was made is found when it is in use, the newest first', async () => {
    const { store } = room;
    const one = await lender();
    const word = one.sharing as string;
    expect(await store.lender(word)).toBeNull();
    await borrow(store, one);
    expect(await store.lender(word)).toEqual({ ...one, idleSince: null });
    const newer = await lender({ sharing: word, createdAt: 2, idleSince: null });
    expect(await store.lender(word)).toEqual(newer);
    await lender({ sharing: word, createdAt: 3 });
    expect(await store.lender(word)).toEqual(newer);
    expect(await store.lender('another')).toBeNull();
  });

  test('several borrow what they saw idle, and nobody takes it back before all have left', async () => {
    const { store } = room;
    const one = await lender();
    const borrowers = await Promise.all([borrow(store, one), borrow(second, one), borrow(store, one)]);
    expect(await store.isLent(one.id)).toBe(true);
    const used = { ...one, idleSince: null };
    for (const borrower of borrowers) {
      for (const seen of [one, used]) await expect(reclaim(second, seen)).rejects.toBeInstanceOf(CredentialsChanged);
      await leave(store, borrower);
    }
    expect(await store.isLent(one.id)).toBe(false);
    // Nobody noted it: found by a sweep all the same.
    expect(await store.idleCredentials(0, 10)).toContainEqual(used);
    await reclaim(second, used);
    expect((await store.credentials(one.id))?.idleSince).toBe(100);
    expect(await store.idleCredentials(50, 10)).not.toContainEqual(expect.objectContaining({ id: one.id }));
  });

  test('what is being given back, or gone, is not borrowed', async () => {
    const { store } = room;
    const one = await lender();
    await reclaim(second, one);
    for (const seen of [one, { ...one, idleSince: null }]) {
      await expect(borrow(store, seen)).rejects.toBeInstanceOf(CredentialsChanged);
    }
    await expect(reclaim(store, one)).rejects.toBeInstanceOf(CredentialsChanged);
    await leave(store, one);
    await expect(borrow(store, { ...one, idleSince: 100 })).rejects.toBeInstanceOf(CredentialsChanged);
    await expect(reclaim(store, { ...one, idleSince: 100 })).rejects.toBeInstanceOf(CredentialsChanged);
    expect(await store.isLent(one.id)).toBe(false);
  });

  test('a refused stack is not there, nor what it would have borrowed by', async () => {
    const { store } = room;
    const one = await lender();
    await leave(store, one);
    const borrower = row({ lentBy: one.id });
    const stack = stackRow();
    const changes: Change[] = [
      { put: 'stack', row: stack },
      { put: 'credentials', row: borrower },
    ];
    await expect(
      store.commit(changes, { seen: [{ stackId: stack.id, unmade: true }], lender: one }),
    ).rejects.toBeInstanceOf(CredentialsChanged);
    expect(await store.stack(stack.id)).toBeNull();
    expect(await store.credentials(borrower.id)).toBeNull();
  });

  test('of one who borrows and one who takes back at the same moment, one is refused', async () => {
    const { store } = room;
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const one = await lender();
        const [first, other] = index % 2 === 0 ? [store, second] : [second, store];
        const both = await Promise.allSettled([borrow(first, one), reclaim(other, one)]);
        const [borrowed, reclaimed] = both.map(({ status }) => status === 'fulfilled');
        const after = await store.credentials(one.id);
        expect(after?.idleSince).toBe(borrowed ? null : 100);
        expect(await store.isLent(one.id)).toBe(borrowed);
        return borrowed !== reclaimed;
      }),
    );
    expect(outcomes).not.toContain(false);
  });

  test('a purge takes no lender, whatever a stack says', async () => {
    const { store } = room;
    const one = await lender({ idleSince: null });
    const stack = stackRow({ credentialsId: one.id, deletedAt: 10, projectId: 'purged-lender' });
    await store.commit([{ put: 'stack', row: stack }], { seen: [{ stackId: stack.id, unmade: true }] });
    expect(await store.purgeDeleted(100, 'purged-lender')).toBe(1);
    expect(await store.credentials(one.id)).not.toBeNull();
  });
});
