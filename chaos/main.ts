/**
 * The chaos suite: Hearth is killed again and again while it works, and has to come to the right end every time.
 *
 *   npm run chaos                                        both forms
 *   npm run chaos -- --mode embedded --kills 200         one process on SQLite
 *   npm run chaos -- --mode cluster --kills 1000 --stacks 300 [--engines 4] [--at-once 16] [--minutes 60]
 *
 * Exits with 1 when anything is not as it has to be, and keeps the logs and databases then.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// What was started ends with this process, which an unhandled signal would not see to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'all' },
    kills: { type: 'string' },
    stacks: { type: 'string' },
    engines: { type: 'string' },
    'at-once': { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const number = (given: string | undefined, otherwise: number): number => {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(value) || value < 0) throw new Error(`"${given}" is not a number.`);
  return value;
};
if (!['all', 'embedded', 'cluster'].includes(values.mode)) throw new Error(`There is no mode "${values.mode}".`);

const seed = number(values.seed, Date.now() % 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'hearth-chaos-'));
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`seed ${seed}, logs in ${folder}`);

const violations: string[] = [];
if (values.mode !== 'cluster') {
  const [{ runEmbedded }, { embeddedReport }] = await Promise.all([import('./embedded/run.ts'), import('./report.ts')]);
  const figures = await runEmbedded({ kills: number(values.kills, 200), seed, folder: join(folder, 'embedded'), say });
  say(embeddedReport(figures));
  violations.push(...figures.violations);
}
if (values.mode !== 'embedded' && violations.length === 0) {
  const [{ runCluster }, { clusterReport }] = await Promise.all([import('./cluster/run.ts'), import('./report.ts')]);
  const figures = await runCluster({
    kills: number(values.kills, 1000),
    stacks: number(values.stacks, 300),
    engines: number(values.engines, 4),
    apis: 2,
    atOnce: number(values['at-once'], 16),
    minutes: number(values.minutes, 90),
    seed,
    folder: join(folder, 'cluster'),
    say,
  });
  say(clusterReport(figures));
  violations.push(...figures.violations);
}
for (const violation of violations) say(`VIOLATION ${violation}`);
if (violations.length > 0 || values.keep) say(`seed ${seed}; logs and databases are kept in ${folder}`);
else rmSync(folder, { recursive: true, force: true });
process.exitCode = violations.length > 0 ? 1 : 0;
