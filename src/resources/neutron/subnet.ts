import { isIP } from 'node:net';
import { HeatError } from '../../errors.ts';
import type { ValueMap } from '../../template/value.ts';
import { restType } from '../rest-type.ts';
import {
  checked,
  deprecated,
  flag,
  hidden,
  integer,
  list,
  oneOf,
  preset,
  range,
  ref,
  renamedTo,
  required,
  sentAs,
  since,
  text,
  update,
} from '../terms/index.ts';
import type { Properties } from '../type.ts';
import { neutron } from './profile.ts';
import { NAME, TAGS, TENANT_ID, VALUE_SPECS } from './terms.ts';

const rest = neutron('subnet');

export const subnet = restType({
  name: 'OS::Neutron::Subnet',
  description: 'A block of addresses on a network.',
  properties: {
    allocation_pools: list('Ranges from which addresses are given out.', update, {
      end: text('Last address.', required, checked('ip_addr')),
      start: text('First address.', required, checked('ip_addr')),
    }),
    cidr: text('Its block of addresses in CIDR notation.', checked('net_cidr')),
    dns_nameservers: list('Addresses of name servers told to its ports.', preset([]), update),
    enable_dhcp: flag('Whether DHCP serves it.', preset(true), update),
    gateway_ip: text(
      "Address of its gateway. Left open, the first of the block; null or empty for none; `auto` for Neutron's choice from a pool.",
      update,
    ),
    host_routes: list('Routes told to its ports.', update, {
      destination: text('Network reached, as CIDR.', required, checked('net_cidr')),
      nexthop: text('Address of the next hop.', required, checked('ip_addr')),
    }),
    ip_version: integer('4 or 6.', preset(4), oneOf(4, 6)),
    ipv6_address_mode: text(
      'How its ports get their IPv6 addresses.',
      oneOf('dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'),
      since('2015.1'),
    ),
    ipv6_ra_mode: text(
      'How routers announce it.',
      oneOf('dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'),
      since('2015.1'),
    ),
    name: NAME,
    network: ref('neutron.network', 'Name or id of its network.', required, since('2014.2'), sentAs('network_id')),
    network_id: renamedTo('network', 'Id of the network. Use `network`.', hidden('5.0.0', deprecated('2014.2'))),
    prefixlen: integer('Length of the prefix to take from the pool.', range(0), since('6.0.0')),
    segment: ref(
      'neutron.segment',
      'Name or id of the network segment it belongs to.',
      update,
      since('11.0.0', since('9.0.0')),
      sentAs('segment_id'),
    ),
    subnetpool: ref(
      'neutron.subnetpool',
      'Name or id of the pool from which the block is taken.',
      since('6.0.0'),
      sentAs('subnetpool_id'),
    ),
    tags: TAGS,
    tenant_id: TENANT_ID,
    value_specs: VALUE_SPECS,
  },
  attributes: {
    allocation_pools: list('Ranges from which addresses are given out.'),
    cidr: text('Its block of addresses.'),
    dns_nameservers: list('Its name servers.'),
    enable_dhcp: text('Whether DHCP serves it.'),
    gateway_ip: text('Address of the gateway.'),
    host_routes: list('Routes told to its ports.'),
    ip_version: text('4 or 6.'),
    name: text('Its name.'),
    network_id: text('Its network.'),
    tenant_id: text('Project that owns it.'),
  },
  rest,
  validate({ properties }) {
    checkBlock(properties);
    checkModes(properties);
    const gateway = properties.gateway_ip;
    if (typeof gateway === 'string' && !['', '~', 'auto'].includes(gateway) && isIP(gateway) === 0) {
      throw new HeatError('StackValidationFailed', `Gateway IP address "${gateway}" is in invalid format.`);
    }
  },
  body: (_op, body) => settleGateway(body),
  changes(op, body) {
    if (body.segment_id != null && op.before.segment != null) {
      const what = 'Moving a subnet from one segment to another';
      throw new HeatError('ResourceActionNotSupported', `${what} is not supported for resource.`);
    }
    if (body.gateway_ip === 'auto') {
      const what = 'The gateway_ip "auto" outside of creation';
      throw new HeatError('ResourceActionNotSupported', `${what} is not supported for resource.`);
    }
    if (body.allocation_pools === null) body.allocation_pools = [];
    if (body.segment_id === null) delete body.segment_id;
    return settleGateway(body);
  },
});

/** An empty address means no gateway, which Neutron spells null; `auto` leaves the choice to it. */
function settleGateway(body: ValueMap): ValueMap {
  if (body.gateway_ip === '') body.gateway_ip = null;
  if (body.gateway_ip === 'auto') delete body.gateway_ip;
  return body;
}

function checkBlock({ subnetpool, cidr, prefixlen }: Properties): void {
  if (subnetpool && cidr) throw conflict('subnetpool', 'cidr');
  if (!subnetpool && !cidr && subnetpool !== undefined && cidr !== undefined) {
    throw new HeatError(
      'PropertyUnspecifiedError',
      'At least one of the following properties must be specified: subnetpool, cidr.',
    );
  }
  if (prefixlen && cidr) throw conflict('prefixlen', 'cidr');
}

function checkModes({ ip_version: version, ipv6_ra_mode: announced, ipv6_address_mode: given }: Properties): void {
  if (version === 4 && (announced || given)) {
    throw new HeatError('StackValidationFailed', 'ipv6_ra_mode and ipv6_address_mode are not supported for ipv4.');
  }
  if (announced && given && announced !== given) {
    throw new HeatError(
      'StackValidationFailed',
      'When both ipv6_ra_mode and ipv6_address_mode are set, they must be equal.',
    );
  }
}

export function conflict(...properties: string[]): HeatError {
  return new HeatError(
    'ResourcePropertyConflict',
    `Cannot define the following properties at the same time: ${properties.join(', ')}.`,
  );
}
