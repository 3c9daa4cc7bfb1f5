/** `hearth down`: deletes a stack and waits until it is gone. */
import { watchStack } from '../progress/watch.ts';
import { Stopped } from '../until-stopped.ts';
import { confirm } from './confirm.ts';
import { findStack, inSolo, unprepared } from './solo.ts';

/** Resolves to the exit code. */
export function runDown(stackName: string, given: Record<string, unknown>): Promise<number> {
  return inSolo(given, { name: `hearth down ${stackName}`, readOnly: false, prepare: unprepared }, async (solo) => {
    const { orchestrator, store, caller, stopper } = solo;
    const stack = await stopper.unless(findStack(solo, stackName));
    if (stack === null) {
      console.error(`There is no stack ${stackName}.`);
      return 1;
    }
    const [all, own] = await Promise.all([store.countResources(stack.rootId), store.resources(stack.id)]);
    const nested = all - own.length;
    const what = `${all} resource${all === 1 ? '' : 's'}${nested > 0 ? `, ${nested} of them in nested stacks` : ''}`;
    if (!(await confirm(`Delete ${stackName} with its ${what}?`, given.yes === true, stopper))) return 1;
    solo.asked = true;
    await stopper.unless(orchestrator.delete(caller, stack));
    await stopper.unless(solo.startEngine());
    const end = await watchStack(store, stack.id, { signal: stopper.signal });
    if (end === null || (end.action === 'DELETE' && end.status === 'COMPLETE')) return 0;
    if (stopper.signal.aborted) throw new Stopped();
    console.error(end.reason);
    return 1;
  });
}
