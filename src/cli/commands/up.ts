import type { Command } from 'commander';
import { addRequestFlags, addSoloFlags } from '../solo/flags.ts';

export function define(command: Command): void {
  addSoloFlags(addRequestFlags(command))
    .option('-y, --yes', 'do not ask before something is deleted or replaced')
    .option('--json', 'print the outputs as data')
    .action(async (stackName: string, template: string, given: Record<string, unknown>) => {
      const [{ runUp }, { explained }] = await Promise.all([import('../solo/up.ts'), import('../solo/explained.ts')]);
      process.exitCode = await explained(template, () => runUp(stackName, template, given));
    });
}
