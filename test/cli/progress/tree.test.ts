import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTree, secondsOf } from '../../../src/cli/progress/tree.ts';
import { House, thing } from '../../engine/house.ts';

let house: House;
let now = 1_000_000;
beforeEach(async () => {
  house = await House.open({}, { clock: () => now });
});
afterEach(() => house.close());

it('the time that is shown is that of the last operation, whatever it was', async () => {
  const id = await house.create({ a: thing({ live: 'one' }) });
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  now += 3_600_000;
  house.fake.on('updated', 'a', () => {
    now += 2_000;
  });
  await house.update(id, { a: thing({ live: 'two' }) });
  expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
  const tree = await readTree(house.store, id);
  expect(tree?.span).toEqual({ began: 4_600_000, ended: 4_602_000 });

  now += 3_600_000;
  await house.orchestrator.act(house.caller(), await house.stack(id), 'check');
  expect(await house.rest(id)).toBe('CHECK_COMPLETE');
  const checked = await readTree(house.store, id);
  expect(checked?.span.began).toBe(8_202_000);
  // What is shown by the API is when the last operation was asked for, too.
  expect(checked?.stack).toMatchObject({ createdAt: 1_000_000, updatedAt: 8_202_000 });
});

it('goes on until the operation is over', () => {
  expect(secondsOf({ began: 1_000, ended: null }, 3_500)).toBe(2.5);
  expect(secondsOf({ began: 1_000, ended: 2_000 }, 3_500)).toBe(1);
});
