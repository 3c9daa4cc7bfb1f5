import { expect, it } from 'vitest';
import { ask } from '../../../src/engine/operations/index.ts';
import { Stale } from '../../../src/store/store.ts';

it('asks again of the stack as it is by then, and not for ever', async () => {
  let version = 0;
  const commits: number[] = [];
  const prepare = async (present: number) => (present === 0 ? null : present * 10);
  const commit = (stale: number) => async (asked: number) => {
    commits.push(asked);
    if (commits.length <= stale) throw new Stale('another was faster', 's');
  };
  expect(await ask(async () => ++version, prepare, commit(2))).toBe(true);
  expect(commits).toEqual([10, 20, 30]);
  expect(await ask(async () => 0, prepare, commit(0))).toBe(false);
  commits.length = 0;
  await expect(ask(async () => 1, prepare, commit(99))).rejects.toThrow(Stale);
  expect(commits).toHaveLength(6);
});

it('does not ask again where something else is wrong', async () => {
  const commit = () => Promise.reject(new Error('no database'));
  await expect(
    ask(
      async () => 1,
      async () => 1,
      commit,
    ),
  ).rejects.toThrow('no database');
});
