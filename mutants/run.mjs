/**
 * Mutation tests: changes the code in small ways, one at a time, and sees whether a test notices. What nobody notices is told.
 *
 *     npm run mutants -- src/plan                             every mutant of a room, against the tests that mirror it
 *     npm run mutants -- src/engine --lines 60 --seed 7       mutants of 60 lines drawn by chance, the same for the same seed
 *     npm run mutants -- src/plan/decide.ts --tests test/plan,test/engine/update.test.ts
 *     npm run mutants -- src/plan/decide.ts:40-60,src/plan/build.ts:7   these lines
 *
 * Stryker does the work. It is a package of its own in this folder, installed at the first call, so that nobody else has to wait for it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled, NODE, ROOT } from '../scripts/install.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const STRYKER = join(HERE, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string' },
    concurrency: { type: 'string', default: '1' },
  },
});
/** At the end of a path: the lines that are meant. */
const LINES = /:(\d+(?::\d+)?)(?:-(\d+(?::\d+)?))?$/;
if (positionals.length === 0) {
  console.error('usage: npm run mutants -- PATH… [--lines N [--seed S]] [--tests PATH,…] [--concurrency N]');
  process.exit(2);
}

ensureInstalled({ development: true });
if (!existsSync(STRYKER)) {
  const flags = ['install', '--no-save', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', flags, { cwd: HERE, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const places = positionals.flatMap((path) => path.split(','));
const files = places.flatMap((path) =>
  sources(resolve(ROOT, fileOf(path))).map((file) => relative(ROOT, file) + linesOf(path)),
);
if (files.length === 0) {
  console.error(`There is no code in ${positionals.join(', ')}.`);
  process.exit(2);
}
const tests = values.tests ?? [...new Set(places.map(fileOf).map(mirror))].join(',');
const reports = join(ROOT, 'coverage', 'mutants');
mkdirSync(reports, { recursive: true });
const mutate = values.lines === undefined ? files : drawn(files.map(fileOf), Number(values.lines), Number(values.seed));
const { status } = spawnSync(NODE, [STRYKER, 'run', join(HERE, 'stryker.config.mjs'), '--mutate', mutate.join(',')], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${dirname(NODE)}:${process.env.PATH}`,
    HEARTH_MUTANT_TESTS: tests,
    HEARTH_MUTANT_CONCURRENCY: values.concurrency,
    // The engine does the same on both databases; the store's tests run on both all the same.
    HEARTH_TEST_DATABASES: 'sqlite',
  },
});
process.exitCode = status ?? 1;

function fileOf(path) {
  return path.replace(LINES, '');
}

/** As Stryker wants it: from where to where. */
function linesOf(path) {
  const [, from, to = from] = LINES.exec(path) ?? [];
  return from === undefined ? '' : `:${from}-${to}`;
}

function sources(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, name))
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

/** The tests that mirror a place: those of its folder. */
function mirror(path) {
  const place = relative(ROOT, resolve(ROOT, path)).replace(/^src/, 'test');
  if (!place.endsWith('.ts')) return place;
  const own = place.replace(/\.ts$/, '.test.ts');
  return existsSync(join(ROOT, own)) ? own : dirname(place);
}

/** Lines of code by chance; comments, imports and blank lines have nothing to change. */
function drawn(paths, count, seed) {
  const lines = paths.flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((text, index) =>
        /^\s*(?:$|\/?\*|\/\/|import |[)}\]]+[;,]?$)/.test(text) ? [] : [`${path}:${index + 1}`],
      ),
  );
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const chosen = [];
  while (chosen.length < count && lines.length > 0)
    chosen.push(...lines.splice(Math.floor(random() * lines.length), 1));
  return chosen.map((place) => `${place}-${place.split(':')[1]}`);
}
