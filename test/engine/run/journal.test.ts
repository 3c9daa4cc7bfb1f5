import { describe, expect, it } from 'vitest';
import { Journal } from '../../../src/engine/run/journal.ts';
import { Taken } from '../../../src/store/claims.ts';
import type { Condition } from '../../../src/store/conditions.ts';
import type { EventRow, ResourceRow } from '../../../src/store/rows.ts';
import { type Change, Fenced, Stale, type Store } from '../../../src/store/store.ts';

class Ledger {
  readonly commits: { changes: Change[]; condition: Condition }[] = [];
  /** What the next commits answer. */
  refusals: (Error | null)[] = [];
  gate: Promise<void> = Promise.resolve();

  readonly store = {
    commit: async (changes: Change[], condition: Condition) => {
      await this.gate;
      const refusal = this.refusals.shift();
      if (refusal) throw refusal;
      this.commits.push({ changes: structuredClone(changes), condition });
    },
  } as unknown as Store;
}

const row = (id: string) => ({ id, name: id, status: 'IN_PROGRESS', physicalId: null }) as unknown as ResourceRow;
const journalOn = (ledger: Ledger) => new Journal(ledger.store, { stackId: 's', epoch: 3, operationId: 'o' });

describe('the journal of a run', () => {
  it('puts the outcome of one step and the intent of the next into one commit', async () => {
    const ledger = new Ledger();
    const journal = journalOn(ledger);
    const a = row('a');
    journal.insert(a);
    journal.touch(a, { status: 'COMPLETE' });
    journal.insert(row('b'));
    await journal.flush();
    expect(ledger.commits).toHaveLength(1);
    expect(ledger.commits[0]?.changes).toEqual([
      { put: 'resource', row: { id: 'a', name: 'a', status: 'COMPLETE', physicalId: null } },
      { put: 'resource', row: { id: 'b', name: 'b', status: 'IN_PROGRESS', physicalId: null } },
    ]);
    expect(ledger.commits[0]?.condition).toEqual({
      fence: { stackId: 's', epoch: 3 },
      seen: [{ stackId: 's', operationId: 'o' }],
    });
  });

  it('writes in smaller pieces while other stacks have something to write', async () => {
    const ledger = new Ledger();
    let inCompany = false;
    const about = { stackId: 's', epoch: 3, operationId: 'o', inCompany: () => inCompany };
    const sizes = async (count: number) => {
      ledger.commits.length = 0;
      const journal = new Journal(ledger.store, about);
      for (let i = 0; i < count; i++) journal.insert(row(`r${i}`));
      await journal.flush();
      return ledger.commits.map(({ changes }) => changes.length);
    };
    expect(await sizes(2500)).toEqual([1000, 1000, 500]);
    inCompany = true;
    expect(await sizes(1200)).toEqual([500, 500, 200]);
  });

  it('gathers while a commit is under way, and writes only what changed', async () => {
    const ledger = new Ledger();
    let open: () => void = () => {};
    ledger.gate = new Promise((resolve) => {
      open = resolve;
    });
    const journal = journalOn(ledger);
    const a = row('a');
    journal.insert(a);
    const first = journal.flush();
    await new Promise((resolve) => setImmediate(resolve));
    journal.touch(a, { status: 'COMPLETE' });
    journal.touch(a, { reason: 'done' });
    const second = journal.flush();
    open();
    await Promise.all([first, second]);
    expect(ledger.commits.map(({ changes }) => changes.length)).toEqual([1, 1]);
    expect(ledger.commits[1]?.changes).toEqual([
      { patch: 'resource', id: 'a', set: { status: 'COMPLETE', reason: 'done' } },
    ]);
  });

  it('says of a row that goes only that it goes', async () => {
    const ledger = new Ledger();
    const journal = journalOn(ledger);
    const [a, b] = [row('a'), row('b')];
    journal.insert(a);
    journal.touch(b, { status: 'COMPLETE' });
    journal.remove(a);
    journal.remove(b);
    await journal.flush();
    expect(ledger.commits.map(({ changes }) => changes)).toEqual([
      [
        { remove: 'resource', id: 'a' },
        { remove: 'resource', id: 'b' },
      ],
    ]);
  });

  it('still tells what is true of resources when a later operation took over', async () => {
    const ledger = new Ledger();
    ledger.refusals = [new Stale('later', 's')];
    const journal = journalOn(ledger);
    let told = 0;
    journal.onStale = () => told++;
    journal.insert(row('a'));
    journal.addConditional({ patch: 'stack', id: 's', set: { status: 'COMPLETE' } });
    await journal.flush();
    expect(told).toBe(1);
    expect(ledger.commits).toEqual([
      {
        changes: [{ put: 'resource', row: expect.objectContaining({ id: 'a' }) }],
        condition: { fence: { stackId: 's', epoch: 3 } },
      },
    ]);
  });

  it('says nothing more once another engine owns the stack', async () => {
    const ledger = new Ledger();
    ledger.refusals = [new Fenced('another')];
    const journal = journalOn(ledger);
    const failures: unknown[] = [];
    journal.onFailure = (error) => failures.push(error);
    journal.insert(row('a'));
    await expect(journal.flush()).rejects.toBeInstanceOf(Fenced);
    journal.insert(row('b'));
    await expect(journal.flush()).rejects.toBeInstanceOf(Fenced);
    expect(failures).toHaveLength(1);
    expect(ledger.commits).toEqual([]);
  });

  it('keeps together what belongs together, in a commit of its own and in its place', async () => {
    const ledger = new Ledger();
    const journal = journalOn(ledger);
    const a = row('a');
    journal.insert(a);
    const done = journal.together([{ row: a, set: { reason: 'heard' } }], [{ remove: 'signal', id: 'x' }], null);
    expect(a.reason).toBe('heard');
    journal.touch(a, { reason: 'later' });
    await journal.flush();
    await done;
    expect(ledger.commits.map(({ changes }) => changes)).toEqual([
      [{ put: 'resource', row: { id: 'a', name: 'a', status: 'IN_PROGRESS', physicalId: null } }],
      [
        { patch: 'resource', id: 'a', set: { reason: 'heard' } },
        { remove: 'signal', id: 'x' },
      ],
      [{ patch: 'resource', id: 'a', set: { reason: 'later' } }],
    ]);
    expect(ledger.commits[1]?.condition).toEqual({ fence: { stackId: 's', epoch: 3 }, seen: [] });
  });

  it('bears that what depends on another stack is refused, and takes it back', async () => {
    const ledger = new Ledger();
    const journal = journalOn(ledger);
    const failures: unknown[] = [];
    journal.onFailure = (error) => failures.push(error);
    const a = { ...row('a'), reason: 'before', data: {} } as ResourceRow;
    ledger.refusals = [new Stale('the child has moved on', 'child')];
    const seen = { stackId: 'child', operationId: 'o2' };
    const refused = journal.together([{ row: a, set: { reason: 'heard', metadata: { n: 1 } } }], [], seen);
    journal.touch(a, { reason: 'later' });
    await expect(refused).rejects.toBeInstanceOf(Stale);
    expect(a).toMatchObject({ reason: 'later', metadata: undefined });
    await journal.flush();
    expect(failures).toEqual([]);
    expect(journal.stale).toBe(false);
    expect(ledger.commits.map(({ changes }) => changes)).toEqual([
      [{ patch: 'resource', id: 'a', set: { reason: 'later' } }],
    ]);
  });

  it('takes back what it said of a row whose object is another stack’s, and of the stack as a whole', async () => {
    const ledger = new Ledger();
    const by = { resourceId: 'a', physicalId: 'x', stackId: 's', projectId: 'p', ownerUserId: 'u', type: 'T' };
    const claim = (one: ResourceRow, physicalId: string) => ({
      by: { ...by, resourceId: one.id, physicalId },
      isRival: () => true,
    });
    const journal = new Journal(ledger.store, { stackId: 's', epoch: 3, operationId: 'o', claim });
    const told: string[] = [];
    journal.onTaken = (error) => told.push(error.by.resourceId);
    const [a, b] = [row('a'), row('b')];
    journal.insert(a);
    journal.insert(b);
    await journal.flush();
    ledger.commits.length = 0;
    ledger.refusals = [new Taken(by, { ...by, resourceId: 'r', stackId: 'other' })];
    journal.touch(a, { physicalId: 'x', status: 'COMPLETE' });
    journal.event({ resourceName: 'a', physicalId: 'x' } as EventRow);
    journal.touch(b, { physicalId: 'y', status: 'COMPLETE' });
    journal.addConditional({ patch: 'stack', id: 's', set: { status: 'COMPLETE' } });
    await journal.flush();
    expect(told).toEqual(['a']);
    expect([journal.isMistaken(a), journal.isMistaken(b), journal.stale]).toEqual([true, false, true]);
    journal.touch(a, { status: 'FAILED' });
    journal.remove(a);
    await journal.flush();
    expect(ledger.commits).toEqual([
      {
        changes: [{ patch: 'resource', id: 'b', set: { physicalId: 'y', status: 'COMPLETE' } }],
        condition: {
          fence: { stackId: 's', epoch: 3 },
          claims: [expect.objectContaining({ by: { ...by, resourceId: 'b', physicalId: 'y' } })],
        },
      },
    ]);
  });
});
