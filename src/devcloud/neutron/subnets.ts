/** Subnets, and the taking of their ranges from subnet pools. */
import type { Call } from '../http/call.ts';
import { absent, type Fields, integer, maybeText } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { badRequest, missing, refuse } from './errors.ts';
import {
  bitsOf,
  type Cidr,
  cidrOf,
  contains,
  formatCidr,
  formatIp,
  overlaps,
  parseCidr,
  parseIp,
} from './ip-address.ts';
import { SUBNET, type Subnet, type SubnetPool } from './model.ts';
import type { Networking } from './networking.ts';
import { sharedByRule } from './networks.ts';

export const subnets = (neutron: Networking): Kind<Subnet> => ({
  ...called('subnet', 'Subnet', '/v2.0/subnets'),
  quota: 'subnet',
  collection: neutron.model.subnets,
  attributes: SUBNET,
  refers: { network_id: { kind: 'network', goes: true } },
  visible: (call, item) => {
    const network = neutron.model.networks.get(item.network_id);
    if (!network) return false;
    return (
      network.project_id === call.projectId ||
      network.shared ||
      sharedByRule(neutron, call, network.id, 'access_as_shared')
    );
  },
  candidates: (call) => {
    const model = neutron.model;
    const others = neutron.kinds.networks.candidates?.(call) ?? [];
    return [
      ...new Set([
        ...model.subnets.by('project', call.projectId),
        ...others.flatMap((network) => model.subnets.by('network_id', network.id)),
      ]),
    ];
  },
  create(call, item, body) {
    const network = neutron.rest.find(neutron.kinds.networks, call, item.network_id);
    if (!call.owns(network)) throw missing('Network', item.network_id);
    const cidr = rangeFor(neutron, call, item, body);
    item.cidr = formatCidr(cidr);
    item.ip_version = cidr.version;
    for (const other of neutron.model.subnets.by('network_id', network.id)) {
      if (overlaps(cidr, cidrOf(other))) {
        throw refuse('InvalidInput', {
          reason: `Requested subnet with cidr: ${item.cidr} for network: ${network.id} overlaps with another subnet`,
        });
      }
    }
    const hosts = bitsOf(cidr.version) - cidr.prefix;
    if (body.gateway_ip === undefined) item.gateway_ip = hosts >= 1 ? formatIp(cidr.version, cidr.first + 1n) : null;
    checkGateway(item, cidr);
    item.allocation_pools = absent(body.allocation_pools)
      ? defaultPools(cidr, item.gateway_ip)
      : checkedPools(cidr, item, item.allocation_pools);
    checkHostRoutes(item.host_routes);
    delete item.prefixlen;
    delete item.use_default_subnetpool;
  },
  update(_call, item, changes) {
    const cidr = cidrOf(item);
    const next = { ...item, ...changes } as Subnet;
    checkGateway(next, cidr);
    if ('allocation_pools' in changes || 'gateway_ip' in changes) checkedPools(cidr, next, next.allocation_pools);
    checkHostRoutes(next.host_routes);
  },
  remove(_call, item) {
    const { ports } = neutron.model;
    if (ports.count('subnet', item.id) > 0)
      throw refuse('SubnetInUse', { id: item.id, reason: 'One or more ports have an IP allocation from this subnet.' });
  },
});

