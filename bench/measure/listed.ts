/** Reads among very many stacks, which stay until the orchestrator is gone. */
import type { HeatClient } from '../client.ts';
import { family, forgetPeak, memory } from '../processes.ts';
import type { ListedFigures } from '../results.ts';
import type { Serving } from '../serving.ts';
import { flatTemplate } from '../shapes.ts';
import { meter } from './meter.ts';
import { measureRead, measureReads } from './reads.ts';
import { stackName } from './stack-names.ts';

/** Clients that make stacks at the same time. */
const MAKERS = 16;

export async function measureListed(
  client: HeatClient,
  serving: Serving,
  stacks: number,
  rounds: number,
): Promise<ListedFigures> {
  const ids: string[] = [];
  const template = flatTemplate(1);
  const own = family(serving.pids);
  forgetPeak(own);
  const stop = await meter(serving);
  const began = performance.now();
  let left = stacks;
  await Promise.all(
    Array.from({ length: MAKERS }, async () => {
      while (left-- > 0) {
        const name = stackName('many');
        const id = await client.create(name, template);
        await client.settled(name, id);
        ids.push(id);
      }
    }),
  );
  const createSeconds = (performance.now() - began) / 1000;
  const { cpuSeconds } = await stop();
  const peakMiB = own.length > 0 ? memory(own).peak : null;
  const middle = ids[Math.floor(ids.length / 2)] ?? '';
  const reads = [
    ...(await measureReads(client, serving, rounds)),
    await measureRead(client, serving, {
      call: 'list of 20, from the middle',
      path: `/stacks?limit=20&marker=${middle}`,
      rounds,
    }),
    await measureRead(client, serving, { call: 'list of all', path: '/stacks', rounds: Math.min(10, rounds) }),
  ];
  return { stacks, createSeconds, cpuSeconds, peakMiB, reads };
}
