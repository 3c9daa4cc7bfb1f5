/** Reads, one after the other, of a stack of ten resources, in a project of at least twenty stacks. */
import type { HeatClient } from '../client.ts';
import type { ReadFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import { flatTemplate } from '../shapes.ts';
import { meter } from './meter.ts';
import { quantiles } from './quantiles.ts';
import { stackName } from './stack-names.ts';

const WARM_UP = 20;

/** So that a list of twenty has twenty. */
const LISTED = 20;

export async function measureReads(client: HeatClient, serving: Serving, rounds: number): Promise<ReadFigures[]> {
  const make = async (size: number) => {
    const name = stackName('read');
    return { name, id: await client.create(name, flatTemplate(size)) };
  };
  const settled = (stacks: { name: string; id: string }[]) =>
    Promise.all(stacks.map(({ name, id }) => client.settled(name, id)));
  const read = await make(10);
  const all = [read, ...(await Promise.all(Array.from({ length: LISTED - 1 }, () => make(1))))];
  await settled(all);
  const path = `/stacks/${read.name}/${read.id}`;
  const figures = [
    await measureRead(client, serving, { call: 'show', path, rounds }),
    await measureRead(client, serving, { call: `list of ${LISTED}`, path: `/stacks?limit=${LISTED}`, rounds }),
    await measureRead(client, serving, { call: 'resource list', path: `${path}/resources`, rounds }),
    await measureRead(client, serving, { call: 'event list', path: `${path}/events`, rounds }),
  ];
  await Promise.all(all.map(({ name, id }) => client.delete(name, id)));
  await settled(all);
  return figures;
}

export interface Read {
  call: string;
  path: string;
  rounds: number;
}

export async function measureRead(client: HeatClient, serving: Serving, read: Read): Promise<ReadFigures> {
  const { call, path, rounds } = read;
  await time(client, path, Math.min(WARM_UP, rounds));
  const stop = await meter(serving);
  const times = await time(client, path, rounds);
  const { cpuSeconds } = await stop();
  return { call, ...quantiles(times), cpu: cpuSeconds === null ? null : (cpuSeconds * 1000) / rounds };
}

async function time(client: HeatClient, path: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const began = performance.now();
    await client.call('GET', path);
    times.push(performance.now() - began);
  }
  return times;
}
