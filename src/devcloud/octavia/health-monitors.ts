/** Health monitors (octavia/api/v2/types/health_monitor.py and controllers/health_monitor.py). */
import type { Fields } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { PART } from './dialect.ts';
import { fault, invalid } from './faults.ts';
import { listenersOf, partsAbove } from './members.ts';
import { HEALTH_MONITOR, type HealthMonitor, type OctaviaModel } from './model.ts';
import { isDatagram } from './protocols.ts';

const DATAGRAM_TYPES = ['UDP-CONNECT', 'SCTP', 'TCP', 'HTTP'];
/** octavia/common/config.py, udp_connect_min_interval_health_monitor */
const LEAST_UDP_DELAY = 3;
/** What monitors that speak HTTP do unless told otherwise. */
const HTTP_DEFAULTS = { http_method: 'GET', url_path: '/', expected_codes: '200' };

export function healthMonitors(model: OctaviaModel): Kind<HealthMonitor> {
  const { pools, members } = model;
  const poolOf = (id: string) => pools.get(id);
  return {
    ...PART,
    ...called('healthmonitor', 'Health Monitor', '/lbaas/healthmonitors'),
    collection: model.healthMonitors,
    quota: 'health_monitor',
    attributes: HEALTH_MONITOR,
    refers: { pool_id: { kind: 'pool', goes: true } },
    within: (item) => partsAbove(model, item.pool_id),
    along: (item) => listenersOf(model, item.pool_id),
    owner: (_call, body) => poolOf(String(body.pool_id)),
    create(_call, item) {
      const protocol = poolOf(item.pool_id)?.protocol ?? '';
      checkProtocol(protocol, item.type, item.delay);
      if (speaksHttp(item.type)) for (const [key, value] of Object.entries(HTTP_DEFAULTS)) item[key] ??= value;
      else mustNotSpeakHttp(item.type, item, (value) => value !== null);
      checkDomain(item);
    },
    unique(item) {
      if (model.healthMonitors.count('pool_id', item.pool_id) > 0) throw fault('DuplicateHealthMonitor');
    },
    update(_call, item, changes) {
      if (!speaksHttp(item.type)) mustNotSpeakHttp(item.type, changes, (value) => value !== undefined);
      else for (const [key, value] of Object.entries(HTTP_DEFAULTS)) if (changes[key] === null) changes[key] = value;
      checkProtocol(poolOf(item.pool_id)?.protocol ?? '', item.type, Number(changes.delay ?? item.delay));
      checkDomain({ ...item, ...changes } as HealthMonitor);
    },
    settled(item) {
      PART.settled(item);
      watch(item.pool_id, true);
    },
    gone: (item) => watch(item.pool_id, false),
    show: (_call, item) => ({ pool_id: undefined, pools: [{ id: item.pool_id }] }),
  };

  /** Members of a pool are watched, or nobody knows how they are. */
  function watch(poolId: string, watched: boolean): void {
    for (const member of members.by('pool_id', poolId)) {
      if (!member.admin_state_up) continue;
      member.operating_status = watched ? 'ONLINE' : 'NO_MONITOR';
      members.save(member);
    }
  }
}

const speaksHttp = (type: string): boolean => type === 'HTTP' || type === 'HTTPS';

function mustNotSpeakHttp(type: string, values: Fields, isGiven: (value: unknown) => boolean): void {
  for (const value of Object.keys(HTTP_DEFAULTS))
    if (isGiven(values[value])) throw fault('InvalidOption', { value, option: `health monitors of type ${type}` });
}

function checkProtocol(protocol: string, type: string, delay: number): void {
  if (!isDatagram(protocol)) {
    if (type === 'UDP-CONNECT' || type === 'SCTP')
      throw invalid(`The ${type} type is only supported for pools of type UDP/SCTP.`);
    return;
  }
  if (!DATAGRAM_TYPES.includes(type))
    throw invalid(
      `The associated pool protocol is ${protocol}, so only a ${DATAGRAM_TYPES.join('/')} health monitor is supported.`,
    );
  if (type === 'UDP-CONNECT' && delay < LEAST_UDP_DELAY)
    throw invalid(
      `The request delay value ${delay} should be larger than ${LEAST_UDP_DELAY} for UDP-CONNECT health monitor type.`,
    );
}

function checkDomain({ domain_name: domain, http_version: version }: HealthMonitor): void {
  if (domain !== null && version === null)
    throw invalid("'http_version' must be specified when 'domain_name' is provided.");
  if (domain !== null && version !== null && version < 1.1)
    throw fault('InvalidOption', {
      value: `http_version ${version.toFixed(1)}`,
      option: 'health monitors HTTP 1.1 domain name health check',
    });
}
