import type { Command } from 'commander';
import { addRequestFlags, addSoloFlags } from '../solo/flags.ts';

export function define(command: Command): void {
  addSoloFlags(addRequestFlags(command))
    .option('--all', 'also what stays as it is')
    .option('--json', 'the plan as data')
    .action(async (stackName: string, template: string, given: Record<string, unknown>) => {
      const [{ runPlan }, { explained }] = await Promise.all([
        import('../solo/plan.ts'),
        import('../solo/explained.ts'),
      ]);
      process.exitCode = await explained(template, () => runPlan(stackName, template, given));
    });
}
