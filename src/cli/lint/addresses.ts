/** Addresses that a template wants in a subnet of its own, and that are not in the subnet's block. */
import { BlockList, isIP } from 'node:net';
import { port } from '../../resources/neutron/port.ts';
import { router } from '../../resources/neutron/router.ts';
import { subnet } from '../../resources/neutron/subnet.ts';
import { server } from '../../resources/nova/server.ts';
import type { Diagnostic, LintedResource } from '../../template/index.ts';
import { Unknown } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';

type Finding = Pick<Diagnostic, 'code' | 'severity' | 'message' | 'path'>;

interface Block {
  /** Name of the subnet. */
  name: string;
  /** Name of the network, where it is one of this template. */
  network: string | undefined;
  cidr: string;
  /** Undefined where it is not known, or is none. */
  has: ((address: string) => boolean) | undefined;
}

/** An address as a resource wants it, with where it is written. */
interface Wanted {
  address: Value;
  path: (string | number)[];
  /** Subnet and network that it is to be in. */
  of: ValueMap;
}

export function strayAddresses(resources: readonly LintedResource[]): Finding[] {
  const blocks = resources.filter(({ type }) => type.name === subnet.name).map(blockOf);
  // What is nested may make more subnets of a network that it is given.
  const isWhole = !resources.some(({ type }) => type.nestedStack);
  const found: Finding[] = [];
  const check = (address: Value, path: (string | number)[], candidates: readonly Block[]) => {
    if (typeof address !== 'string' || isIP(address) === 0 || candidates.length === 0) return;
    if (candidates.some(({ has }) => has === undefined || has(address))) return;
    const where = candidates.map(({ name, cidr }) => `${name} (${cidr})`).join(', ');
    const message = `${address} is not an address of ${candidates.length === 1 ? 'the subnet' : 'any of the subnets'} ${where}.`;
    found.push({ code: 'address-outside-subnet', severity: 'warning', message, path });
  };
  for (const resource of resources) {
    if (resource.type.name === subnet.name) {
      const own = blocks.filter(({ name }) => name === resource.name);
      for (const { address, path } of ownAddresses(resource)) check(address, path, own);
    }
    for (const { address, path, of } of wantedAddresses(resource)) {
      const named = referred(of.subnet ?? of.subnet_id);
      if (named !== undefined) {
        check(
          address,
          path,
          blocks.filter(({ name }) => name === named),
        );
      } else if (isWhole && (of.subnet ?? of.subnet_id ?? null) === null) {
        const network = referred(of.network ?? of.network_id ?? of.uuid);
        check(address, path, network === undefined ? [] : blocks.filter((block) => block.network === network));
      }
    }
  }
  return found;
}

function blockOf({ name, properties }: LintedResource): Block {
  const cidr = typeof properties.cidr === 'string' ? properties.cidr : '';
  return { name, network: referred(properties.network ?? properties.network_id), cidr, has: membership(cidr) };
}

function membership(cidr: string): Block['has'] {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = isIP(base);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (address) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function* ownAddresses({ properties, path }: LintedResource): Generator<Pick<Wanted, 'address' | 'path'>> {
  const { gateway_ip: gateway = null } = properties;
  // The gateway of an IPv6 subnet is often known by its link's address.
  if (typeof gateway === 'string' && !/^fe[89ab]/i.test(gateway))
    yield { address: gateway, path: [...path, 'gateway_ip'] };
  for (const [i, pool] of mapsOf(properties.allocation_pools)) {
    for (const end of ['start', 'end']) {
      yield { address: pool[end] ?? null, path: [...path, 'allocation_pools', i, end] };
    }
  }
}

function* wantedAddresses({ type, properties, path }: LintedResource): Generator<Wanted> {
  if (type.name === port.name) {
    for (const [i, fixed] of mapsOf(properties.fixed_ips)) {
      const of = { ...properties, subnet: null, ...fixed };
      yield { address: fixed.ip_address ?? null, path: [...path, 'fixed_ips', i, 'ip_address'], of };
    }
  }
  if (type.name === server.name) {
    for (const [i, net] of mapsOf(properties.networks)) {
      yield { address: net.fixed_ip ?? null, path: [...path, 'networks', i, 'fixed_ip'], of: net };
    }
  }
  const gateway = properties.external_gateway_info;
  if (type.name === router.name && isKnownMap(gateway)) {
    for (const [i, fixed] of mapsOf(gateway.external_fixed_ips)) {
      const place = [...path, 'external_gateway_info', 'external_fixed_ips', i, 'ip_address'];
      yield { address: fixed.ip_address ?? null, path: place, of: { network: gateway.network ?? null, ...fixed } };
    }
  }
}

/** Name of the resource that a value is the id of. */
function referred(value: unknown): string | undefined {
  return value instanceof Unknown ? value.what : undefined;
}

function mapsOf(list: Value | undefined): [number, ValueMap][] {
  return Array.isArray(list)
    ? [...list.entries()].filter((entry): entry is [number, ValueMap] => isKnownMap(entry[1]))
    : [];
}

function isKnownMap(value: Value | undefined): value is ValueMap {
  return isMap(value ?? null) && !((value as unknown) instanceof Unknown);
}
