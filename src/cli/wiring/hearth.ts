/**
 * Hearth put together from its configuration: store, catalogue, engine room, and as asked the API and an engine. What the commands run
 * is this, and nothing else.
 */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../../api/metrics.ts';
import type { Orchestrator } from '../../engine/orchestrator.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import type { Config } from '../../options.ts';
import type { Store } from '../../store/store.ts';
import { ConfigError } from '../config/values.ts';
import { applyCloudLimits } from './cloud-limits.ts';
import { openEngineRoom } from './engine-room.ts';
import type { Log } from './logging.ts';
import { openConfiguredStore } from './open-store.ts';
import { openTracing } from './open-tracing.ts';
import { applyAddressRules } from './outgoing.ts';
import { VERSION } from './version.ts';

export interface HearthOptions {
  config: Config;
  log: Log;
  /** The service user; for a solo user, that user. */
  service: AuthOptions;
  /** All stacks are the configured user's own; no trusts. */
  solo?: boolean;
  metrics?: Metrics;
  /** Opened already; `stop` closes it. */
  store?: Store;
}

export interface Hearth {
  readonly store: Store;
  readonly orchestrator: Orchestrator;
  /** Serves the orchestration API; resolves to its base URL. */
  listen(address?: { host: string; port: number }): Promise<string>;
  /** Serves the CloudFormation API; resolves to its base URL. Where the port is taken, it has another one, and the log says which. */
  listenCfn(address?: { host: string; port: number }): Promise<string>;
  /** Serves `/healthcheck` and `/metrics` at `host:port`; resolves to its base URL. */
  listenMonitor(address: string): Promise<string>;
  /** Takes up work from here on. */
  startEngine(): Promise<void>;
  /** Takes no more requests and work, lets what is under way come to a good place, hands the rest over, and closes. */
  stop(): Promise<void>;
}

export async function openHearth(options: HearthOptions): Promise<Hearth> {
  const { config, log, service, metrics } = options;
  applyCloudLimits(config);
  applyAddressRules(config, options.solo ?? false);
  const stopTracing = await openTracing(VERSION);
  const store = options.store ?? (await openConfiguredStore(config));
  let room: Awaited<ReturnType<typeof openEngineRoom>>;
  try {
    room = await openEngineRoom({ store, config, log, service, solo: options.solo ?? false, metrics });
  } catch (error) {
    if (options.store === undefined) await store.close();
    throw error;
  }
  let api: FastifyInstance | undefined;
  let cfnApi: FastifyInstance | undefined;
  let monitor: FastifyInstance | undefined;
  let engine: Awaited<ReturnType<typeof room.startEngine>> | undefined;
  let stopping: Promise<void> | undefined;

  async function health(): Promise<void> {
    await store.ping();
    if (engine?.alive === false) throw new Error('the engine is not registered with the database');
  }

  async function stop(): Promise<void> {
    await Promise.all([api?.close(), cfnApi?.close(), engine?.stop()]);
    // Watched to the end.
    await monitor?.close();
    await store.close();
    await stopTracing();
  }

  return {
    store,
    orchestrator: room.orchestrator,
    async listen(address = { host: config.api_host, port: config.api_port }) {
      const { openApi } = await import('./open-api.ts');
      api = await openApi({
        config,
        log,
        service,
        store,
        orchestrator: room.orchestrator,
        metrics,
        tls: readTls(config),
      });
      const url = await api.listen(address);
      log.info({ url }, 'the orchestration API listens');
      return url;
    },
    async listenCfn({ host, port: wanted } = { host: config.api_host, port: config.cfn_api_port }) {
      const [{ openCfnApi }, { choosePort }] = await Promise.all([
        import('./open-cfn-api.ts'),
        import('./choose-port.ts'),
      ]);
      const { orchestrator } = room;
      cfnApi = await openCfnApi({ config, log, service, store, orchestrator, metrics, tls: readTls(config) });
      const port = await choosePort(wanted, host);
      if (wanted !== 0 && port !== wanted) {
        log.warn({ wanted, port }, 'the port of the CloudFormation API is taken; it has another one');
      }
      const url = await cfnApi.listen({ host, port });
      log.info({ url }, 'the CloudFormation API listens');
      return url;
    },
    async listenMonitor(address) {
      const [{ createMonitor }, { Metrics }] = await Promise.all([
        import('../../api/monitor.ts'),
        import('../../api/metrics.ts'),
      ]);
      monitor = createMonitor({ metrics: metrics ?? new Metrics(), health });
      const url = await monitor.listen(addressOf(address));
      log.info({ url }, 'the monitor listens');
      return url;
    },
    async startEngine() {
      engine = await room.startEngine();
      log.info({}, 'the engine works');
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

function readTls(config: Config): { cert: Buffer; key: Buffer } | undefined {
  const { tls_cert_file: cert, tls_key_file: key } = config;
  return cert === null || key === null ? undefined : { cert: readFileSync(cert), key: readFileSync(key) };
}

/** `127.0.0.1:9004`, `[::1]:9004`. @throws ConfigError */
function addressOf(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new ConfigError(`monitor_address has to be host:port (${JSON.stringify(text)})`);
  }
  return { host, port: Number(port) };
}
