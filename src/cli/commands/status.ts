import type { Command } from 'commander';
import { addSoloFlags } from '../solo/flags.ts';

export function define(command: Command): void {
  addSoloFlags(command.argument('[stack]', 'name of the stack; without it all stacks'))
    .option('--json', 'the outputs as data')
    .option('--wait', 'go on with what is under way, until it is over')
    .action(async (stackName: string | undefined, given: Record<string, unknown>) => {
      const { runStatus } = await import('../solo/status.ts');
      process.exitCode = await runStatus(stackName, given);
    });
}
