/**
 * Giving out addresses. The next free address of a subnet is looked for from where the last one was found, so that
 * giving out n addresses costs n steps; after a restart the search begins anew at the start of the pools.
 */
import { isRecord, maybeText } from '../http/fields.ts';
import { missing, refuse } from './errors.ts';
import { cidrOf, contains, formatIp, parseIp, slaacAddress } from './ip-address.ts';
import type { FixedIp, NeutronModel, Port, Subnet } from './model.ts';

export class Ipam {
  readonly #model: NeutronModel;
  readonly #cursors = new Map<string, bigint>();
  constructor(model: NeutronModel) {
    this.#model = model;
  }

  #taken(subnetId: string, ip: string): boolean {
    return this.#model.ports.count('ip', `${subnetId}/${ip}`) > 0;
  }

  /** A free address from the pools of a subnet. */
  nextFree(subnet: Subnet, alsoTaken: ReadonlySet<string> = new Set()): string | undefined {
    const pools = subnet.allocation_pools.map((pool) => ({
      start: parseIp(pool.start)?.value ?? 0n,
      end: parseIp(pool.end)?.value ?? -1n,
    }));
    const begin = pools[0]?.start;
    if (begin === undefined) return undefined;
    const from = this.#cursors.get(subnet.id) ?? begin;
    const search = (low: bigint | undefined, high: bigint | undefined): string | undefined => {
      for (const { start, end } of pools) {
        const first = low !== undefined && low > start ? low : start;
        for (let value = first; value <= end && (high === undefined || value < high); value++) {
          const ip = formatIp(subnet.ip_version, value);
          if (this.#taken(subnet.id, ip) || alsoTaken.has(ip)) continue;
          this.#cursors.set(subnet.id, value + 1n);
          return ip;
        }
      }
      return undefined;
    };
    return search(from, undefined) ?? search(undefined, from);
  }

  /**
   * The fixed addresses of a port.
   * @param wanted the `fixed_ips` of the request; undefined when none were named
   * @param kept addresses that the port has already
   * @throws 400, 404, 409
   */
  allocate(port: Port, wanted: unknown[] | undefined, kept: FixedIp[] = []): FixedIp[] {
    const subnets = this.#model.subnets.by('network_id', port.network_id);
    if (wanted === undefined) return this.#automatic(port, subnets);
    const result: FixedIp[] = [];
    const fresh = new Set<string>();
    for (const part of wanted) {
      if (!isRecord(part)) throw refuse('InvalidInput', { reason: 'fixed_ips must be a list of dictionaries' });
      const ip = maybeText(part.ip_address);
      const subnet = this.#subnetFor(subnets, maybeText(part.subnet_id), ip);
      if (ip === undefined) {
        const before = kept.find(
          (item) => item.subnet_id === subnet.id && !result.some((r) => r.ip_address === item.ip_address),
        );
        if (before) result.push(before);
        else result.push({ subnet_id: subnet.id, ip_address: this.#fromSubnet(port, subnet, fresh) });
      } else {
        const canonical = canonicalIp(ip);
        const mine = kept.some((item) => item.subnet_id === subnet.id && item.ip_address === canonical);
        if ((!mine && this.#taken(subnet.id, canonical)) || fresh.has(canonical)) {
          throw refuse('IpAddressAlreadyAllocated', { ip, subnet: subnet.id });
        }
        result.push({ subnet_id: subnet.id, ip_address: canonical });
      }
      fresh.add(result.at(-1)?.ip_address ?? '');
    }
    return result;
  }

  #subnetFor(subnets: Subnet[], id: string | undefined, ip: string | undefined): Subnet {
    const address = ip === undefined ? undefined : parseIp(ip);
    if (ip !== undefined && !address) throw refuse('InvalidInput', { reason: `'${ip}' is not a valid IP address` });
    if (id !== undefined) {
      const subnet = subnets.find((item) => item.id === id);
      if (!subnet) {
        if (!this.#model.subnets.has(id)) throw missing('Subnet', id);
        throw refuse('InvalidInput', {
          reason: `Failed to create port on network, because fixed_ips included invalid subnet ${id}`,
        });
      }
      if (address && !contains(cidrOf(subnet), address.version, address.value))
        throw refuse('InvalidIpForSubnet', { ip });
      return subnet;
    }
    const found = address && subnets.find((item) => contains(cidrOf(item), address.version, address.value));
    if (!found) throw refuse('InvalidIpForNetwork', { ip: ip ?? '' });
    return found;
  }

  #fromSubnet(port: Port, subnet: Subnet, fresh: ReadonlySet<string> = new Set()): string {
    if (isSlaac(subnet)) return slaacAddress(cidrOf(subnet), port.mac_address);
    const ip = this.nextFree(subnet, fresh);
    if (!ip) throw refuse('IpAddressGenerationFailure', { id: port.network_id });
    return ip;
  }

  /** One address of each family from the first subnet with room, and one from every SLAAC subnet. */
  #automatic(port: Port, subnets: Subnet[]): FixedIp[] {
    const result: FixedIp[] = [];
    for (const version of [4, 6] as const) {
      const family = subnets.filter((subnet) => subnet.ip_version === version && !isSlaac(subnet));
      if (family.length === 0) continue;
      let found: FixedIp | undefined;
      for (const subnet of family) {
        const ip = this.nextFree(subnet);
        if (ip) {
          found = { subnet_id: subnet.id, ip_address: ip };
          break;
        }
      }
      if (!found) throw refuse('IpAddressGenerationFailure', { id: port.network_id });
      result.push(found);
    }
    for (const subnet of subnets.filter(isSlaac))
      result.push({ subnet_id: subnet.id, ip_address: this.#fromSubnet(port, subnet) });
    return result;
  }
}

const isSlaac = (subnet: Subnet): boolean =>
  subnet.ip_version === 6 && ['slaac', 'dhcpv6-stateless'].includes(subnet.ipv6_address_mode ?? '');

export function canonicalIp(text: string): string {
  const ip = parseIp(text);
  return ip ? formatIp(ip.version, ip.value) : text;
}
