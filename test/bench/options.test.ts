import { expect, it } from 'vitest';
import { readOptions } from '../../bench/options.ts';

it('measures on both databases and beside nobody unless told', () => {
  expect(readOptions([])).toMatchObject({ databases: ['sqlite', 'postgres'], against: false, only: [], quick: false });
});

it('reads lists', () => {
  const options = readOptions(['--against', 'reference', '--reference-pids', '12,34', '--only', 'flat 10,update']);
  expect(options).toMatchObject({ against: true, referencePids: [12, 34], only: ['flat 10', 'update'] });
});

it.each([
  [['--database', 'oracle'], /--database/],
  [['--against', 'all'], /--against/],
  [['--reference-pids', 'heat'], /--reference-pids/],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
