/** `hearth plan`: what `up` would do, and why. */
import { takesColour } from '../colour.ts';
import { planLines } from '../plan/plan-lines.ts';
import { planFor } from './plan-for.ts';
import { inSolo, readRequest } from './solo.ts';

/** Resolves to the exit code. */
export function runPlan(stackName: string, template: string, given: Record<string, unknown>): Promise<number> {
  const prepare = () => readRequest(stackName, template, given);
  return inSolo(given, { name: `hearth plan ${stackName}`, readOnly: true, prepare }, async (solo, request) => {
    const { plan } = await solo.stopper.unless(planFor(solo, request));
    const lines = planLines(plan, { colour: takesColour(process.stdout), all: given.all === true });
    if (given.json) console.log(JSON.stringify(plan, null, 2));
    else for (const line of lines) console.log(line);
    return 0;
  });
}
