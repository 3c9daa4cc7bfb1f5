/**
 * OS::Neutron::LBaaS::*: Octavia's types under the names that they had while load balancers were Neutron's, with the properties of then. Heat
 * has only kept the names, and makes nothing of them.
 */
import { maps, type ValueMap } from '../../template/value.ts';
import { checked, hidden, list, lookedUp, oneOf, preset, required, since, text } from '../terms/index.ts';
import type { ResourceType } from '../type.ts';
import { type Difference, variantOf } from '../variant.ts';
import { healthMonitor } from './health-monitor.ts';
import { l7Policy } from './l7-policy.ts';
import { l7Rule } from './l7-rule.ts';
import { listener } from './listener.ts';
import { loadBalancer } from './load-balancer.ts';
import { pool } from './pool.ts';
import { poolMember } from './pool-member.ts';
import { octavia } from './profile.ts';

/** What a pool speaks; a listener may take off TLS as well. */
const PROTOCOLS = ['TCP', 'HTTP', 'HTTPS'] as const;
const LOAD_BALANCER = checked('neutron.lbaas.loadbalancer');
const LISTENER = checked('neutron.lbaas.listener');
const POOL = checked('neutron.lbaas.pool');

/** Monitors that speak no HTTP have its presets, too, of which Octavia will not hear. */
function spoken({ properties: { type } }: { properties: ValueMap }, body: ValueMap): ValueMap {
  if (String(type).startsWith('HTTP')) return body;
  const { expected_codes: _codes, http_method: _method, url_path: _path, ...other } = body;
  return other;
}

export const lbaas: readonly ResourceType[] = [
  formerly(loadBalancer, '6.0.0', {
    without: ['availability_zone', 'flavor', 'flavor_id'],
    properties: { provider: checked('neutron.lbaas.provider') },
    attributes: { pools: list('Its pools, each a map with its id.', since('9.0.0')) },
  }),
  formerly(listener, '6.0.0', {
    without: ['allowed_cidrs'],
    properties: {
      default_pool: { ...POOL, ...since('9.0.0') },
      loadbalancer: { ...LOAD_BALANCER, required: false },
      protocol: oneOf(...PROTOCOLS, 'TERMINATED_HTTPS'),
    },
    needsOneOf: [['loadbalancer', 'default_pool']],
    async body({ cloud, properties: { default_pool: given } }, body) {
      if (body.loadbalancer_id !== undefined) return body;
      const shown = await cloud.observe(octavia('pool').collection, String(given));
      return { ...body, loadbalancer_id: maps(shown?.loadbalancers)[0]?.id ?? null };
    },
  }),
  formerly(pool, '6.0.0', {
    without: ['tls_enabled'],
    properties: {
      lb_algorithm: oneOf('ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP'),
      listener: LISTENER,
      loadbalancer: { ...LOAD_BALANCER, ...since('9.0.0') },
      protocol: oneOf(...PROTOCOLS),
      session_persistence: { updateAllowed: false },
    },
  }),
  formerly(poolMember, '6.0.0', {
    without: ['monitor_address', 'monitor_port', 'tags'],
    properties: { pool: POOL, subnet: required },
    attributes: { address: text('Its address.'), pool_id: text('Id of its pool.') },
    read: { pool_id: ({ properties: { pool } }) => pool ?? null },
  }),
  formerly(healthMonitor, '6.0.0', {
    properties: {
      expected_codes: preset('200'),
      http_method: preset('GET'),
      pool: POOL,
      type: oneOf('PING', 'TCP', 'HTTP', 'HTTPS'),
      url_path: preset('/'),
    },
    body: spoken,
    changes: spoken,
  }),
  formerly(l7Policy, '7.0.0', { properties: { listener: LISTENER, redirect_pool: POOL } }),
  formerly(l7Rule, '7.0.0', { properties: { l7policy: { constraints: [], ...lookedUp('octavia.l7policy') } } }),
];

function formerly(type: ResourceType, version: string, difference: Omit<Difference, 'name'>): ResourceType {
  const name = type.name.replace('Octavia', 'Neutron::LBaaS');
  return variantOf(type, { name, ...hidden('21.0.0', `Use ${type.name} instead.`, since(version)), ...difference });
}
