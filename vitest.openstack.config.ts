import { defineConfig } from 'vitest/config';

/** Tests against a real cloud, named by `OS_CLOUD` or the `OS_*` variables: one after the other, for they count what is in the project. */
export default defineConfig({
  test: {
    include: ['test/openstack-cloud/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
