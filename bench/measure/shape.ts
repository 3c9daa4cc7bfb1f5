/** A shape, created and deleted some times. */
import type { HeatClient } from '../client.ts';
import { family, forgetPeak, memory } from '../processes.ts';
import type { ShapeFigures, VerbFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import type { Shape } from '../shapes.ts';
import { type Metered, meter } from './meter.ts';
import { stackName } from './stack-names.ts';

export interface Rounds {
  rounds: number;
  /** The stacks are told to go, and nobody waits for it. */
  leaving?: boolean;
}

interface Timed extends Metered {
  seconds: number;
}

export async function measureShape(
  client: HeatClient,
  serving: Serving,
  shape: Shape,
  { rounds, leaving = false }: Rounds,
): Promise<ShapeFigures> {
  const own = family(serving.pids);
  forgetPeak(own);
  const creates: Timed[] = [];
  const deletes: Timed[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const stacks = shape.templates.map((template) => ({ template, name: stackName('shape') }));
    let made: { name: string; id: string }[] = [];
    creates.push(
      await timed(serving, async () => {
        made = await Promise.all(
          stacks.map(async ({ name, template }) => ({ name, id: await client.create(name, template) })),
        );
        await Promise.all(made.map(({ name, id }) => client.settled(name, id)));
      }),
    );
    const remove = () => Promise.all(made.map(({ name, id }) => client.delete(name, id)));
    if (leaving) await remove();
    else {
      deletes.push(
        await timed(serving, async () => {
          await remove();
          await Promise.all(made.map(({ name, id }) => client.settled(name, id)));
        }),
      );
    }
  }
  return {
    shape: shape.name,
    size: shape.size,
    rounds,
    create: figuresOf(creates),
    delete: leaving ? null : figuresOf(deletes),
    peakMiB: own.length > 0 ? memory(own).peak : null,
  };
}

async function timed(serving: Serving, work: () => Promise<void>): Promise<Timed> {
  const stop = await meter(serving);
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, ...(await stop()) };
}

/** The time of the middle run, and the mean of what is counted too coarsely for one. */
function figuresOf(runs: readonly Timed[]): VerbFigures {
  const mean = (of: (run: Timed) => number | null) => {
    const values = runs.map(of);
    return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / runs.length;
  };
  const times = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return {
    seconds: times[Math.floor((times.length - 1) / 2)] ?? Number.NaN,
    cpuSeconds: mean((run) => run.cpuSeconds),
    databaseCpuSeconds: mean((run) => run.databaseCpuSeconds),
    commits: mean((run) => run.commits),
  };
}
