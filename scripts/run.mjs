/**
 * What `npm start` and `npm test` run, on any Node ≥ 20: installs what is missing, then goes on with Hearth's own Node.
 *
 *     node scripts/run.mjs start [options of `hearth dev`]
 *     node scripts/run.mjs test [vitest's arguments]      without arguments: types and lint, then all tests
 */
import { run } from './child.mjs';
import { ensureInstalled, ROOT } from './install.mjs';
import { flags, MAIN, QUIET } from './program.mjs';

/** Each is quick to say what is wrong; the tests come last. */
const CHECKS = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', 'src', 'test', 'scripts', 'bench', 'chaos']],
];

async function test(args) {
  if (args.length === 0) {
    for (const [name, command] of CHECKS) {
      const code = await run(command, { cwd: ROOT });
      if (code !== 0) {
        console.error(`The check of ${name} failed.`);
        return code;
      }
    }
  }
  return run([QUIET, 'node_modules/vitest/vitest.mjs', 'run', ...args], { cwd: ROOT });
}

const TASKS = {
  start: (args) => run([...flags(), MAIN, 'dev', ...args]),
  test,
};

const [, , task, ...args] = process.argv;
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Hearth needs Node 20 or newer to install itself; this is ${process.version}.`);
  process.exit(1);
}
if (!Object.hasOwn(TASKS, task ?? '')) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(TASKS).join('|')}`);
  process.exit(2);
}
ensureInstalled({ development: task === 'test' });
process.exitCode = await TASKS[task](args);
