import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those need a cloud: `npm run test:openstack`.
    exclude: ['test/openstack-cloud/**'],
    globalSetup: ['test/postgres/setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
