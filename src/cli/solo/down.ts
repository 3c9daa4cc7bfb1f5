/** `hearth down`: deletes a stack and waits until it is gone. */
import { watchStack } from '../progress/watch.ts';
import { Stopper, within } from '../until-stopped.ts';
import { confirm } from './confirm.ts';
import { findStack, openSolo } from './solo.ts';

/** Resolves to the exit code. */
export async function runDown(stackName: string, given: Record<string, unknown>): Promise<number> {
  const stopper = new Stopper();
  const solo = await openSolo(given);
  try {
    const stack = await findStack(solo, stackName);
    if (stack === null) {
      console.error(`There is no stack ${stackName}.`);
      return 1;
    }
    const count = await solo.store.countResources(stack.rootId);
    if (!(await confirm(`Delete ${stackName} with its ${count} resources?`, given.yes === true))) return 1;
    await solo.orchestrator.delete(solo.caller, stack);
    await solo.startEngine();
    const end = await watchStack(solo.store, stack.id, { signal: stopper.signal });
    if (end === null || (end.action === 'DELETE' && end.status === 'COMPLETE')) return 0;
    console.error(stopper.signal.aborted ? 'Stopped; the next command goes on.' : end.reason);
    return 1;
  } finally {
    await within(solo.config.shutdown_timeout, solo.stop());
  }
}
