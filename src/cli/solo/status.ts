/** `hearth status`: what stacks there are, or one of them with its resources, where they can be reached, and outputs. */

import type { ValueMap } from '../../template/value.ts';
import { takesColour } from '../colour.ts';
import { readTree, type StackTree, walk } from '../progress/tree.ts';
import { watchStack } from '../progress/watch.ts';
import { Stopped } from '../until-stopped.ts';
import { findStack, inSolo, type Solo, unprepared } from './solo.ts';
import { ADDRESSES, statusLines } from './status-lines.ts';
import { printOutputs } from './up.ts';

/** Resources of which it is asked where they can be reached, at most; of the others only the id is shown. */
const MOST_ASKED = 100;
const ASKED_AT_ONCE = 8;
const WIDTH = 120;

/** Resolves to the exit code. */
export function runStatus(stackName: string | undefined, given: Record<string, unknown>): Promise<number> {
  const goesOn = stackName !== undefined && given.wait === true;
  const name = `hearth status${stackName === undefined ? '' : ` ${stackName}`}`;
  return inSolo(given, { name, readOnly: goesOn ? 'beside others' : true, prepare: unprepared }, async (solo) => {
    const { stopper, store } = solo;
    if (stackName === undefined) return await stopper.unless(listStacks(solo));
    let stack = await stopper.unless(findStack(solo, stackName));
    if (stack?.status === 'IN_PROGRESS' && goesOn) {
      if (!solo.readOnly) {
        solo.asked = true;
        await stopper.unless(solo.startEngine());
      }
      stack = await watchStack(store, stack.id, { signal: stopper.signal });
      if (stopper.signal.aborted) throw new Stopped();
    }
    const tree = stack === null ? null : await readTree(store, stack.id);
    if (tree === null) {
      console.error(`There is no stack ${stackName}.`);
      return 1;
    }
    if (!given.json) {
      const attributes = await stopper.unless(askAddresses(solo, tree));
      const colour = takesColour(process.stdout);
      const width = process.stdout.columns ?? WIDTH;
      for (const line of statusLines(tree, { colour, width, now: Date.now(), attributes })) console.log(line);
    }
    const { status, id } = tree.stack;
    if (status === 'COMPLETE') await stopper.unless(printOutputs(solo, id, given.json === true));
    return status === 'FAILED' ? 1 : 0;
  });
}

/** Of the tree's servers, ports and the like; by row id. What cannot be asked is left out. */
async function askAddresses({ orchestrator, caller, store }: Solo, tree: StackTree): Promise<Map<string, ValueMap>> {
  const found = new Map<string, ValueMap>();
  const reachable = [...walk(tree.branches)].filter(({ row }) => ADDRESSES[row.type] && row.physicalId !== null);
  const queue = reachable.slice(0, MOST_ASKED).values();
  const ask = async (): Promise<void> => {
    for (const { row } of queue) {
      const stack = row.stackId === tree.stack.id ? tree.stack : await store.stack(row.stackId);
      if (stack === null) continue;
      const names = [...(ADDRESSES[row.type] ?? [])];
      const view = await orchestrator.resource(caller, stack, row.name, { withAttributes: names }).catch(() => null);
      const attributes = view?.attributes ?? {};
      found.set(row.id, Object.fromEntries(names.map((each) => [each, attributes[each] ?? null])));
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return found;
}

async function listStacks({ orchestrator, caller }: Solo): Promise<number> {
  const views = await orchestrator.list(caller, { projectId: caller.projectId, showHidden: true }, {});
  const width = Math.max(0, ...views.map(({ row }) => row.name.length));
  for (const { row } of views) {
    console.log(`${row.name.padEnd(width)}  ${`${row.action}_${row.status}`.padEnd(20)}  ${row.id}  ${row.reason}`);
  }
  if (views.length === 0) console.log('There are no stacks.');
  return 0;
}
