/** A shape, created and deleted some times. */
import type { HeatClient } from '../client.ts';
import type { ShapeFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import type { Shape } from '../shapes.ts';
import { meter } from './meter.ts';
import { stackName } from './stack-names.ts';

export async function measureShape(
  client: HeatClient,
  serving: Serving,
  shape: Shape,
  rounds: number,
): Promise<ShapeFigures> {
  const times: { create: number; remove: number }[] = [];
  const stop = await meter(serving);
  for (let round = 0; round < rounds; round += 1) times.push(await createAndDelete(client, shape));
  const metered = await stop();
  const middle = times.toSorted((a, b) => a.create - b.create)[Math.floor((rounds - 1) / 2)];
  const each = (total: number | null) => (total === null ? null : total / rounds);
  return {
    shape: shape.name,
    size: shape.size,
    rounds,
    createSeconds: middle?.create ?? Number.NaN,
    deleteSeconds: middle?.remove ?? Number.NaN,
    cpuSeconds: each(metered.cpuSeconds),
    databaseCpuSeconds: each(metered.databaseCpuSeconds),
    peakMiB: metered.peakMiB,
    commits: each(metered.commits),
  };
}

async function createAndDelete(client: HeatClient, shape: Shape): Promise<{ create: number; remove: number }> {
  const stacks = shape.templates.map((template) => ({ template, name: stackName('shape') }));
  const began = performance.now();
  const made = await Promise.all(
    stacks.map(async ({ name, template }) => ({ name, id: await client.create(name, template) })),
  );
  await Promise.all(made.map(({ name, id }) => client.settled(name, id)));
  const created = performance.now();
  await Promise.all(made.map(({ name, id }) => client.delete(name, id)));
  await Promise.all(made.map(({ name, id }) => client.settled(name, id)));
  return { create: (created - began) / 1000, remove: (performance.now() - created) / 1000 };
}
