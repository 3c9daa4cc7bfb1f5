/**
 * How fast Hearth is, end to end through its API, and beside it any Heat endpoint, by the same program in the same run.
 *
 *   npm run bench                                    on SQLite, then on PostgreSQL; all shapes up to 22,000 resources
 *   npm run bench -- --quick                         a minute's worth
 *   npm run bench -- --database postgres             one of them; the server is DATABASE_URL's, or is started for the run
 *   npm run bench -- --against reference --reference-pids 1,2
 *   npm run bench -- --same-cloud                    Hearth works with the reference's Keystone, not with a dev cloud
 *   npm run bench -- --only 'flat 1000,update'       what is called so, or begins so; also `reads`, `beside`, `listed`, `language`
 *   npm run bench -- --profile FOLDER                CPU profiles of Hearth
 *   npm run bench -- --json FILE --plot FILE.svg     keep the figures, draw the cost curve
 *   npm run bench -- --from FILE --plot FILE.svg     tables and picture of figures that were kept
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { agenda } from './agenda.ts';
import { serveHearth } from './hearth.ts';
import { measureAll, type Wanted } from './measure/all.ts';
import { type Options, readOptions } from './options.ts';
import { reference, referenceCloud } from './reference.ts';
import { costCurve } from './report/plot.ts';
import { tables } from './report/tables.ts';
import type { Report, Results } from './results.ts';
import type { Serving } from './serving.ts';

// What was started ends with this process, which an unhandled signal would not see to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const options = readOptions();
const say = (line: string) => process.stdout.write(`${line}\n`);
const report = options.from === undefined ? await measure(options) : read(options.from);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.plot !== undefined) writeFileSync(options.plot, costCurve(report.results));
say(`\n${tables(report)}`);

async function measure({ databases, against, sameCloud, profile, ...asked }: Options): Promise<Report> {
  const wanted = agenda(asked);
  const cloud = sameCloud ? referenceCloud() : undefined;
  const results: Results[] = [];
  for (const database of databases)
    results.push(await run(await serveHearth({ database, profile, cloud }), wanted.hearth));
  if (against) results.push(await run(reference(asked.referencePids), wanted.reference));
  if (wanted.language) measureLanguage(asked.quick);
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  return { date: new Date().toISOString(), node: process.version, machine, results };
}

async function run(serving: Serving, wanted: Wanted): Promise<Results> {
  try {
    return await measureAll(serving, wanted, say);
  } finally {
    await serving.stop();
  }
}

function measureLanguage(quick: boolean): void {
  say('\nThe template language:');
  const sizes = quick ? ['--sizes', '2500', '--rounds', '3', '--reference-rounds', '1'] : [];
  spawnSync(process.execPath, [join(import.meta.dirname, 'language', 'run.ts'), ...sizes], { stdio: 'inherit' });
}

function read(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}
