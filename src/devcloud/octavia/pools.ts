/** Pools (octavia/api/v2/types/pool.py and controllers/pool.py). */
import { called, type Kind } from '../rest/kind.ts';
import { PART } from './dialect.ts';
import { fault, invalid, refuseIf } from './faults.ts';
import { ids, type OctaviaModel, POOL, type Pool, type SessionPersistence } from './model.ts';
import { isDatagram, mustGoTogether, TLS_DEFAULTS } from './protocols.ts';

export function pools(model: OctaviaModel): Kind<Pool> {
  const { loadBalancers, listeners, members, healthMonitors, policies } = model;
  const users = (item: Pool) => {
    const redirecting = policies
      .by('redirect_pool_id', item.id)
      .flatMap((policy) => listeners.get(policy.listener_id) ?? []);
    return [...new Set([...listeners.by('default_pool_id', item.id), ...redirecting])];
  };
  return {
    ...PART,
    ...called('pool', 'Pool', '/lbaas/pools'),
    collection: model.pools,
    quota: 'pool',
    attributes: POOL,
    refers: { loadbalancer_id: { kind: 'loadbalancer', goes: true }, listener_id: { kind: 'listener' } },
    within: (item) => [['loadbalancer', item.loadbalancer_id]],
    along: (item) => users(item).map(({ id }) => ['listener', id] as const),
    owner: (_call, body) =>
      loadBalancers.get(String(body.loadbalancer_id ?? listeners.get(String(body.listener_id))?.loadbalancer_id)),
    create(_call, item) {
      const listener = listeners.get(item.listener_id as string | null);
      if (item.loadbalancer_id === null) {
        if (!listener) throw invalid('Must provide at least one of: loadbalancer_id, listener_id');
        item.loadbalancer_id = listener.loadbalancer_id;
        mustGoTogether(listener.protocol, item.protocol);
      }
      checkPersistence(item.protocol, item.session_persistence);
      checkRevocation(item);
      if (item.tls_enabled === true)
        for (const [key, value] of Object.entries(TLS_DEFAULTS)) item[key] ??= structuredClone(value);
      if (listener && listener.default_pool_id !== null) throw fault('DuplicatePoolEntry');
      Object.assign(item, { members: undefined, healthmonitor: undefined });
    },
    created(_call, item) {
      const listener = listeners.get(item.listener_id as string | null);
      Object.assign(item, { listener_id: undefined });
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
      checkRevocation({ ...item, ...changes } as Pool);
    },
    remove(_call, item) {
      const [policy] = policies.by('redirect_pool_id', item.id);
      if (policy) throw fault('PoolInUseByL7Policy', { id: item.id, policy: policy.id });
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
  const { type, cookie_name: cookie } = given;
  const timed = given.persistence_timeout !== null || given.persistence_granularity !== null;
  const datagram = isDatagram(protocol);
  const byCookie = type === 'HTTP_COOKIE' || type === 'APP_COOKIE';
  refuseIf(datagram && cookie !== null, 'Cookie names are not supported for UDP/SCTP pools.');
  refuseIf(datagram && byCookie, `Session persistence of type ${type} is not supported for UDP/SCTP protocol pools.`);
  refuseIf(!datagram && timed, 'persistence_timeout and persistence_granularity is only for UDP protocol pools.');
  refuseIf(type === null, 'Invalid session_persistence provided.');
  refuseIf(
    cookie !== null && type !== 'APP_COOKIE',
    'Field "cookie_name" can only be specified with session persistence of type "APP_COOKIE".',
  );
  refuseIf(
    cookie === null && type === 'APP_COOKIE',
    'Field "cookie_name" must be specified when using the "APP_COOKIE" session persistence type.',
  );
}

const checkRevocation = (item: Pool): void =>
  refuseIf(
    item.crl_container_ref !== null && item.ca_tls_container_ref === null,
    'A CA certificate reference is required to specify a revocation list.',
  );
