import { expect, it } from 'vitest';
import { Joint } from '../../../src/engine/scheduling/joint.ts';

function counting() {
  let got = 0;
  return async () => ++got;
}

it('gets once what is needed by several at once, and anew when all are done', async () => {
  const joint = new Joint<number>(() => 0);
  const get = counting();
  const one = joint.join('k', get);
  const two = joint.join('k', get);
  const other = joint.join('other', get);
  expect([one.first, two.first, other.first]).toEqual([true, false, true]);
  expect([await one.value, await two.value, await other.value]).toEqual([1, 1, 2]);
  expect(one.leave()).toBe(false);
  // Somebody is still at it.
  const three = joint.join('k', get);
  expect(await three.value).toBe(1);
  expect(two.leave()).toBe(false);
  expect(three.leave()).toBe(true);
  expect(await joint.join('k', get).value).toBe(3);
});

it('gives nobody what is old, spoilt, or could not be got', async () => {
  let now = 0;
  const joint = new Joint<number>(() => now);
  const get = counting();
  const one = joint.join('k', get);
  now = 5_001;
  const two = joint.join('k', get);
  expect([await one.value, await two.value]).toEqual([1, 2]);
  // The end of an old effort is not that of the one which took its place.
  expect(one.leave()).toBe(true);
  expect(await joint.join('k', get).value).toBe(2);
  two.spoil();
  const three = joint.join('k', get);
  expect(await three.value).toBe(3);
  three.spoil();
  const failed = joint.join('k', async () => {
    throw new Error('no');
  });
  await expect(failed.value).rejects.toThrow('no');
  expect(await joint.join('k', get).value).toBe(4);
});
