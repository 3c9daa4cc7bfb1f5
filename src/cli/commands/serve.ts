import type { Command } from 'commander';
import { addConfigFlags, configFrom } from '../config-flags.ts';
import { Stopper, within } from '../until-stopped.ts';
import { keepHeapSmall } from '../wiring/heap-growth.ts';

export function define(command: Command): void {
  command
    .option('--api', 'only the API')
    .option('--engine', 'only an engine; with --api both, which is also the default');
  addConfigFlags(command, [
    'api_host',
    'api_port',
    'cfn_api_port',
    'database_url',
    'data_dir',
    'cloud',
    'log_level',
    'metrics',
    'monitor_address',
  ]).action(serve);
}

async function serve(given: Record<string, unknown>): Promise<void> {
  keepHeapSmall();
  const stopper = new Stopper();
  const config = await configFrom(given);
  const [{ openHearth }, { createLog }, { Metrics }, { authFromSurroundings }] = await Promise.all([
    import('../wiring/hearth.ts'),
    import('../wiring/logging.ts'),
    import('../../api/metrics.ts'),
    import('../../openstack/clouds-yaml.ts'),
  ]);
  const log = createLog(config);
  const service = authFromSurroundings({ cloud: config.cloud ?? undefined });
  const hearth = await openHearth({ config, log, service, metrics: new Metrics() });
  try {
    const both = given.api === given.engine;
    if (both || given.engine) await hearth.startEngine();
    if (both || given.api) {
      await hearth.listen();
      await hearth.listenCfn();
    }
    if (config.monitor_address !== null) await hearth.listenMonitor(config.monitor_address);
    await stopper.asked;
    log.info({}, 'asked to stop');
  } finally {
    await within(config.shutdown_timeout, hearth.stop());
  }
}
