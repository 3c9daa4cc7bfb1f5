/** The orchestration API as the configuration wants it. Loaded only by processes that serve it. */
import type { FastifyInstance } from 'fastify';
import { Metrics } from '../../api/metrics.ts';
import { createNativeApi } from '../../api/native/native-api.ts';
import type { ApiSettings } from '../../api/native/route.ts';
import type { Orchestrator } from '../../engine/orchestrator.ts';
import { KeystoneIdentity } from '../../identity/keystone-identity.ts';
import { ownUrls } from '../../identity/own-urls.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import type { Config } from '../../options.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from './logging.ts';
import { createEnforcer } from './policy-file.ts';

export interface ApiParts {
  config: Config;
  log: Log;
  service: AuthOptions;
  store: Store;
  orchestrator: Orchestrator;
  metrics?: Metrics;
  tls?: { cert: Buffer; key: Buffer };
}

export async function openApi({
  config,
  log,
  service,
  store,
  orchestrator,
  metrics,
  tls,
}: ApiParts): Promise<FastifyInstance> {
  return createNativeApi({
    orchestrator,
    identity: new KeystoneIdentity(service, config),
    enforcer: createEnforcer(config),
    metrics: metrics ?? new Metrics(),
    serveMetrics: config.metrics,
    health: () => store.ping(),
    log,
    tls,
    tokenCache: { maxAge: Math.min(config.token_cache_time, 300) * 1000 },
    listedUrls: ownUrls(service, 'orchestration'),
    settings: apiSettings(config),
  });
}

export function apiSettings(config: Config): ApiSettings {
  return {
    maxJsonBodySize: config.max_json_body_size,
    maxTemplateSize: config.max_template_size,
    requestTimeout: config.request_timeout,
    templateFetchTimeout: config.template_fetch_timeout,
    hiddenStackTags: config.hidden_stack_tags,
    signatureVersions: config.cfn_signature_versions,
    revision: config.heat_revision,
    publicUrl: config.public_url,
    proxyHeaders: config.enable_proxy_headers_parsing,
  };
}
