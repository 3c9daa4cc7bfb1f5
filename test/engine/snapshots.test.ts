/** Snapshots: each resource's copy exists once as long as the snapshot does, whoever dies meanwhile. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../src/engine/index.ts';
import type { SnapshotRow } from '../../src/store/rows.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, note, onBothDatabases, thing } from './house.ts';

class Died extends Error {}

onBothDatabases('a snapshot', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  async function made(resources: ValueMap): Promise<string> {
    const id = await house.create(resources);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    return id;
  }
  const take = async (id: string, name: string | null = null) =>
    house.orchestrator.snapshot(house.caller(), await house.stack(id), name);
  const show = async (id: string, snapshot: SnapshotRow) =>
    house.orchestrator.showSnapshot(house.caller(), await house.stack(id), snapshot.id);
  const forget = async (id: string, snapshot: SnapshotRow) =>
    house.orchestrator.deleteSnapshot(house.caller(), await house.stack(id), snapshot.id);

  it('is taken, restored and forgotten', async () => {
    const id = await made({ a: thing({ live: 'x' }) });
    const snapshot = await take(id, 'first');
    expect(await house.rest(id)).toBe('SNAPSHOT_COMPLETE');
    const taken = await show(id, snapshot);
    expect(taken).toMatchObject({ name: 'first', status: 'COMPLETE' });
    const [copy] = house.fake.copies;
    expect(copy).toContain(snapshot.id);
    expect((taken.data['resources'] as ValueMap)['a']).toMatchObject({ resource_data: { snapshot: copy } });
    await house.update(id, { a: thing({ live: 'y' }), b: thing() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    await house.orchestrator.restore(house.caller(), await house.stack(id), snapshot.id);
    expect(await house.rest(id)).toBe('RESTORE_COMPLETE');
    expect((await house.rows(id))['a']?.properties).toEqual({ live: copy });
    expect(Object.keys(await house.rows(id))).toEqual(['a']);
    await forget(id, snapshot);
    expect(house.fake.copies).toEqual([]);
    await expect(show(id, snapshot)).rejects.toMatchObject({ code: 'NotFound', status: 404 });
  });

  it('is another one each time, and forgetting one leaves the others', async () => {
    const id = await made({ a: thing() });
    const first = await take(id);
    await house.rest(id);
    const second = await take(id);
    await house.rest(id);
    expect(house.fake.copies).toHaveLength(2);
    await forget(id, first);
    expect(house.fake.copies).toEqual([expect.stringContaining(second.id)]);
    const third = await take(id);
    await house.rest(id);
    await forget(id, second);
    expect(house.fake.copies).toEqual([expect.stringContaining(third.id)]);
  });

  it('goes with the stack', async () => {
    const id = await made({ a: thing() });
    await take(id);
    await house.rest(id);
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.copies).toEqual([]);
    expect(await house.store.snapshots(id)).toEqual([]);
  });

  it('that failed releases what it took, and nothing of the one before', async () => {
    const id = await made({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    const good = await take(id);
    await house.rest(id);
    house.fake.fails('snapshotted', 'b', new Error('no room'));
    const failed = await take(id);
    expect(await house.rest(id)).toBe('SNAPSHOT_FAILED');
    expect(await show(id, failed)).toMatchObject({ status: 'FAILED' });
    await forget(id, failed);
    expect(house.fake.copies).toHaveLength(2);
    for (const copy of house.fake.copies) expect(copy).toContain(good.id);
  });

  it('cannot be forgotten while parts of it are being taken, although the stack has failed already', async () => {
    const id = await made({ a: thing(), b: thing() });
    const slow = Promise.withResolvers<void>();
    house.fake.fails('snapshot', 'a', new Error('boom'));
    house.fake.on('snapshot', 'b', () => slow.promise);
    const snapshot = await take(id);
    await expect.poll(async () => (await house.stack(id)).status).toBe('FAILED');
    await expect(forget(id, snapshot)).rejects.toMatchObject({ code: 'NotSupported' });
    // Nor when another operation takes over: the call is still on its way.
    await house.update(id, { a: thing(), b: thing(), c: thing() });
    await expect(forget(id, snapshot)).rejects.toMatchObject({ code: 'NotSupported' });
    slow.resolve();
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    await forget(id, snapshot);
    expect(house.fake.copies).toEqual([]);
  });

  it('is of what stands for a resource, not of what an update that failed left beside it', async () => {
    const id = await made({ a: thing({ fixed: 'x' }), z: thing({ live: 'x' }, { depends_on: 'a' }) });
    house.fake.fails('update', 'z', new Error('boom'));
    await house.update(id, { a: thing({ fixed: 'y' }), z: thing({ live: 'y' }, { depends_on: 'a' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect((await house.store.resources(id)).map(({ name }) => name).sort()).toEqual(['a', 'a', 'z']);
    const snapshot = await take(id);
    expect(await house.rest(id)).toBe('SNAPSHOT_COMPLETE');
    expect(house.fake.copies).toHaveLength(2);
    await forget(id, snapshot);
    expect(house.fake.copies).toEqual([]);
  });

  it('is counted', async () => {
    house.wiring.config.max_snapshots_per_stack = 0;
    const id = await made({});
    await expect(take(id)).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
  });

  /** The engine dies in the midst of a snapshot of two things. */
  async function cutShort(point: 'intent' | 'called', nth: number) {
    const id = await made({ a: thing(), b: thing(), c: note() });
    for (const engine of house.engines.splice(0)) await engine.stop();
    let passed = 0;
    let died = null as Promise<void> | null;
    let doomed: Engine | null = null;
    const crashPoint = (at: string) => {
      if (died !== null) throw new Died();
      if (at !== point || ++passed !== nth) return;
      died = doomed?.die() ?? Promise.resolve();
      throw new Died();
    };
    doomed = await startEngine(house.wire({}, { crashPoint }));
    const snapshot = await take(id);
    while (died === null) await new Promise((resolve) => setTimeout(resolve, 3));
    await died;
    return { id, snapshot };
  }
  const PLACES = [
    ['intent', 1],
    ['intent', 2],
    ['called', 1],
    ['called', 2],
  ] as const;

  it.each(PLACES)('goes on when its engine died at "%s", number %d', async (point, nth) => {
    const { id, snapshot } = await cutShort(point, nth);
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('SNAPSHOT_COMPLETE');
    expect(house.fake.copies).toHaveLength(2);
    expect(new Set(house.fake.copies).size).toBe(2);
    await forget(id, snapshot);
    expect(house.fake.copies).toEqual([]);
  });

  it.each(PLACES)(
    'is released with the stack that is deleted when its engine died at "%s", number %d',
    async (point, nth) => {
      const { id } = await cutShort(point, nth);
      await house.delete(id);
      house.engines.push(await startEngine(house.wire()));
      expect(await house.rest(id)).toBe('DELETE_COMPLETE');
      expect(house.fake.copies).toEqual([]);
      expect(house.fake.objects.size).toBe(0);
    },
  );

  it('that another operation overtakes has failed, and can be forgotten', async () => {
    const { id, snapshot } = await cutShort('called', 1);
    await house.update(id, { a: thing(), b: thing(), c: note(), d: thing() });
    house.engines.push(await startEngine(house.wire()));
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(await show(id, snapshot)).toMatchObject({ status: 'FAILED' });
    await forget(id, snapshot);
    expect(house.fake.copies).toEqual([]);
  });
});
