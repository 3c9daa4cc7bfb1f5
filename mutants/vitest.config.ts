/** The tests that are held against mutants: those of the rooms that `run.mjs` names. */
import { defineConfig } from 'vitest/config';

const rooms = (process.env.HEARTH_MUTANT_TESTS ?? '').split(',').filter((room) => room !== '');

export default defineConfig({
  test: {
    include: rooms.map((room) => (room.endsWith('.ts') ? room : `${room}/**/*.test.ts`)),
    globalSetup: ['test/postgres/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
