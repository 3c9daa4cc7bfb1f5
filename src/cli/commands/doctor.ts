import type { Command } from 'commander';
import { addConfigFlags } from '../config-flags.ts';

export function define(command: Command): void {
  addConfigFlags(command, ['database_url', 'data_dir', 'cloud', 'api_host', 'api_port'])
    .option('--json', 'as data')
    .action(async (given: Record<string, unknown>) => {
      const { runDoctor } = await import('../doctor/doctor.ts');
      process.exitCode = await runDoctor(given);
    });
}
