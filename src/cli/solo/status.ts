/** `hearth status`: what stacks there are, or one of them with its resources and outputs. */
import { draw } from '../progress/lines.ts';
import { readTree } from '../progress/tree.ts';
import { watchStack } from '../progress/watch.ts';
import { Stopper, within } from '../until-stopped.ts';
import { findStack, openSolo, type Solo } from './solo.ts';
import { printOutputs } from './up.ts';

/** Resolves to the exit code. */
export async function runStatus(stackName: string | undefined, given: Record<string, unknown>): Promise<number> {
  const stopper = new Stopper();
  const solo = await openSolo(given);
  try {
    if (stackName === undefined) return await listStacks(solo);
    let stack = await findStack(solo, stackName);
    if (stack !== null && given.wait && stack.status === 'IN_PROGRESS') {
      await solo.startEngine();
      stack = await watchStack(solo.store, stack.id, { signal: stopper.signal });
    }
    const tree = stack === null ? null : await readTree(solo.store, stack.id);
    if (tree === null) {
      console.error(`There is no stack ${stackName}.`);
      return 1;
    }
    const { createdAt, updatedAt, status, id } = tree.stack;
    if (!given.json) {
      const canvas = {
        width: process.stdout.columns ?? 120,
        height: Number.MAX_SAFE_INTEGER,
        colour: process.stdout.isTTY,
      };
      const lines = draw(tree, { ...canvas, now: Date.now(), since: updatedAt ?? createdAt });
      for (const line of lines) console.log(line);
    }
    if (status === 'COMPLETE') await printOutputs(solo, id, given.json === true);
    return status === 'FAILED' ? 1 : 0;
  } finally {
    await within(solo.config.shutdown_timeout, solo.stop());
  }
}

async function listStacks({ orchestrator, caller }: Solo): Promise<number> {
  const views = await orchestrator.list(caller, { projectId: caller.projectId, showHidden: true }, {});
  const width = Math.max(0, ...views.map(({ row }) => row.name.length));
  for (const { row } of views) {
    console.log(`${row.name.padEnd(width)}  ${`${row.action}_${row.status}`.padEnd(20)}  ${row.reason}`);
  }
  if (views.length === 0) console.log('There are no stacks.');
  return 0;
}
