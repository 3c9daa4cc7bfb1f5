import { isIP } from 'node:net';
import { HeatError } from '../../errors.ts';
import type { ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import type { Properties } from '../type.ts';
import { keepUnlessBroken, neutron, refuseSpecs, tagCreated, tagUpdated } from './profile.ts';
import { schema } from './subnet.schema.ts';

const profile = neutron('subnet', {
  members: { network: 'network_id', network_id: null, subnetpool: 'subnetpool_id', segment: 'segment_id' },
});

export const subnet = resource({
  ...schema,
  ...profile,
  validate({ properties }) {
    refuseSpecs({ properties });
    checkBlock(properties);
    checkModes(properties);
    const gateway = properties.gateway_ip;
    if (typeof gateway === 'string' && !['', '~', 'auto'].includes(gateway) && isIP(gateway) === 0) {
      throw new HeatError('StackValidationFailed', `Gateway IP address "${gateway}" is in invalid format.`);
    }
  },
  body: (_op, body) => settleGateway(body),
  complete: (op) => tagCreated(op, profile.rest),
  async changes(op, body) {
    if (body.segment_id != null && op.before.segment != null) {
      const what = 'Moving a subnet from one segment to another';
      throw new HeatError('ResourceActionNotSupported', `${what} is not supported for resource.`);
    }
    if (body.gateway_ip === 'auto') {
      const what = 'The gateway_ip "auto" outside of creation';
      throw new HeatError('ResourceActionNotSupported', `${what} is not supported for resource.`);
    }
    await tagUpdated(op, profile.rest);
    if (body.allocation_pools === null) body.allocation_pools = [];
    if (body.segment_id === null) delete body.segment_id;
    return settleGateway(body);
  },
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
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
