import { isIP } from 'node:net';
import { HeatError } from '../../errors.ts';
import type { ValueMap } from '../../template/value.ts';
import { restType } from '../rest-type.ts';
import * as t from '../terms/index.ts';
import type { Properties } from '../type.ts';
import { neutron } from './profile.ts';
import { NAME, TAGS, TENANT_ID, VALUE_SPECS } from './terms.ts';

const rest = neutron('subnet');

export const subnet = restType({
  name: 'OS::Neutron::Subnet',
  description: 'A block of addresses on a network.',
  properties: {
    allocation_pools: t.list('Ranges from which addresses are given out.', t.update, {
      end: t.text('Last address.', t.required, t.checked('ip_addr')),
      start: t.text('First address.', t.required, t.checked('ip_addr')),
    }),
    cidr: t.text('Its block of addresses in CIDR notation.', t.checked('net_cidr')),
    dns_nameservers: t.list('Addresses of name servers told to its ports.', t.preset([]), t.update),
    enable_dhcp: t.flag('Whether DHCP serves it.', t.preset(true), t.update),
    gateway_ip: t.text(
      "Address of its gateway. Left open, the first of the block; null or empty for none; `auto` for Neutron's choice from a pool.",
      t.update,
    ),
    host_routes: t.list('Routes told to its ports.', t.update, {
      destination: t.text('Network reached, as CIDR.', t.required, t.checked('net_cidr')),
      nexthop: t.text('Address of the next hop.', t.required, t.checked('ip_addr')),
    }),
    ip_version: t.integer('4 or 6.', t.preset(4), t.oneOf(4, 6)),
    ipv6_address_mode: t.text(
      'How its ports get their IPv6 addresses.',
      t.oneOf('dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'),
      t.since('2015.1'),
    ),
    ipv6_ra_mode: t.text(
      'How routers announce it.',
      t.oneOf('dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'),
      t.since('2015.1'),
    ),
    name: NAME,
    network: t.ref(
      'neutron.network',
      'Name or id of its network.',
      t.required,
      t.since('2014.2'),
      t.sentAs('network_id'),
    ),
    network_id: t.renamedTo('network', 'Id of the network. Use `network`.', t.hidden('5.0.0', t.deprecated('2014.2'))),
    prefixlen: t.integer('Length of the prefix to take from the pool.', t.range(0), t.since('6.0.0')),
    segment: t.ref(
      'neutron.segment',
      'Name or id of the network segment it belongs to.',
      t.update,
      t.since('11.0.0', t.since('9.0.0')),
      t.sentAs('segment_id'),
    ),
    subnetpool: t.ref(
      'neutron.subnetpool',
      'Name or id of the pool from which the block is taken.',
      t.since('6.0.0'),
      t.sentAs('subnetpool_id'),
    ),
    tags: TAGS,
    tenant_id: TENANT_ID,
    value_specs: VALUE_SPECS,
  },
  attributes: {
    allocation_pools: t.list('Ranges from which addresses are given out.'),
    cidr: t.text('Its block of addresses.'),
    dns_nameservers: t.list('Its name servers.'),
    enable_dhcp: t.text('Whether DHCP serves it.'),
    gateway_ip: t.text('Address of the gateway.'),
    host_routes: t.list('Routes told to its ports.'),
    ip_version: t.text('4 or 6.'),
    name: t.text('Its name.'),
    network_id: t.text('Its network.'),
    tenant_id: t.text('Project that owns it.'),
  },
  rest,
  exclusive: [
    ['subnetpool', 'cidr'],
    ['prefixlen', 'cidr'],
  ],
  needsOneOf: [['subnetpool', 'cidr']],
  validate({ properties }) {
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
