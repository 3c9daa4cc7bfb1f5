/** The CloudFormation API as the configuration wants it. Loaded only by processes that serve it. */
import type { FastifyInstance } from 'fastify';
import { createCfnApi } from '../../api/cfn/cfn-api.ts';
import { Metrics } from '../../api/metrics.ts';
import { KeystoneIdentity } from '../../identity/keystone-identity.ts';
import { ownUrls } from '../../identity/own-urls.ts';
import { type ApiParts, apiSettings } from './open-api.ts';
import { createEnforcer } from './policy-file.ts';

export async function openCfnApi(parts: ApiParts): Promise<FastifyInstance> {
  const { config, log, service, store, orchestrator, metrics, tls } = parts;
  return createCfnApi({
    orchestrator,
    seen: store,
    identity: new KeystoneIdentity(service, config),
    enforcer: createEnforcer(config),
    metrics: metrics ?? new Metrics(),
    log,
    tls,
    tokenCache: { maxAge: Math.min(config.token_cache_time, 300) * 1000 },
    listedUrls: ownUrls(service, 'cloudformation'),
    settings: apiSettings(config),
  });
}
