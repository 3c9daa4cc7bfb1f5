/** Updates that change one resource of a stack. */
import type { HeatClient } from '../client.ts';
import type { UpdateFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import { flatTemplate } from '../shapes.ts';
import { meter } from './meter.ts';
import { quantiles } from './quantiles.ts';
import { stackName } from './stack-names.ts';

export async function measureUpdate(
  client: HeatClient,
  serving: Serving,
  size: number,
  rounds: number,
): Promise<UpdateFigures> {
  const name = stackName('update');
  const id = await client.create(name, flatTemplate(size));
  await client.settled(name, id);
  const change = async (round: number) => {
    const began = performance.now();
    await client.update(name, id, flatTemplate(size, { index: round % size, value: `changed-${round}` }));
    await client.settled(name, id);
    return performance.now() - began;
  };
  // One that does not count, where the others are worth it.
  if (rounds > 1) await change(rounds);
  const times: number[] = [];
  const stop = await meter(serving);
  for (let round = 0; round < rounds; round += 1) times.push(await change(round));
  const { cpuSeconds } = await stop();
  await client.delete(name, id);
  await client.settled(name, id);
  return {
    size,
    p50: quantiles(times).p50,
    best: Math.min(...times),
    cpu: cpuSeconds === null ? null : (cpuSeconds * 1000) / rounds,
  };
}
