/**
 * How fast Hearth is, end to end through its API, with an instant cloud; and beside it any Heat endpoint, by the same program in the same
 * run.
 *
 *   npm run bench                                   SQLite; all shapes up to 10,000 resources
 *   npm run bench -- --quick                        a minute's worth
 *   npm run bench -- --database postgres            a PostgreSQL server started for the run, or HEARTH_TEST_DATABASE_URL
 *   npm run bench -- --against reference [--reference-pids 1,2] [--reference-shapes full]
 *   npm run bench -- --listed 10000                 reads among so many stacks, too
 *   npm run bench -- --json results.json --plot docs/cost-curve.svg
 *   npm run bench -- --only 'flat 1000'             the shapes whose names begin so, or `update`, nothing else; with --profile FOLDER a CPU profile
 */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ratioLine, ratios } from './compare.ts';
import { costCurve } from './plot.ts';
import { measureAll, type Results, type Wanted } from './rounds.ts';
import { type DatabaseKind, reference, serveHearth } from './serving.ts';
import { chain, flat, group, many, nested, type Shape } from './shapes.ts';

// What was started ends with this process, which an unhandled signal would not see to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    database: { type: 'string', default: 'sqlite' },
    against: { type: 'string' },
    'reference-pids': { type: 'string' },
    'reference-shapes': { type: 'string', default: 'small' },
    listed: { type: 'string', default: '0' },
    only: { type: 'string' },
    profile: { type: 'string' },
    json: { type: 'string' },
    plot: { type: 'string' },
  },
});
if (values.database !== 'sqlite' && values.database !== 'postgres')
  throw new Error('--database is sqlite or postgres.');
if (values.against !== undefined && values.against !== 'reference')
  throw new Error('--against takes only "reference".');

const QUICK: Shape[] = [flat(10), flat(100), flat(1000), chain(100), group(50), many(5, 10)];
const FULL: Shape[] = [
  ...[10, 30, 100, 300, 1000, 3000, 10_000].map(flat),
  chain(100),
  group(200),
  many(20, 20),
  nested(80, 1),
  nested(1000, 22),
];
/** The reference takes a second for each leaf. */
const COMPARED: Record<string, Shape[]> = {
  small: [flat(50), flat(100), chain(100), group(50), many(5, 10)],
  full: [flat(100), flat(1000), chain(100), group(200), many(20, 20)],
};

const compared = COMPARED[values['reference-shapes']];
if (compared === undefined) throw new Error('--reference-shapes is small or full.');
const plain = values.quick ? QUICK : FULL;
const both = values.against
  ? [...compared, ...plain.filter(({ name }) => !compared.some((shape) => shape.name === name))]
  : plain;
const only = values.only;
const wanted: Wanted = {
  shapes: only === undefined ? both : both.filter(({ name }) => name.startsWith(only)),
  rounds: values.quick ? 3 : 5,
  updateSize: 1000,
  updateRounds: only === undefined || only === 'update' ? (values.quick ? 5 : 20) : 0,
  reads: only === undefined ? (values.quick ? 200 : 1000) : 0,
  listed: Number(values.listed),
};
const say = (line: string) => process.stdout.write(`${line}\n`);

const hearth = await run(() => serveHearth(values.database as DatabaseKind, values.profile), wanted);
let theirs: Results | undefined;
if (values.against) {
  const pids = (values['reference-pids'] ?? '').split(',').filter(Boolean).map(Number);
  const theirWanted = {
    ...wanted,
    shapes: compared,
    rounds: 1,
    updateSize: 50,
    updateRounds: 3,
    reads: 200,
    listed: 0,
  };
  theirs = await run(async () => reference(pids), theirWanted);
  say('');
  for (const ratio of ratios(hearth, theirs)) say(ratioLine(ratio));
}
const results = theirs ? [hearth, theirs] : [hearth];
if (values.json) {
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  const text = {
    date: new Date().toISOString(),
    node: process.version,
    machine,
    results,
    ratios: theirs ? ratios(hearth, theirs) : [],
  };
  writeFileSync(values.json, `${JSON.stringify(text, null, 2)}\n`);
}
if (!values.only) {
  say('\nThe template language:');
  const sizes = values.quick ? ['--sizes', '2500', '--rounds', '3', '--reference-rounds', '1'] : [];
  spawnSync(process.execPath, [join(import.meta.dirname, 'language', 'run.ts'), ...sizes], { stdio: 'inherit' });
}
if (values.plot) writeFileSync(values.plot, costCurve(results));

async function run(start: () => Promise<Awaited<ReturnType<typeof serveHearth>>>, what: Wanted): Promise<Results> {
  const serving = await start();
  try {
    return await measureAll(serving, what, say);
  } finally {
    await serving.stop();
  }
}
