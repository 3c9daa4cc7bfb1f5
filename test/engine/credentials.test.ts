/** Trusts are neither lost nor left behind, whatever happens between Keystone's answer and the database's. */
import { afterEach, expect, it } from 'vitest';
import type { DeferredCredentials } from '../../src/engine/index.ts';
import { giveBackIdle } from '../../src/engine/own/idle-credentials.ts';
import { Room } from '../../src/engine/room.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import type { Credentials, CredentialsRow } from '../../src/store/rows.ts';
import { House, note, onBothDatabases, template } from './house.ts';

/** Keystone's trusts, by marker: the row's id. */
class Trusts implements DeferredCredentials {
  readonly made = new Set<string>();
  readonly failures: Error[] = [];
  readonly releaseFailures: Error[] = [];
  /** The next trust is made, but its maker does not hear of it. */
  deaf = false;

  intend(): Credentials {
    return { kind: 'trust', trustId: null, trustorUserId: 'u' };
  }
  async acquire(_caller: unknown, { id, content }: CredentialsRow): Promise<Credentials> {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.made.add(id);
    if (this.deaf) throw new Died();
    return { ...content, trustId: id } as Credentials;
  }
  async release({ id }: CredentialsRow): Promise<void> {
    const failure = this.releaseFailures.shift();
    if (failure !== undefined) throw failure;
    this.made.delete(id);
  }
}
class Died extends Error {}

const trouble = (status: number, outcome: 'refused' | 'unknown') =>
  new CloudError('trouble', { service: 'identity', status, outcome });

onBothDatabases('credentials', () => {
  let house: House;
  let trusts: Trusts;
  let now = 0;
  afterEach(() => house.close());

  async function open(crash: (about: string) => void = () => {}) {
    trusts = new Trusts();
    now = Date.now();
    const crashPoint = (point: string, about: string) => {
      if (about === 'credentials') crash(point);
    };
    house = await House.open({}, { credentials: trusts, clock: () => now, crashPoint });
  }
  const idle = () => house.store.idleCredentials(Number.MAX_SAFE_INTEGER, 10);
  const sweep = () => giveBackIdle(new Room(house.wiring));
  const create = (stackName: string) =>
    house.orchestrator.create(house.caller(), { stackName, template: template({ a: note() }) });

  it('are in use while the stack lives and given back with it', async () => {
    await open();
    const { stackId } = await create('one');
    await house.rest(stackId);
    const { credentialsId } = await house.stack(stackId);
    expect([...trusts.made]).toEqual([credentialsId]);
    expect(await idle()).toEqual([]);
    await house.delete(stackId);
    expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
    expect(trusts.made.size).toBe(0);
    expect(await house.store.credentials(credentialsId ?? '')).toBeNull();
  });

  it.each(['intent', 'called'])(
    'of a request that dies after "%s" are given back when it cannot come any more',
    async (at) => {
      await open((point) => {
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
    await open();
    const outcomes = await Promise.allSettled([create('twin'), create('twin')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(trusts.made.size).toBe(1);
    expect(await idle()).toEqual([]);
  });

  it('are asked for again when an answer is lost without effect, or the marker is taken', async () => {
    await open();
    trusts.failures.push(trouble(0, 'unknown'), trouble(409, 'refused'));
    const { stackId } = await create('again');
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
    expect(trusts.made.size).toBe(1);
    expect(await idle()).toEqual([]);
  });

  it('that are refused leave nothing', async () => {
    await open();
    trusts.failures.push(trouble(403, 'refused'));
    await expect(create('refused')).rejects.toThrow('trouble');
    expect(await idle()).toEqual([]);
    expect(await house.store.stacks({ projectId: 'p' })).toEqual([]);
  });

  it('of a deleted stack are given back later when Keystone cannot take them now', async () => {
    await open();
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
});
