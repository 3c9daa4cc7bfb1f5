/** The tests that are held against mutants: those of the rooms that `run.mjs` names, but for the slow ones. */
import { defineConfig } from 'vitest/config';

const rooms = (process.env.HEARTH_MUTANT_TESTS ?? '').split(',').filter((room) => room !== '');

/**
 * Each takes longer than all others of its room together: they play by chance, let engines die at every point, ask real clients, try every
 * address with every failure, or wait for a clock. Named by `--tests` they are held against what survived the others.
 */
const SLOW = [
  'test/api/balanced.test.ts',
  'test/api/cfn/wired.test.ts',
  'test/api/failing-cloud.test.ts',
  'test/api/refusals/refusals.test.ts',
  'test/engine/balancers.test.ts',
  'test/engine/crash.test.ts',
  'test/engine/failing-cloud.test.ts',
  'test/engine/fairness.test.ts',
  'test/engine/long-texts.test.ts',
  'test/engine/own/owner.test.ts',
  'test/engine/random.test.ts',
  'test/engine/signals/crash.test.ts',
  'test/engine/speed.test.ts',
  'test/engine/tree-size.test.ts',
  'test/resources/every/every.test.ts',
  'test/store/model.test.ts',
];

export default defineConfig({
  test: {
    include: rooms.map((room) => (room.endsWith('.ts') ? room : `${room}/**/*.test.ts`)),
    exclude: SLOW.filter((file) => !rooms.includes(file)),
    globalSetup: ['test/postgres/setup.ts'],
    // Once loaded for all files: loading takes longer than most of them.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