function rangeFor(neutron: Networking, call: Call, item: Subnet, body: Fields): Cidr {
  const version = body.ip_version === undefined ? undefined : item.ip_version;
  const { subnetPools } = neutron.model;
  let pool: SubnetPool | undefined;
  if (item.use_default_subnetpool === true)
    pool = [...subnetPools.all()].find((p) => p.is_default && p.ip_version === (version ?? 4));
  else if (item.subnetpool_id) {
    pool = subnetPools.get(item.subnetpool_id);
    if (!pool || !(call.owns(pool) || pool.shared)) throw missing('SubnetPool', item.subnetpool_id);
  }
  item.subnetpool_id = pool?.id ?? null;
  const wanted = maybeText(item.cidr);
  if (!pool) {
    if (!wanted) throw badRequest('subnets', 'a subnetpool must be specified in the absence of a cidr');
    const cidr = parseCidr(wanted);
    if (!cidr || (version ?? 4) !== cidr.version)
      throw refuse('InvalidInput', { reason: `cidr '${wanted}' does not match the ip_version '${version ?? 4}'` });
    return cidr;
  }
  const taken = neutron.model.subnets.by('pool', pool.id).map(cidrOf);
  const ranges = pool.prefixes.flatMap((prefix) => parseCidr(prefix) ?? []);
  if (wanted) {
    const cidr = parseCidr(wanted);
    const inside = cidr && ranges.some((range) => range.first <= cidr.first && cidr.last <= range.last);
    if (!cidr || !inside || taken.some((other) => overlaps(cidr, other))) {
      throw refuse('SubnetAllocationError', {
        reason: 'Cannot allocate requested subnet from the available set of prefixes',
      });
    }
    return cidr;
  }
  const prefix = integer(item.prefixlen, Number(pool.default_prefixlen));
  if (prefix < Number(pool.min_prefixlen) || prefix > Number(pool.max_prefixlen))
    throw badRequest('subnets', `Unable to allocate subnet with prefix length ${prefix}`);
  const size = 1n << BigInt(bitsOf(pool.ip_version) - prefix);
  for (const range of ranges) {
    for (let first = range.first; first + size - 1n <= range.last; first += size) {
      const cidr: Cidr = { version: pool.ip_version, first, last: first + size - 1n, prefix };
      if (!taken.some((other) => overlaps(cidr, other))) return cidr;
    }
  }
  throw refuse('SubnetAllocationError', { reason: `Insufficient prefix space to allocate subnet size /${prefix}` });
}

function checkGateway(item: Subnet, cidr: Cidr): void {
  if (item.gateway_ip === null) return;
  const ip = parseIp(item.gateway_ip);
  const bits = bitsOf(cidr.version) - cidr.prefix;
  const reserved = ip && bits > 1 && cidr.version === 4 && (ip.value === cidr.first || ip.value === cidr.last);
  if (!ip || ip.version !== cidr.version || reserved)
    throw refuse('InvalidInput', { reason: `Gateway is not valid on subnet` });
}

/** Everything but the network's own address, broadcast, and the gateway. */
function defaultPools(cidr: Cidr, gateway: string | null): Subnet['allocation_pools'] {
  const wide = bitsOf(cidr.version) - cidr.prefix > 1;
  const first = wide ? cidr.first + 1n : cidr.first;
  const last = wide && cidr.version === 4 ? cidr.last - 1n : cidr.last;
  const pool = (from: bigint, to: bigint): Subnet['allocation_pools'] =>
    from <= to ? [{ start: formatIp(cidr.version, from), end: formatIp(cidr.version, to) }] : [];
  const at = gateway === null ? undefined : parseIp(gateway)?.value;
  if (at === undefined || at < first || at > last) return pool(first, last);
  return [...pool(first, at - 1n), ...pool(at + 1n, last)];
}

function checkedPools(cidr: Cidr, item: Subnet, pools: Subnet['allocation_pools']): Subnet['allocation_pools'] {
  const parsed = pools.map((pool) => {
    const text = `${pool.start}-${pool.end}`;
    const start = parseIp(String(pool.start));
    const end = parseIp(String(pool.end));
    if (!start || !end || start.version !== cidr.version || end.version !== cidr.version || start.value > end.value)
      throw refuse('InvalidAllocationPool', { pool: text });
    if (!contains(cidr, start.version, start.value) || !contains(cidr, end.version, end.value))
      throw refuse('OutOfBoundsAllocationPool', { pool: text, cidr: item.cidr });
    return { text, start: start.value, end: end.value };
  });
  parsed.forEach((pool, i) => {
    const other = parsed.slice(i + 1).find((next) => next.start <= pool.end && pool.start <= next.end);
    if (other) throw refuse('OverlappingAllocationPools', { pool: pool.text, other: other.text, cidr: item.cidr });
    const gateway = item.gateway_ip === null ? undefined : parseIp(item.gateway_ip)?.value;
    if (gateway !== undefined && pool.start <= gateway && gateway <= pool.end)
      throw refuse('GatewayConflictWithAllocationPools', { ip: item.gateway_ip, pool: pool.text });
  });
  return pools.map(({ start, end }) => ({ start, end }));
}

function checkHostRoutes(routes: Subnet['host_routes']): void {
  for (const route of routes) {
    if (!parseCidr(String(route.destination)) || !parseIp(String(route.nexthop))) {
      throw refuse('HTTPBadRequest', {
        reason: `Invalid input for host_routes. Reason: Invalid data format for hostroute: '${JSON.stringify(route)}'.`,
      });
    }
  }
}
