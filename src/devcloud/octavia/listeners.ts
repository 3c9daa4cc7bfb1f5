/** Listeners (octavia/api/v2/types/listener.py and controllers/listener.py). Certificates are taken unseen. */
import type { Call } from '../http/call.ts';
import { parseCidr, parseIp } from '../neutron/ip-address.ts';
import type { Kind } from '../rest/kind.ts';
import {
  adminStateUp,
  choice,
  choices,
  cidrs,
  description,
  name,
  number,
  objects,
  once,
  required,
  tags,
  text,
  textMap,
  texts,
  uuid,
} from './attributes.ts';
import { STATE } from './dialect.ts';
import { fault, invalid, pythonList } from './faults.ts';
import { ids, type Listener, type OctaviaModel } from './model.ts';
import {
  ALPN,
  isDatagram,
  LISTENER_PROTOCOLS,
  mustGoTogether,
  TLS_DEFAULTS,
  TLS_VERSIONS,
  transportOf,
} from './protocols.ts';

/** 24 days in milliseconds. */
const MAX_TIMEOUT = 24 * 24 * 60 * 60 * 1000;
const timeout = (ms: number) => number(0, MAX_TIMEOUT, ms);

const HEADERS = ['X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'];
const SSL_HEADERS = [
  'X-SSL-Client-Verify',
  'X-SSL-Client-Has-Cert',
  'X-SSL-Client-DN',
  'X-SSL-Client-CN',
  'X-SSL-Issuer',
  'X-SSL-Client-SHA1',
  'X-SSL-Client-Not-Before',
  'X-SSL-Client-Not-After',
];

export function listeners(model: OctaviaModel): Kind<Listener> {
  const { loadBalancers, pools, policies, rules } = model;
  const mustFit = (item: Listener, poolId: unknown): void => {
    if (typeof poolId !== 'string') return;
    const pool = pools.get(poolId);
    if (pool?.loadbalancer_id !== item.loadbalancer_id) throw fault('NotFound', { resource: 'Pool', id: poolId });
    mustGoTogether(item.protocol, pool.protocol);
  };
  return {
    singular: 'listener',
    plural: 'listeners',
    label: 'Listener',
    path: '/lbaas/listeners',
    collection: model.listeners,
    quota: 'listener',
    state: STATE,
    attributes: {
      name: name(),
      description: description(),
      admin_state_up: adminStateUp(),
      protocol: once(required(choice(LISTENER_PROTOCOLS))),
      protocol_port: once(required(number(1, 65_535))),
      connection_limit: number(-1, Number.MAX_SAFE_INTEGER, -1),
      default_tls_container_ref: text(),
      sni_container_refs: texts(),
      default_pool_id: uuid(),
      // Read by the creation of whole balancers alone, as in Octavia.
      default_pool: once({ ...textMap(), check: (value) => value }),
      l7policies: objects(),
      insert_headers: textMap(),
      loadbalancer_id: once(required(uuid())),
      timeout_client_data: timeout(50_000),
      timeout_member_connect: timeout(5_000),
      timeout_member_data: timeout(50_000),
      timeout_tcp_inspect: timeout(0),
      tags: tags(),
      client_ca_tls_container_ref: text(),
      client_authentication: choice(['NONE', 'OPTIONAL', 'MANDATORY'], 'NONE'),
      client_crl_container_ref: text(),
      allowed_cidrs: cidrs(),
      tls_ciphers: text(2048),
      tls_versions: choices(TLS_VERSIONS),
      alpn_protocols: choices(ALPN),
    },
    refers: { loadbalancer_id: { kind: 'loadbalancer' }, default_pool_id: { kind: 'pool' } },
    within: (item) => [['loadbalancer', item.loadbalancer_id]],
    owner: (_call, body) => ({ project_id: loadBalancers.get(String(body.loadbalancer_id))?.project_id ?? '' }),
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
    settled(item) {
      item.operating_status = item.admin_state_up ? 'ONLINE' : 'OFFLINE';
    },
    gone(item) {
      for (const policy of policies.by('listener_id', item.id)) {
        for (const rule of rules.by('l7policy_id', policy.id)) rules.remove(rule.id);
        policies.remove(policy.id);
      }
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
  const { protocol } = item;
  const sni = item.sni_container_refs as string[];
  const hasCertificate = item.default_tls_container_ref !== null || sni.length > 0;
  const hasReferences = hasCertificate || item.client_ca_tls_container_ref !== null;
  const headers = Object.keys(item.insert_headers as object);
  if (headers.length > 0 && !['HTTP', 'TERMINATED_HTTPS'].includes(protocol))
    throw fault('InvalidOption', { value: 'insert-headers', option: `a ${protocol} protocol listener.` });
  if (headers.some((header) => ![...HEADERS, ...SSL_HEADERS].includes(header)))
    throw fault('InvalidOption', { value: pythonList(headers), option: 'insert_headers' });
  const ssl = headers.filter((header) => SSL_HEADERS.includes(header));
  if (ssl.length > 0 && protocol !== 'TERMINATED_HTTPS')
    throw fault('InvalidOption', { value: pythonList(ssl), option: `${protocol} protocol listener.` });
  if (isDatagram(protocol) && hasReferences) throw invalid(`${protocol} protocol listener does not support TLS.`);
  const offloads = protocol === 'TERMINATED_HTTPS' || (protocol === 'PROMETHEUS' && hasReferences);
  if (!offloads && hasReferences)
    throw invalid(`Certificate container references are not allowed on ${protocol} protocol listeners.`);
  if (item.client_ca_tls_container_ref !== null && !hasCertificate)
    throw invalid(
      'An SNI or default certificate container reference must be provided with a client CA container reference.',
    );
  if (offloads && !hasCertificate)
    throw invalid(
      `An SNI or default certificate container reference must be provided for ${protocol} protocol listeners.`,
    );
  if (item.client_authentication !== 'NONE' && item.client_ca_tls_container_ref === null)
    throw invalid(
      `Client authentication setting ${String(item.client_authentication)} requires a client CA container reference.`,
    );
  if (item.client_crl_container_ref !== null && item.client_ca_tls_container_ref === null)
    throw invalid(
      'A client authentication CA reference is required to specify a client authentication revocation list.',
    );
  if (offloads && Array.isArray(item.tls_versions) && item.tls_versions.length === 0)
    throw invalid(
      'Empty TLS version list. Either specify at least one TLS version or remove this parameter to use the default.',
    );
  if (offloads && Array.isArray(item.alpn_protocols) && item.alpn_protocols.length === 0)
    throw invalid(
      'Empty ALPN protocol list. Either specify at least one ALPN protocol or remove this parameter to use the default.',
    );
}

function checkCidrs(cidrs: string[] | null | undefined, vip = ''): void {
  for (const cidr of cidrs ?? [])
    if (parseCidr(cidr)?.version !== parseIp(vip)?.version)
      throw invalid(`CIDR ${cidr} IP version incompatible with VIP ${vip} IP version.`);
}
