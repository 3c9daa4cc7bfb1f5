/** Everything that is measured of one orchestrator. Small shapes are run several times, and the middle run counts. */
import { HeatClient } from './client.ts';
import { type Latency, measureReads, measureShape, measureUpdate, quantiles, type ShapeResult } from './measure.ts';
import type { Serving } from './serving.ts';
import { flat, type Shape } from './shapes.ts';

export interface Measured extends ShapeResult {
  commits: number | null;
}

export interface Results {
  name: string;
  shapes: Measured[];
  /** Milliseconds for an update of one resource in a stack of so many. */
  update: { size: number; p50: number; best: number } | null;
  reads: Latency[];
  /** Reads with so many stacks there. */
  listed: { stacks: number; reads: Latency[]; createSeconds: number } | null;
}

export interface Wanted {
  shapes: Shape[];
  /** Most runs of one shape. */
  rounds: number;
  updateSize: number;
  updateRounds: number;
  reads: number;
  listed: number;
}

export async function measureAll(serving: Serving, wanted: Wanted, say: (line: string) => void): Promise<Results> {
  const client = await HeatClient.login(serving.login);
  try {
    const once = async (shape: Shape): Promise<Measured> => {
      const before = await serving.commits();
      const result = await measureShape(client, shape, serving.pids);
      const after = await serving.commits();
      return { ...result, commits: before === null || after === null ? null : after - before };
    };
    // What is measured is the work, not how sources get compiled.
    for (let i = 0; i < wanted.rounds; i += 1) await once(flat(wanted.rounds > 1 ? 100 : 5));
    const shapes: Measured[] = [];
    for (const shape of wanted.shapes) {
      const runs: Measured[] = [];
      const rounds = Math.max(1, Math.min(wanted.rounds, Math.round(2000 / shape.size)));
      for (let i = 0; i < rounds; i += 1) runs.push(await once(shape));
      const middle = runs.toSorted((a, b) => a.createSeconds - b.createSeconds)[
        Math.floor((rounds - 1) / 2)
      ] as Measured;
      shapes.push(middle);
      say(`${serving.name.padEnd(22)} ${shapeLine(middle)}`);
    }
    let update: Results['update'] = null;
    if (wanted.updateRounds > 0) {
      const times = (await measureUpdate(client, wanted.updateSize, wanted.updateRounds)).map(
        (seconds) => seconds * 1000,
      );
      update = { size: wanted.updateSize, p50: quantiles(times).p50, best: Math.min(...times) };
      say(
        `${serving.name.padEnd(22)} update of 1 in ${update.size}: p50 ${update.p50.toFixed(0)} ms, best ${update.best.toFixed(0)} ms`,
      );
    }
    const reads = wanted.reads > 0 ? await measureReads(client, wanted.reads) : [];
    for (const read of reads) say(`${serving.name.padEnd(22)} ${readLine(read)}`);
    const listed = wanted.listed > 0 ? await withMany(client, wanted, say) : null;
    return { name: serving.name, shapes, update, reads, listed };
  } finally {
    await client.close();
  }
}

/** Reads among very many stacks, which stay until the orchestrator is gone. */
async function withMany(client: HeatClient, wanted: Wanted, say: (line: string) => void): Promise<Results['listed']> {
  const { listed: count } = wanted;
  const template = flat(1).templates[0];
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < count) {
        const name = `bench-many-${next++}`;
        await client.settled(name, await client.create(name, template), 20);
      }
    }),
  );
  const createSeconds = (performance.now() - started) / 1000;
  const reads = await measureReads(client, wanted.reads);
  say(`${count} stacks made in ${createSeconds.toFixed(1)} s; with them there:`);
  for (const read of reads) say(`  ${readLine(read)}`);
  return { stacks: count, reads, createSeconds };
}

export function shapeLine(result: Measured): string {
  const { shape, size, createSeconds, deleteSeconds, cpuSeconds, peakMiB, commits } = result;
  return [
    shape.padEnd(15),
    `create ${createSeconds.toFixed(2).padStart(8)} s`,
    `${(size / createSeconds).toFixed(0).padStart(6)}/s`,
    `${((createSeconds * 1000) / size).toFixed(2).padStart(8)} ms each`,
    `delete ${deleteSeconds.toFixed(2).padStart(7)} s`,
    ...(cpuSeconds === null ? [] : [`CPU ${((cpuSeconds * 1000) / size).toFixed(2).padStart(7)} ms each`]),
    ...(commits === null ? [] : [`${String(commits).padStart(5)} commits`]),
    ...(peakMiB === null ? [] : [`peak ${peakMiB.toFixed(0)} MiB`]),
  ].join('  ');
}

const readLine = ({ call, p50, p99 }: Latency) =>
  `${call.padEnd(15)} p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`;
