/** What is measured of one orchestrator, in a client's eyes. */
import { randomBytes } from 'node:crypto';
import type { HeatClient } from './client.ts';
import { cpuSeconds, family, memory } from './processes.ts';
import { flatTemplate, type Shape } from './shapes.ts';

export interface ShapeResult {
  shape: string;
  size: number;
  createSeconds: number;
  deleteSeconds: number;
  /** Of the orchestrator's processes, for create and delete; null when its processes are not known. */
  cpuSeconds: number | null;
  peakMiB: number | null;
}

const POLL_MS = 20;

const suffix = () => randomBytes(4).toString('hex');

export async function measureShape(client: HeatClient, shape: Shape, pids: number[]): Promise<ShapeResult> {
  const names = shape.templates.map((_, i) => `bench-${suffix()}-${i}`);
  const servers = family(pids);
  const cpuBefore = cpuSeconds(servers);
  const started = performance.now();
  const ids = await Promise.all(names.map((name, i) => client.create(name, shape.templates[i])));
  await Promise.all(names.map((name, i) => client.settled(name, ids[i] as string, POLL_MS)));
  const created = performance.now();
  await Promise.all(names.map((name, i) => client.delete(name, ids[i] as string)));
  await Promise.all(names.map((name, i) => client.settled(name, ids[i] as string, POLL_MS)));
  const deleted = performance.now();
  return {
    shape: shape.name,
    size: shape.size,
    createSeconds: (created - started) / 1000,
    deleteSeconds: (deleted - created) / 1000,
    cpuSeconds: pids.length > 0 ? cpuSeconds(servers) - cpuBefore : null,
    peakMiB: pids.length > 0 ? memory(servers).peak : null,
  };
}

/** Seconds from asking for an update of one resource in a stack of `size` until it is complete. */
export async function measureUpdate(client: HeatClient, size: number, rounds: number): Promise<number[]> {
  const name = `bench-${suffix()}-update`;
  const id = await client.create(name, flatTemplate(size));
  await client.settled(name, id, POLL_MS);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await client.update(name, id, flatTemplate(size, { index: round, value: `changed-${round}` }));
    await client.settled(name, id, 5);
    times.push((performance.now() - started) / 1000);
  }
  await client.delete(name, id);
  await client.settled(name, id, POLL_MS);
  return times;
}

export interface Latency {
  call: string;
  p50: number;
  p99: number;
}

/** Milliseconds of reads, one at a time and with others under way. */
export async function measureReads(client: HeatClient, rounds: number): Promise<Latency[]> {
  const name = `bench-${suffix()}-read`;
  const id = await client.create(name, flatTemplate(10));
  await client.settled(name, id, POLL_MS);
  const calls: Record<string, string> = {
    show: `/stacks/${name}/${id}`,
    list: '/stacks?limit=20',
    'resource list': `/stacks/${name}/${id}/resources`,
    'event list': `/stacks/${name}/${id}/events`,
  };
  const latencies: Latency[] = [];
  for (const [call, path] of Object.entries(calls)) {
    await time(client, path, Math.min(20, rounds));
    latencies.push({ call, ...quantiles(await time(client, path, rounds)) });
  }
  await client.delete(name, id);
  await client.settled(name, id, POLL_MS);
  return latencies;
}

async function time(client: HeatClient, path: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now();
    await client.call('GET', path);
    times.push(performance.now() - started);
  }
  return times;
}

export function quantiles(values: number[]): { p50: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
