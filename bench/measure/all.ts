/** Everything that is wanted of one orchestrator. */
import { HeatClient } from '../client.ts';
import { family, memory } from '../processes.ts';
import { besideLine, listedLines, readLine, shapeLine, updateLine } from '../report/lines.ts';
import type { Results } from '../results.ts';
import type { Serving } from '../serving.ts';
import { flat, type Shape } from '../shapes.ts';
import { type Beside, measureBeside } from './beside.ts';
import { measureListed } from './listed.ts';
import { measureReads } from './reads.ts';
import { measureShape } from './shape.ts';
import { measureUpdate } from './update.ts';

export interface Wanted {
  /** Made and deleted before anything counts: what is measured is the work, not how sources get compiled. */
  warmUp: { shape: Shape; rounds: number };
  shapes: Shape[];
  /** Most runs of one shape. */
  rounds: number;
  updates: { size: number; rounds: number }[];
  /** Rounds of each call; 0: none. */
  reads: number;
  /** Small stacks beside a large one; null: none. */
  beside: Beside | null;
  /** Stacks to make, and to read among; 0: none. */
  listed: number;
  /** At the very end: nobody waits until these are deleted. */
  last: Shape[];
}

/** Resources of all runs of a shape together: large shapes are run once. */
const RESOURCES = 2000;

export async function measureAll(serving: Serving, wanted: Wanted, say: (line: string) => void): Promise<Results> {
  const client = await HeatClient.login(serving.login, serving.endpoint);
  const tell = (line: string) => say(`${serving.name.padEnd(21)} ${line}`);
  const own = family(serving.pids);
  const resident = () => memory(own).rss;
  const startMiB = resident();
  const results: Results = {
    name: serving.name,
    memory: null,
    shapes: [],
    updates: [],
    reads: [],
    listed: null,
    beside: null,
  };
  try {
    await measureShape(client, serving, wanted.warmUp.shape, { rounds: wanted.warmUp.rounds });
    for (const shape of wanted.shapes) {
      const rounds = Math.max(1, Math.min(wanted.rounds, Math.round(RESOURCES / shape.size)));
      const figures = await measureShape(client, serving, shape, { rounds });
      results.shapes.push(figures);
      tell(shapeLine(figures));
    }
    for (const { size, rounds } of wanted.updates) {
      const figures = await measureUpdate(client, serving, size, rounds);
      results.updates.push(figures);
      tell(updateLine(figures));
    }
    if (wanted.reads > 0) {
      results.reads = await measureReads(client, serving, wanted.reads);
      for (const read of results.reads) tell(readLine(read));
    }
    if (wanted.beside !== null) {
      results.beside = await measureBeside(client, wanted.beside);
      tell(besideLine(results.beside));
    }
    if (wanted.listed > 0) {
      results.listed = await measureListed(client, serving, wanted.listed, wanted.reads || 200);
      for (const line of listedLines(results.listed)) tell(line);
    }
    for (const shape of wanted.last) {
      const figures = await measureShape(client, serving, shape, { rounds: 1, leaving: true });
      results.shapes.push(figures);
      tell(shapeLine(figures));
    }
    if (own.length > 0) {
      results.memory = { startMiB, restMiB: resident() };
      tell(`memory at the start ${startMiB.toFixed(0)} MiB, at the end ${results.memory.restMiB.toFixed(0)} MiB`);
    }
    return results;
  } finally {
    await client.close();
  }
}

/** Whom the warm-up of an orchestrator that takes its time costs little. */
export const SHORT_WARM_UP = { shape: flat(5), rounds: 1 };
