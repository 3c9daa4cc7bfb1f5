/** Tries inputs one after the other, and says at which it is, so that a watcher sees when it hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { exercise } from './exercise.ts';
import { makeInput } from './mutate.ts';
import { randomFor } from './random.ts';
import { loadSeeds } from './seeds.ts';

export interface WorkerTask {
  seed: number;
  from: number;
  to: number;
  /** [number of the input under way]. */
  progress: SharedArrayBuffer;
}

export type WorkerReport =
  | { kind: 'failure'; index: number; how: string; error: string; text: string }
  | { kind: 'slow'; index: number; how: string; milliseconds: number; text: string }
  | { kind: 'counts'; counts: Record<string, number>; slowest: number; done: number };

/** Of this thread's own work: how busy the machine is otherwise is not the language's affair. */
function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const SLOW_MS = 1000;
const REPORT_EVERY = 500;

const { seed, from, to, progress } = workerData as WorkerTask;
const at = new Int32Array(progress);
const seeds = loadSeeds();
const send = (report: WorkerReport) => parentPort?.postMessage(report);
let counts: Record<string, number> = {};
let slowest = 0;
let done = 0;
const flush = () => {
  send({ kind: 'counts', counts, slowest, done });
  counts = {};
  done = 0;
};
for (let index = from; index < to; index++) {
  const { kind: how, text } = makeInput(seeds, randomFor(seed, index));
  Atomics.store(at, 0, index);
  const started = cpuMilliseconds();
  let outcome = 'failure';
  try {
    outcome = exercise(text);
  } catch (error) {
    const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ kind: 'failure', index, how, error: shown.slice(0, 2000), text });
  }
  const milliseconds = cpuMilliseconds() - started;
  if (milliseconds > SLOW_MS) send({ kind: 'slow', index, how, milliseconds, text });
  slowest = Math.max(slowest, milliseconds);
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  done++;
  if (done === REPORT_EVERY) flush();
}
Atomics.store(at, 0, -1);
flush();
