/**
 * Mutated templates and random texts, until nothing breaks:
 *
 *     npm run fuzz -- [--count 200000] [--seed 1] [--only NUMBER] [--keep FOLDER]
 *
 * A failure is an error that is none of ours, an input that takes more than a second, or one that never ends or takes all memory.
 * `--only` tries the one input of that number; `--keep` writes the inputs that failed to a folder. Exit code 1 on failure.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { exercise } from './exercise.ts';
import { makeInput } from './mutate.ts';
import { randomFor } from './random.ts';
import { loadSeeds } from './seeds.ts';
import type { WorkerReport, WorkerTask } from './worker.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
const seed = Number(values.seed);
const count = Number(values.count);
/** An input under way for longer than this hangs. */
const HANG_MS = 60_000;
const MEMORY_MB = 600;

const totals: Record<string, number> = {};
let slowest = 0;
let tried = 0;
let failures = 0;

function fail(index: number, what: string, text: string): void {
  failures++;
  console.log(`input ${index}: ${what}`);
  if (values.keep === undefined) return;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${seed}-${index}.yaml`), text);
}

const inputOf = (index: number) => makeInput(seeds, randomFor(seed, index));
const seeds = loadSeeds();

if (values.only !== undefined) {
  const input = inputOf(Number(values.only));
  console.log(input.kind, input.text.length > 3000 ? `${input.text.slice(0, 3000)}…` : input.text);
  const started = performance.now();
  console.log(exercise(input.text), `${Math.round(performance.now() - started)} ms`);
} else {
  const started = performance.now();
  for (let from = 0; from < count; ) from = await runFrom(from);
  const seconds = (performance.now() - started) / 1000;
  const shown = Object.entries(totals).sort((a, b) => b[1] - a[1]);
  console.log(`${tried} inputs (seed ${seed}) in ${seconds.toFixed(0)} s, the slowest in ${Math.round(slowest)} ms`);
  for (const [outcome, number] of shown) console.log(`  ${outcome.padEnd(30)} ${number}`);
  console.log(failures === 0 ? 'nothing broke' : `${failures} failures`);
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Runs a worker as far as it gets; resolves to the number of the input to go on with. */
function runFrom(from: number): Promise<number> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  at[0] = from;
  const workerData: WorkerTask = { seed, from, to: count, progress };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  return new Promise((resolve) => {
    let since = performance.now();
    let last = from;
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now !== last) {
        last = now;
        since = performance.now();
      } else if (performance.now() - since > HANG_MS) stopAt(now, `is still running after ${HANG_MS} ms`);
    }, 250);
    let ended = false;
    const end = (next: number) => {
      if (ended) return;
      ended = true;
      clearInterval(watch);
      void worker.terminate().then(() => resolve(next));
    };
    const stopAt = (index: number, what: string) => {
      if (!ended) fail(index, `${inputOf(index).kind} ${what}`, inputOf(index).text);
      end(index + 1);
    };
    worker.on('message', (report: WorkerReport) => {
      if (report.kind === 'failure') fail(report.index, `${report.how} breaks it\n${report.error}`, report.text);
      else if (report.kind === 'slow')
        fail(report.index, `${report.how} takes ${Math.round(report.milliseconds)} ms`, report.text);
      else {
        for (const [outcome, number] of Object.entries(report.counts))
          totals[outcome] = (totals[outcome] ?? 0) + number;
        tried += report.done;
        slowest = Math.max(slowest, report.slowest);
      }
    });
    worker.on('error', (error) => stopAt(Math.max(from, Atomics.load(at, 0)), `ends the process: ${error.message}`));
    worker.on('exit', () => end(count));
  });
}
