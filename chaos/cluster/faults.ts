/** What the cloud does to its callers while the chaos lasts. */
import type { FaultRule } from '../../src/devcloud/index.ts';

const CLOUDS = ['compute', 'network', 'volume'] as const;

/** @param hangs requests that are never answered, in all; each costs its caller a timeout */
export function faultRules(hangs: number): FaultRule[] {
  const each = (rule: Omit<FaultRule, 'service'>): FaultRule[] => CLOUDS.map((service) => ({ ...rule, service }));
  return [
    { probability: 0.4, effect: { latencyMs: [1, 40] } },
    { probability: 0.02, effect: { latencyMs: [200, 800] } },
    ...each({ probability: 0.008, effect: { status: 500 } }),
    ...each({ probability: 0.01, effect: { status: 503, retryAfter: 1 } }),
    ...each({ probability: 0.01, effect: { status: 429, retryAfter: 1 } }),
    ...each({ probability: 0.008, effect: { drop: 'before' } }),
    ...each({ probability: 0.012, effect: { drop: 'after' } }),
    ...each({ method: 'POST', probability: 0.01, effect: { status: 500, afterActing: true } }),
    ...(hangs === 0 ? [] : each({ method: 'POST', probability: 0.001, count: hangs, effect: { hang: 'after' } })),
    { service: 'compute', method: 'POST', path: '/servers$', probability: 0.02, effect: { outcome: 'ERROR' } },
    { service: 'volume', method: 'POST', path: '/volumes$', probability: 0.02, effect: { outcome: 'error' } },
    { service: 'identity', probability: 0.005, effect: { status: 503 } },
    { service: 'identity', probability: 0.005, effect: { drop: 'after' } },
  ];
}
