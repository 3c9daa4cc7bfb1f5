import type { Command } from 'commander';
import { readValue } from '../config/values.ts';
import { addConfigFlags, configFrom } from '../config-flags.ts';
import { keepHeapSmall } from '../wiring/heap-growth.ts';

const KEYSTONE_PORT = {
  group: 'service',
  kind: 'integer',
  default: 5000,
  minimum: 0,
  maximum: 65_535,
  meaning: 'Port of the dev cloud.',
} as const;

export function define(command: Command): void {
  addConfigFlags(command, ['api_host', 'api_port', 'cfn_api_port', 'data_dir', 'log_level'])
    .option('--keystone-port <number>', 'port of the dev cloud', '5000')
    .option('--instant', 'servers and volumes are ready at once')
    .option('--no-sample', 'without the sample stack')
    .option('--once', 'ends when the sample stack is there')
    .action(async (given: Record<string, unknown>) => {
      keepHeapSmall();
      const { runDev } = await import('../dev/dev.ts');
      process.exitCode = await runDev(await configFrom(given), {
        keystonePort: Number(readValue('keystone-port', KEYSTONE_PORT, given.keystonePort, 'command line')),
        instant: given.instant === true,
        sample: given.sample !== false,
        once: given.once === true,
      });
    });
}
