/** Listeners (octavia/api/v2/types/listener.py and controllers/listener.py). Certificates are taken unseen. */
import type { Call } from '../http/call.ts';
import { parseCidr, parseIp } from '../neutron/ip-address.ts';
import { called, type Kind } from '../rest/kind.ts';
import { PART } from './dialect.ts';
import { fault, pythonList, refuseIf } from './faults.ts';
import { ids, LISTENER, type Listener, type OctaviaModel } from './model.ts';
import { isDatagram, mustGoTogether, TLS_DEFAULTS, transportOf } from './protocols.ts';

const HEADERS = ['X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'];
const SSL_HEADERS = ['Verify', 'Has-Cert', 'DN', 'CN', 'SHA1', 'Not-Before', 'Not-After']
  .map((part) => `X-SSL-Client-${part}`)
  .concat('X-SSL-Issuer');

export function listeners(model: OctaviaModel): Kind<Listener> {
  const { loadBalancers, pools, policies } = model;
  const mustFit = (item: Listener, poolId: unknown): void => {
    if (typeof poolId !== 'string') return;
    const pool = pools.get(poolId);
    if (pool?.loadbalancer_id !== item.loadbalancer_id) throw fault('NotFound', { resource: 'Pool', id: poolId });
    mustGoTogether(item.protocol, pool.protocol);
  };
  return {
    ...PART,
    ...called('listener', 'Listener', '/lbaas/listeners'),
    collection: model.listeners,
    quota: 'listener',
    attributes: LISTENER,
    refers: { loadbalancer_id: { kind: 'loadbalancer', goes: true }, default_pool_id: { kind: 'pool', forgets: true } },
    within: (item) => [['loadbalancer', item.loadbalancer_id]],
    owner: (_call, body) => loadBalancers.get(String(body.loadbalancer_id)),
    create(_call, item) {
      mustFit(item, item.default_pool_id);
      check(item);
      if (item.protocol === 'TERMINATED_HTTPS')
        for (const [key, value] of Object.entries(TLS_DEFAULTS)) item[key] ??= structuredClone(value);
      checkCidrs(item.allowed_cidrs, loadBalancers.get(item.loadbalancer_id)?.vip_address);
      if (item.allowed_cidrs?.length === 0) item.allowed_cidrs = null;
      Object.assign(item, { default_pool: undefined, l7policies: undefined });
    },
    unique(item) {
      const taken = model.listeners
        .by('loadbalancer_id', item.loadbalancer_id)
        .find(
          (other) =>
            other.protocol_port === item.protocol_port && transportOf(other.protocol) === transportOf(item.protocol),
        );
      if (taken) throw fault('DuplicateListenerEntry', { protocol: taken.protocol, port: taken.protocol_port });
    },
    update(_call: Call, item, changes) {
      mustFit(item, changes.default_pool_id);
      check({ ...item, ...changes } as Listener);
      checkCidrs(changes.allowed_cidrs as string[] | undefined, loadBalancers.get(item.loadbalancer_id)?.vip_address);
      if (Array.isArray(changes.allowed_cidrs) && changes.allowed_cidrs.length === 0) changes.allowed_cidrs = null;
    },
    show: (_call, item) => ({
      loadbalancer_id: undefined,
      loadbalancers: [{ id: item.loadbalancer_id }],
      l7policies: ids(policies.by('listener_id', item.id).sort((a, b) => a.position - b.position)),
    }),
  };
}

/** What the protocol allows of certificates and headers. @throws 400 */
function check(item: Listener): void {
  const { protocol, client_ca_tls_container_ref: ca, tls_versions: versions, alpn_protocols: alpn } = item;
  const hasCertificate = item.default_tls_container_ref !== null || item.sni_container_refs.length > 0;
  const hasReferences = hasCertificate || ca !== null;
  const headers = Object.keys(item.insert_headers);
  const ssl = headers.filter((header) => SSL_HEADERS.includes(header));
  const takesHeaders = protocol === 'HTTP' || protocol === 'TERMINATED_HTTPS';
  const offloads = protocol === 'TERMINATED_HTTPS' || (protocol === 'PROMETHEUS' && hasReferences);
  const NEEDED = 'An SNI or default certificate container reference must be provided';
  const REMOVE = 'or remove this parameter to use the default.';
  if (headers.length > 0 && !takesHeaders)
    throw fault('InvalidOption', { value: 'insert-headers', option: `a ${protocol} protocol listener.` });
  if (headers.some((header) => ![...HEADERS, ...SSL_HEADERS].includes(header)))
    throw fault('InvalidOption', { value: pythonList(headers), option: 'insert_headers' });
  if (ssl.length > 0 && protocol !== 'TERMINATED_HTTPS')
    throw fault('InvalidOption', { value: pythonList(ssl), option: `${protocol} protocol listener.` });
  refuseIf(isDatagram(protocol) && hasReferences, `${protocol} protocol listener does not support TLS.`);
  refuseIf(
    !offloads && hasReferences,
    `Certificate container references are not allowed on ${protocol} protocol listeners.`,
  );
  refuseIf(ca !== null && !hasCertificate, `${NEEDED} with a client CA container reference.`);
  refuseIf(offloads && !hasCertificate, `${NEEDED} for ${protocol} protocol listeners.`);
  refuseIf(
    item.client_authentication !== 'NONE' && ca === null,
    `Client authentication setting ${item.client_authentication} requires a client CA container reference.`,
  );
  refuseIf(
    item.client_crl_container_ref !== null && ca === null,
    'A client authentication CA reference is required to specify a client authentication revocation list.',
  );
  const EMPTY_TLS = `Empty TLS version list. Either specify at least one TLS version ${REMOVE}`;
  refuseIf(offloads && versions?.length === 0, EMPTY_TLS);
  const EMPTY_ALPN = `Empty ALPN protocol list. Either specify at least one ALPN protocol ${REMOVE}`;
  refuseIf(offloads && alpn?.length === 0, EMPTY_ALPN);
}

function checkCidrs(cidrs: string[] | null | undefined, vip = ''): void {
  const foreign = cidrs?.find((cidr) => parseCidr(cidr)?.version !== parseIp(vip)?.version);
  refuseIf(foreign !== undefined, `CIDR ${foreign} IP version incompatible with VIP ${vip} IP version.`);
}
