/** How Stryker is run; `run.mjs` says on what. */
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

export default {
  plugins: [resolve('@stryker-mutator/vitest-runner')],
  testRunner: 'vitest',
  vitest: { configFile: 'mutants/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // What runs once at loading is held against every test, and takes most of the time.
  ignoreStatic: true,
  checkers: [],
  // Stryker would read it with a TypeScript that has an interface for programs; nothing here needs it.
  tsconfigFile: 'no-tsconfig.json',
  // Types are stripped, not checked; a mutant that does not fit them is still a mutant.
  disableTypeChecks: true,
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral'] },
  concurrency: Number(process.env.HEARTH_MUTANT_CONCURRENCY ?? 1),
  timeoutMS: 20_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 20,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/docs', '/bench', '/coverage', '/.git', '/.hearth', '/mutants/node_modules', '/examples'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: true, skipFull: true },
  jsonReporter: { fileName: 'coverage/mutants/mutants.json' },
  allowEmpty: true,
  thresholds: { high: 90, low: 70, break: null },
};
