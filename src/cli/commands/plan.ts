import type { Command } from 'commander';
import { addRequestFlags, addSoloFlags } from '../solo/flags.ts';

export function define(command: Command): void {
  addSoloFlags(addRequestFlags(command))
    .option('--all', 'also what stays as it is')
    .option('--json', 'the plan as data')
    .action(async (stackName: string, template: string, given: Record<string, unknown>) => {
      const { openSolo, readRequest } = await import('../solo/solo.ts');
      const { planFor } = await import('../solo/plan-for.ts');
      const { planLines } = await import('../plan/plan-lines.ts');
      const request = await readRequest(stackName, template, given);
      const solo = await openSolo(given);
      try {
        const { plan } = await planFor(solo, request);
        if (given.json) console.log(JSON.stringify(plan, null, 2));
        else
          for (const line of planLines(plan, { colour: process.stdout.isTTY, all: given.all === true }))
            console.log(line);
      } finally {
        await solo.stop();
      }
    });
}
