/** Trusts are neither lost nor left behind, whatever happens between Keystone's answer and the database's. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DeferredCredentials } from '../../src/engine/index.ts';
import type { Caller } from '../../src/engine/orchestrator.ts';
import { giveBackIdle } from '../../src/engine/own/idle-credentials.ts';
import { Room } from '../../src/engine/room.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import type { Credentials, CredentialsRow } from '../../src/store/rows.ts';
import { House, note, onBothDatabases, template } from './house.ts';

interface Trust {
  user: string;
  roles: string;
}

/** Keystone's trusts, by marker: the row's id. */
class Trusts implements DeferredCredentials {
  readonly made = new Map<string, Trust>();
  readonly failures: Error[] = [];
  readonly releaseFailures: Error[] = [];
  /** What stacks that may share are told to have in common. */
  shared: (caller: Caller) => string | null;
  total = 0;
  asked = 0;
  /** Held up before it is given back. */
  hold: Promise<void> | null = null;

  constructor(lent: boolean) {
    this.shared = ({ userId, projectId, roles }) => (lent ? JSON.stringify([userId, projectId, roles]) : null);
  }

  intend({ userId }: Caller): Credentials {
    return { kind: 'trust', trustId: null, trustorUserId: userId };
  }
  async sharing(caller: Caller): Promise<string | null> {
    return this.shared(caller);
  }
  async stillGranted(_caller: Caller, { id }: CredentialsRow): Promise<boolean> {
    this.asked++;
    return this.made.has(id);
  }
  async acquire({ userId, roles }: Caller, { id, content }: CredentialsRow): Promise<Credentials> {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.made.set(id, { user: userId, roles: roles.join() });
    this.total++;
    return { ...content, trustId: id } as Credentials;
  }
  async release({ id, content }: CredentialsRow): Promise<void> {
    if (content.kind === 'trust' && content.borrowed) return;
    await this.hold;
    const failure = this.releaseFailures.shift();
    if (failure !== undefined) throw failure;
    this.made.delete(id);
  }
}
class Died extends Error {}

const trouble = (status: number, outcome: 'refused' | 'unknown') =>
  new CloudError('trouble', { service: 'identity', status, outcome });

let house: House;
let trusts: Trusts;
let now = 0;
afterEach(() => house.close());

async function open(lent: boolean, crash: (about: string) => void = () => {}) {
  trusts = new Trusts(lent);
  now = Date.now();
  const crashPoint = (point: string, about: string) => {
    if (about === 'credentials') crash(point);
  };
  house = await House.open({}, { credentials: trusts, clock: () => now, crashPoint });
}
const idle = () => house.store.idleCredentials(Number.MAX_SAFE_INTEGER, 10);
const sweep = () => giveBackIdle(new Room(house.wiring));
const create = (stackName: string, who: Partial<Caller> = {}) =>
  house.orchestrator.create(house.caller(who), { stackName, template: template({ a: note() }) });
/** Id of the trust that a stack has. */
async function trustOf(stackId: string): Promise<string | null> {
  const row = await house.store.credentials((await house.stack(stackId)).credentialsId ?? '');
  return row?.content.kind === 'trust' ? row.content.trustId : null;
}
async function remove(stackId: string): Promise<void> {
  await house.delete(stackId);
  expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
}

describe.each([
  ['of one stack', false],
  ['that are lent', true],
])('credentials %s', (_, lent) => {
  onBothDatabases('credentials', () => suite(lent));
});

