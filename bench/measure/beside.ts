/** Small stacks, made while the same orchestrator makes a large one. */
import type { HeatClient } from '../client.ts';
import type { BesideFigures } from '../results.ts';
import { flatTemplate } from '../shapes.ts';
import { quantiles } from './quantiles.ts';
import { stackName } from './stack-names.ts';

export interface Beside {
  /** Resources of the large stack and of each small one. */
  large: number;
  small: number;
  /** Small stacks that are made at least, beside a large one and without it. */
  rounds: number;
}

export async function measureBeside(client: HeatClient, { large, small, rounds }: Beside): Promise<BesideFigures> {
  const template = flatTemplate(small);
  const made: { name: string; id: string }[] = [];
  const begin = async (what: unknown) => {
    const stack = { name: stackName('beside'), id: '' };
    stack.id = await client.create(stack.name, what);
    return stack;
  };
  const timed = async () => {
    const began = performance.now();
    const stack = await begin(template);
    made.push(stack);
    await client.settled(stack.name, stack.id);
    return performance.now() - began;
  };
  const alone: number[] = [];
  for (let i = 0; i < rounds; i++) alone.push(await timed());
  const beside: number[] = [];
  while (beside.length < rounds) {
    const { name, id } = await begin(flatTemplate(large));
    let over = false;
    const settled = client.settled(name, id).finally(() => {
      over = true;
    });
    while (!over) {
      const time = await timed();
      // The last one had the end of its time for itself.
      if (!over) beside.push(time);
    }
    await settled;
    await client.delete(name, id);
    await client.settled(name, id);
  }
  await Promise.all(made.map(({ name, id }) => client.delete(name, id)));
  await Promise.all(made.map(({ name, id }) => client.settled(name, id)));
  return { large, small, alone: quantiles(alone), beside: quantiles(beside), rounds: beside.length };
}
