/** Flags that the solo commands share. */
import type { Command } from 'commander';
import { addConfigFlags } from '../config-flags.ts';

export function addSoloFlags(command: Command): Command {
  return addConfigFlags(command, ['cloud', 'state_dir', 'log_level']);
}

function gather(value: string, before: string[] = []): string[] {
  return [...before, value];
}

export function addRequestFlags(command: Command): Command {
  return command
    .argument('<stack>', 'name of the stack')
    .argument('<template>', 'file or URL')
    .option('-e, --environment <file>', 'environment; may be given several times', gather)
    .option('-P, --parameter <name=value>', 'parameter; may be given several times', gather)
    .option('--tags <tags>', 'comma-separated')
    .option('--timeout <minutes>', 'for the whole operation')
    .option('--rollback', 'undo everything when something fails');
}
