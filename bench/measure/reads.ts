/** Reads, one after the other, of a stack of ten resources. */
import type { HeatClient } from '../client.ts';
import type { ReadFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import { flatTemplate } from '../shapes.ts';
import { meter } from './meter.ts';
import { quantiles } from './quantiles.ts';
import { stackName } from './stack-names.ts';

const WARM_UP = 20;

export async function measureReads(client: HeatClient, serving: Serving, rounds: number): Promise<ReadFigures[]> {
  const name = stackName('read');
  const id = await client.create(name, flatTemplate(10));
  await client.settled(name, id);
  const figures = [
    await measureRead(client, serving, { call: 'show', path: `/stacks/${name}/${id}`, rounds }),
    await measureRead(client, serving, { call: 'list of 20', path: '/stacks?limit=20', rounds }),
    await measureRead(client, serving, { call: 'resource list', path: `/stacks/${name}/${id}/resources`, rounds }),
    await measureRead(client, serving, { call: 'event list', path: `/stacks/${name}/${id}/events`, rounds }),
  ];
  await client.delete(name, id);
  await client.settled(name, id);
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
