/** The engine room with the real things: catalogue, clouds by stored credentials, trusts, configuration. */
import { hostname } from 'node:os';
import type { Metrics } from '../../api/metrics.ts';
import { configuration, createOrchestrator, type Engine, type EngineWiring, startEngine } from '../../engine/index.ts';
import type { Orchestrator } from '../../engine/orchestrator.ts';
import { StackCredentials } from '../../identity/deferred-credentials.ts';
import { StackDomain } from '../../identity/stack-domain.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import { limiterStates } from '../../openstack/limiter.ts';
import { configurePatience } from '../../openstack/patience.ts';
import { onCall } from '../../openstack/telemetry.ts';
import type { Config } from '../../options.ts';
import type { Store } from '../../store/store.ts';
import type { Value } from '../../template/value.ts';
import type { Log } from './logging.ts';
import { withPlugins } from './plugins.ts';
import { siteRegistry, siteTemplate } from './site-environment.ts';
import { templateType } from './template-types.ts';
import { VERSION } from './version.ts';

export interface EngineParts {
  store: Store;
  config: Config;
  log: Log;
  service: AuthOptions;
  solo: boolean;
  metrics?: Metrics;
}

export interface EngineRoom {
  orchestrator: Orchestrator;
  startEngine(): Promise<Pick<Engine, 'alive' | 'stop'>>;
}

/** Told to nobody: the engine has no use for them, and what it does not have it cannot leak. */
const KEPT_BACK: ReadonlySet<string> = new Set(['auth_encryption_key', 'database_url']);

export async function openEngineRoom({ store, config, log, service, solo, metrics }: EngineParts): Promise<EngineRoom> {
  const { cloud_timeout: seconds, cloud_retries: retries } = config;
  configurePatience({ tries: retries + 1, timeout: seconds === 0 ? null : seconds * 1000 });
  const { catalogue, questions } = await withPlugins(config.plugins);
  const credentials = new StackCredentials({ service, solo, config });
  const options = Object.fromEntries(Object.entries(config).filter(([name]) => !KEPT_BACK.has(name)));
  const wiring: EngineWiring = {
    store,
    catalogue,
    registry: siteRegistry(config, catalogue),
    templateFile: (url) => siteTemplate(config, url),
    templateType,
    questions,
    cloudFor: (row, projectId) => credentials.cloudFor(row, projectId),
    credentials,
    ...(solo ? {} : { stackUsers: new StackDomain(service, config) }),
    config: configuration({ ...(options as Record<string, Value>), heat_api_url: config.public_url ?? '' }),
    log,
    ...(metrics === undefined ? {} : { observer: observing(metrics) }),
    host: config.host ?? hostname(),
    version: VERSION,
  };
  if (metrics !== undefined) watch(store, metrics);
  return {
    orchestrator: createOrchestrator(wiring),
    async startEngine() {
      const engine = await startEngine(wiring);
      metrics?.provide('hearth_engine', () => engine.figures());
      return engine;
    },
  };
}

function observing(metrics: Metrics): NonNullable<EngineWiring['observer']> {
  return {
    operation: (about) => metrics.operation(about),
    step: (about) => metrics.step(about),
    deviation: (about) => metrics.deviation(about),
  };
}

/** What every process has to tell, in whatever role. */
function watch(store: Store, metrics: Metrics): void {
  onCall((call) => metrics.cloudCall(call));
  store.onCommit((commit) => metrics.storeCommit(commit));
  metrics.provide('hearth_store', () => ({ unknown_keys: store.unknownKeys.length }));
  metrics.provide('hearth_queue', async () => {
    const { operations, oldestAt } = await store.backlog();
    const oldestSeconds = oldestAt === null ? 0 : Math.max(0, Date.now() - oldestAt) / 1000;
    return { operations, oldestSeconds, wakeUps: store.statistics().queued };
  });
  metrics.provide('hearth_cloud', () => {
    const of = (figure: 'limit' | 'running' | 'waiting') =>
      Object.fromEntries(limiterStates().map((state) => [state.endpoint, state[figure]]));
    return { limit: of('limit'), running: of('running'), waiting: of('waiting') };
  });
}
