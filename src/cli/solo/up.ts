/** `hearth up`: shows the plan, runs it, shows the outputs. Ctrl-C leaves it where it is; the next command goes on from there. */

import { outputLines } from '../output-lines.ts';
import { isDestructive, planLines } from '../plan/plan-lines.ts';
import { watchStack } from '../progress/watch.ts';
import { Stopper, within } from '../until-stopped.ts';
import { confirm } from './confirm.ts';
import { planFor } from './plan-for.ts';
import { openSolo, readRequest, type Solo } from './solo.ts';

/** Resolves to the exit code. */
export async function runUp(stackName: string, template: string, given: Record<string, unknown>): Promise<number> {
  const stopper = new Stopper();
  const request = await readRequest(stackName, template, given);
  const solo = await openSolo(given);
  const { orchestrator, caller, store } = solo;
  try {
    const { stack, plan } = await planFor(solo, request);
    for (const line of planLines(plan, { colour: process.stderr.isTTY })) console.error(line);
    if (stack !== null && isDestructive(plan) && !(await confirm('Go on?', given.yes === true))) return 1;
    let stackId: string;
    if (stack === null) ({ stackId } = await orchestrator.create(caller, request));
    else {
      await orchestrator.update(caller, stack, request);
      stackId = stack.id;
    }
    await solo.startEngine();
    const end = await watchStack(store, stackId, { signal: stopper.signal });
    if (end === null || end.status !== 'COMPLETE') {
      console.error(
        stopper.signal.aborted ? 'Stopped; the next command goes on.' : (end?.reason ?? 'The stack is gone.'),
      );
      return 1;
    }
    await printOutputs(solo, end.id, given.json === true);
    return 0;
  } finally {
    await within(solo.config.shutdown_timeout, solo.stop());
  }
}

export async function printOutputs({ orchestrator, caller }: Solo, id: string, asJson: boolean): Promise<void> {
  const stack = await orchestrator.find(caller, { id });
  const { outputs = [] } = await orchestrator.show(caller, stack, { resolveOutputs: true });
  if (asJson) {
    const { stringify } = await import('../../template/value.ts');
    console.log(stringify(Object.fromEntries(outputs.map(({ key, value }) => [key, value])), 2));
  } else for (const line of outputLines(outputs)) console.log(line);
}
