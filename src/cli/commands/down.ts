import type { Command } from 'commander';
import { addSoloFlags } from '../solo/flags.ts';

export function define(command: Command): void {
  addSoloFlags(command.argument('<stack>', 'name of the stack'))
    .option('-y, --yes', 'do not ask')
    .action(async (stackName: string, given: Record<string, unknown>) => {
      const { runDown } = await import('../solo/down.ts');
      process.exitCode = await runDown(stackName, given);
    });
}
