/** A stack that is updated again and again does not grow in the database, and nobody loses what it refers to. */
import { afterEach, expect, it } from 'vitest';
import { Outdated, READ_GRACE } from '../../../src/engine/own/outdated.ts';
import { House, note, onBothDatabases, thing } from '../house.ts';

const DAY = 86_400_000;

onBothDatabases('what is outdated', () => {
  let house: House;
  let now = 0;
  afterEach(() => house.close());

  async function open(days = 0) {
    now = Date.now();
    house = await House.open({}, { clock: () => now });
    return new Outdated(house.store, () => now, { purge_deleted_after: days });
  }
  const states = async (id: string) => {
    const { definitionId, operationId } = await house.stack(id);
    return { definition: definitionId, operation: operationId ?? '' };
  };

  it('goes a while after nothing referred to it any more', async () => {
    const outdated = await open();
    const id = await house.create({ a: note({ size: 0 }) });
    await house.rest(id);
    const past = [];
    for (let round = 1; round <= 3; round++) {
      past.push(await states(id));
      await house.update(id, { a: note({ size: round }) });
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    }
    outdated.note(id);
    await outdated.tidy();
    for (const { definition } of past) expect(await house.store.definition(definition)).not.toBeNull();
    now += READ_GRACE + 1;
    // Known from before, or found now: in the end all go.
    outdated.note(id);
    await outdated.tidy();
    expect(await house.store.outdatedDefinitions([id])).toEqual([]);
    for (const { operation } of past) expect(await house.store.operation(operation)).toBeNull();
    const last = await states(id);
    expect(await house.store.definition(last.definition)).not.toBeNull();
    expect(await house.store.operation(last.operation)).not.toBeNull();
    await house.update(id, { a: note({ size: 99 }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
  });

  it('deleted stacks go when the operator says so', async () => {
    const outdated = await open(2);
    const id = await house.create({ a: note() });
    await house.rest(id);
    await house.delete(id);
    await house.rest(id);
    now += 1.5 * DAY;
    await outdated.tidy();
    expect(await house.store.stack(id)).not.toBeNull();
    now += DAY;
    await outdated.tidy();
    expect(await house.store.stack(id)).toBeNull();
  });

  it('a failed update keeps what its rollback leads to', async () => {
    const outdated = await open();
    const id = await house.create({ a: thing({ size: 1 }) });
    await house.rest(id);
    house.fake.fails('update', 'a', new Error('no'));
    await house.update(id, { a: thing({ size: 2 }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    const { goodDefinitionId } = await house.stack(id);
    outdated.note(id);
    await outdated.tidy();
    now += READ_GRACE + 1;
    await outdated.tidy();
    expect(await house.store.definition(goodDefinitionId ?? '')).not.toBeNull();
  });
});