function suite(lent: boolean): void {
  it('are in use while the stack lives and given back with it', async () => {
    await open(lent);
    const { stackId } = await create('one');
    await house.rest(stackId);
    const { credentialsId } = await house.stack(stackId);
    expect([...trusts.made.keys()]).toEqual([await trustOf(stackId)]);
    expect(await idle()).toEqual([]);
    await house.delete(stackId);
    expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
    expect(trusts.made.size).toBe(0);
    expect(await house.store.credentials(credentialsId ?? '')).toBeNull();
  });

  it.each(['intent', 'called'])(
    'of a request that dies after "%s" are given back when it cannot come any more',
    async (at) => {
      await open(lent, (point) => {
        if (point === at) throw new Died();
      });
      // The process is gone: it cannot tidy up either.
      trusts.releaseFailures.push(new Died());
      await expect(create('cut')).rejects.toThrow(Died);
      trusts.releaseFailures.length = 0;
      expect(trusts.made.size).toBe(at === 'called' ? 1 : 0);
      await sweep();
      expect(await idle()).toHaveLength(1);
      now += 601_000;
      await sweep();
      expect(trusts.made.size).toBe(0);
      expect(await idle()).toEqual([]);
    },
  );

  it('are given back at once when the name is taken meanwhile', async () => {
    await open(lent);
    const outcomes = await Promise.allSettled([create('twin'), create('twin')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(trusts.made.size).toBe(1);
    expect(await idle()).toEqual([]);
  });

  it('are asked for again when an answer is lost without effect, or the marker is taken', async () => {
    await open(lent);
    trusts.failures.push(trouble(0, 'unknown'), trouble(409, 'refused'));
    const { stackId } = await create('again');
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
    expect(trusts.made.size).toBe(1);
    expect(await idle()).toEqual([]);
  });

  it('that are refused leave nothing', async () => {
    await open(lent);
    trusts.failures.push(trouble(403, 'refused'));
    await expect(create('refused')).rejects.toThrow('trouble');
    expect(await idle()).toEqual([]);
    expect(await house.store.stacks({ projectId: 'p' })).toEqual([]);
  });

  it('of a deleted stack are given back later when Keystone cannot take them now', async () => {
    await open(lent);
    const { stackId } = await create('late');
    await house.rest(stackId);
    trusts.releaseFailures.push(trouble(503, 'refused'), trouble(503, 'refused'));
    await house.delete(stackId);
    expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
    expect(trusts.made.size).toBe(1);
    now += 601_000;
    await sweep();
    expect(trusts.made.size).toBe(1);
    now += 601_000;
    await sweep();
    expect(trusts.made.size).toBe(0);
    expect(await idle()).toEqual([]);
  });
}

onBothDatabases('lent credentials', () => {
  it('are one trust for many stacks that are made at once, and go with the last of them', async () => {
    await open(true);
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`s${index}`)));
    const ids = made.map(({ stackId }) => stackId);
    for (const id of ids) expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(trusts.total).toBe(1);
    expect(trusts.asked).toBe(0);
    const [first = '', ...others] = ids;
    await remove(first);
    expect(trusts.made.size).toBe(1);
    for (const id of others) expect(await trustOf(id)).toBe([...trusts.made.keys()][0]);
    await Promise.all(others.map(remove));
    expect(trusts.made.size).toBe(0);
    expect(await idle()).toEqual([]);
  });

  it('are borrowed by a later stack, if Keystone still knows them', async () => {
    await open(true);
    const { stackId: first } = await create('first');
    const { stackId: second } = await create('second');
    expect(await trustOf(second)).toBe(await trustOf(first));
    expect(trusts.asked).toBe(1);
    trusts.made.clear();
    now += 1000;
    const { stackId: third } = await create('third');
    expect(await trustOf(third)).not.toBe(await trustOf(first));
    // Of two, the one that was made last.
    const { stackId: fourth } = await create('fourth');
    expect(await trustOf(fourth)).toBe(await trustOf(third));
    expect(trusts.total).toBe(2);
    for (const id of [first, second, third, fourth]) await house.rest(id).then(() => remove(id));
    expect(trusts.made.size).toBe(0);
    expect(await idle()).toEqual([]);
  });

  it("are nobody else's: other users, other roles and other projects have others", async () => {
    await open(true);
    const callers = [{}, { userId: 'other' }, { roles: ['member', 'reader'] }, { projectId: 'q' }];
    const made = await Promise.all(callers.map((who, index) => create(`s${index}`, who)));
    const ids = await Promise.all(made.map(({ stackId }) => trustOf(stackId)));
    expect(new Set(ids).size).toBe(callers.length);
    expect(trusts.made.get(ids[1] ?? '')?.user).toBe('other');
    for (const { stackId } of made) await house.rest(stackId);
  });

  it('are not borrowed while they are being given back', async () => {
    await open(true);
    const { stackId: last } = await create('last');
    await house.rest(last);
    const old = await trustOf(last);
    const held = Promise.withResolvers<void>();
    trusts.hold = held.promise;
    await house.delete(last);
    await house.until(async () => (await idle()).length === 1);
    const { stackId: next } = await create('next');
    expect(await trustOf(next)).not.toBe(old);
    held.resolve();
    expect(await house.rest(last)).toBe('DELETE_COMPLETE');
    expect([...trusts.made.keys()]).toEqual([await trustOf(next)]);
    await house.rest(next);
  });

  it('that were found and given back before the stack was stored are found anew', async () => {
    await open(true);
    const { stackId: last } = await create('last');
    await house.rest(last);
    const granted = trusts.stillGranted.bind(trusts);
    trusts.stillGranted = async (caller, row) => {
      const answer = await granted(caller, row);
      await remove(last);
      return answer;
    };
    const { stackId: next } = await create('next');
    expect(await house.rest(next)).toBe('CREATE_COMPLETE');
    expect([...trusts.made.keys()]).toEqual([await trustOf(next)]);
  });

  it('are made by each for itself where the one that made them for all failed', async () => {
    await open(true);
    trusts.failures.push(trouble(403, 'refused'));
    const made = await Promise.allSettled([create('one'), create('two'), create('three')]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    for (const one of made) {
      if (one.status === 'rejected') continue;
      await house.rest(one.value.stackId);
      await remove(one.value.stackId);
    }
    expect(trusts.made.size).toBe(0);
    expect(await idle()).toEqual([]);
  });

  it('are given back by a sweep where an engine of the version before forgot the last borrower', async () => {
    await open(true);
    const { stackId } = await create('forgotten');
    await house.rest(stackId);
    const { credentialsId } = await house.stack(stackId);
    // What that version does: it gives back what is not borrowed, and forgets the stack's row.
    await house.store.commit([{ remove: 'credentials', id: credentialsId ?? '' }], 'apart');
    expect(await idle()).toHaveLength(1);
    await sweep();
    expect(trusts.made.size).toBe(0);
    expect(await idle()).toEqual([]);
  });
});
