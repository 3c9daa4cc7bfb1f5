/** Pools (octavia/api/v2/types/pool.py and controllers/pool.py). */
import type { Kind } from '../rest/kind.ts';
import {
  adminStateUp,
  choice,
  choices,
  description,
  flag,
  ip,
  name,
  number,
  objects,
  once,
  record,
  required,
  tags,
  text,
  uuid,
} from './attributes.ts';
import { STATE } from './dialect.ts';
import { fault, invalid } from './faults.ts';
import { ids, type OctaviaModel, type Pool, type SessionPersistence } from './model.ts';
import { ALPN, isDatagram, mustGoTogether, POOL_PROTOCOLS, TLS_DEFAULTS, TLS_VERSIONS } from './protocols.ts';

const ALGORITHMS = ['LEAST_CONNECTIONS', 'ROUND_ROBIN', 'SOURCE_IP', 'SOURCE_IP_PORT'];

const persistence = record({
  type: choice(['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE']),
  cookie_name: text(255, /^[^\s,;\\]+$/),
  persistence_timeout: number(0, Number.MAX_SAFE_INTEGER),
  persistence_granularity: ip(),
});

export function pools(model: OctaviaModel): Kind<Pool> {
  const { loadBalancers, listeners, members, healthMonitors, policies } = model;
  const users = (item: Pool) => {
    const redirecting = policies
      .by('redirect_pool_id', item.id)
      .flatMap((policy) => listeners.get(policy.listener_id) ?? []);
    return [...new Set([...listeners.by('default_pool_id', item.id), ...redirecting])];
  };
  return {
    singular: 'pool',
    plural: 'pools',
    label: 'Pool',
    path: '/lbaas/pools',
    collection: model.pools,
    quota: 'pool',
    state: STATE,
    attributes: {
      name: name(),
      description: description(),
      admin_state_up: adminStateUp(),
      listener_id: once(uuid()),
      loadbalancer_id: once(uuid()),
      protocol: once(required(choice(POOL_PROTOCOLS))),
      lb_algorithm: required(choice(ALGORITHMS)),
      session_persistence: persistence,
      // Read by the creation of whole balancers alone, as in Octavia.
      healthmonitor: once({ put: true, default: null, check: (value) => value }),
      members: objects(),
      tags: tags(),
      tls_container_ref: text(),
      ca_tls_container_ref: text(),
      crl_container_ref: text(),
      tls_enabled: flag(false),
      tls_ciphers: text(2048),
      tls_versions: choices(TLS_VERSIONS),
      alpn_protocols: choices(ALPN),
    },
    refers: { loadbalancer_id: { kind: 'loadbalancer' }, listener_id: { kind: 'listener' } },
    within: (item) => [['loadbalancer', item.loadbalancer_id]],
    along: (item) => users(item).map(({ id }) => ['listener', id] as const),
    owner: (_call, body) => ({
      project_id:
        loadBalancers.get(String(body.loadbalancer_id ?? listeners.get(String(body.listener_id))?.loadbalancer_id))
          ?.project_id ?? '',
    }),
    create(_call, item) {
      const listener = listeners.get(item.listener_id as string | null);
      if (item.loadbalancer_id === null) {
        if (!listener) throw invalid('Must provide at least one of: loadbalancer_id, listener_id');
        item.loadbalancer_id = listener.loadbalancer_id;
        mustGoTogether(listener.protocol, item.protocol);
      }
      checkPersistence(item.protocol, item.session_persistence);
      check(item);
      if (item.tls_enabled === true)
        for (const [key, value] of Object.entries(TLS_DEFAULTS)) item[key] ??= structuredClone(value);
      if (listener && listener.default_pool_id !== null) throw fault('DuplicatePoolEntry');
      Object.assign(item, { members: undefined, healthmonitor: undefined });
    },
    created(_call, item) {
      const listener = listeners.get(item.listener_id as string | null);
      delete item.listener_id;
      if (!listener) return;
      listener.default_pool_id = item.id;
      listeners.save(listener);
    },
    update(_call, item, changes) {
      const given = changes.session_persistence as SessionPersistence | null | undefined;
      if (given && given.type === null && item.session_persistence) given.type = item.session_persistence.type;
      checkPersistence(item.protocol, given ?? null);
      if (changes.tls_versions === null) changes.tls_versions = [...TLS_DEFAULTS.tls_versions];
      changes.tls_ciphers = changes.tls_ciphers === null ? TLS_DEFAULTS.tls_ciphers : changes.tls_ciphers;
      if (changes.tls_ciphers === undefined) delete changes.tls_ciphers;
      check({ ...item, ...changes } as Pool);
    },
    remove(_call, item) {
      const [policy] = policies.by('redirect_pool_id', item.id);
      if (policy) throw fault('PoolInUseByL7Policy', { id: item.id, policy: policy.id });
    },
    settled(item) {
      item.operating_status = item.admin_state_up ? 'ONLINE' : 'OFFLINE';
    },
    gone(item) {
      for (const member of members.by('pool_id', item.id)) members.remove(member.id);
      for (const monitor of healthMonitors.by('pool_id', item.id)) healthMonitors.remove(monitor.id);
      for (const listener of listeners.by('default_pool_id', item.id)) {
        listener.default_pool_id = null;
        listeners.save(listener);
      }
    },
    show: (_call, item) => ({
      loadbalancer_id: undefined,
      loadbalancers: [{ id: item.loadbalancer_id }],
      listeners: ids(users(item)),
      members: ids(members.by('pool_id', item.id)),
      healthmonitor_id: healthMonitors.first('pool_id', item.id)?.id,
    }),
  };
}

/** What the protocol allows (octavia/common/validate.py). @throws 400 */
function checkPersistence(protocol: string, given: SessionPersistence | null): void {
  if (given === null) return;
  const timed = given.persistence_timeout !== null || given.persistence_granularity !== null;
  if (isDatagram(protocol)) {
    if (given.cookie_name !== null) throw invalid('Cookie names are not supported for UDP/SCTP pools.');
    if (given.type === 'HTTP_COOKIE' || given.type === 'APP_COOKIE')
      throw invalid(`Session persistence of type ${given.type} is not supported for UDP/SCTP protocol pools.`);
  } else if (timed) throw invalid('persistence_timeout and persistence_granularity is only for UDP protocol pools.');
  if (given.type === null) throw invalid('Invalid session_persistence provided.');
  if (given.cookie_name !== null && given.type !== 'APP_COOKIE')
    throw invalid('Field "cookie_name" can only be specified with session persistence of type "APP_COOKIE".');
  if (given.cookie_name === null && given.type === 'APP_COOKIE')
    throw invalid('Field "cookie_name" must be specified when using the "APP_COOKIE" session persistence type.');
}

function check(item: Pool): void {
  if (item.crl_container_ref !== null && item.ca_tls_container_ref === null)
    throw invalid('A CA certificate reference is required to specify a revocation list.');
}
