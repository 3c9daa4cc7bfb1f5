/** `hearth up`: shows the plan, asks, runs it, shows the outputs. Ctrl-C leaves it where it is; the next command goes on from there. */
import { takesColour } from '../colour.ts';
import { outputLines } from '../output-lines.ts';
import { going, isNothing, planLines } from '../plan/plan-lines.ts';
import { watchStack } from '../progress/watch.ts';
import { Stopped } from '../until-stopped.ts';
import { confirm } from './confirm.ts';
import { planFor } from './plan-for.ts';
import { inSolo, readRequest, type Solo } from './solo.ts';

/** Resolves to the exit code. */
export function runUp(stackName: string, template: string, given: Record<string, unknown>): Promise<number> {
  const prepare = () => readRequest(stackName, template, given);
  return inSolo(given, { name: `hearth up ${stackName}`, readOnly: false, prepare }, async (solo, request) => {
    const { orchestrator, caller, store, stopper } = solo;
    const { stack, plan } = await stopper.unless(planFor(solo, request));
    for (const line of planLines(plan, { colour: takesColour(process.stderr) })) console.error(line);
    const goes = going(plan);
    const question =
      goes === 0 ? 'Go on?' : `${goes} resource${goes === 1 ? '' : 's'} will be deleted or replaced. Go on?`;
    if (!isNothing(plan) && !(await confirm(question, given.yes === true, stopper))) return 1;
    solo.asked = true;
    let stackId: string;
    if (stack === null) ({ stackId } = await stopper.unless(orchestrator.create(caller, request)));
    else {
      await stopper.unless(orchestrator.update(caller, stack, request));
      stackId = stack.id;
    }
    await stopper.unless(solo.startEngine());
    const end = await watchStack(store, stackId, { signal: stopper.signal });
    if (end?.status !== 'COMPLETE') {
      if (stopper.signal.aborted) throw new Stopped();
      console.error(end?.reason ?? 'The stack is gone.');
      return 1;
    }
    await stopper.unless(printOutputs(solo, end.id, given.json === true));
    return 0;
  });
}

export async function printOutputs({ orchestrator, caller }: Solo, id: string, asJson: boolean): Promise<void> {
  const stack = await orchestrator.find(caller, { id });
  const { outputs = [] } = await orchestrator.show(caller, stack, { resolveOutputs: true });
  if (asJson) {
    const { stringify } = await import('../../template/value.ts');
    console.log(stringify(Object.fromEntries(outputs.map(({ key, value }) => [key, value])), 2));
  } else for (const line of outputLines(outputs)) console.log(line);
}
