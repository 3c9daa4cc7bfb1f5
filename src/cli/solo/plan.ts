/** `hearth plan`: what `up` would do, and why. */
import { planLines } from '../plan/plan-lines.ts';
import { planFor } from './plan-for.ts';
import { openSolo, readRequest } from './solo.ts';

/** Resolves to the exit code. */
export async function runPlan(stackName: string, template: string, given: Record<string, unknown>): Promise<number> {
  const request = await readRequest(stackName, template, given);
  const solo = await openSolo(given);
  try {
    const { plan } = await planFor(solo, request);
    const lines = planLines(plan, { colour: process.stdout.isTTY, all: given.all === true });
    if (given.json) console.log(JSON.stringify(plan, null, 2));
    else for (const line of lines) console.log(line);
    return 0;
  } finally {
    await solo.stop();
  }
}
