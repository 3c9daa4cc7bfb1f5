/** Subnet pools and address scopes. */
import { list } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { badRequest, refuse } from './errors.ts';
import { bitsOf, formatCidr, parseCidr } from './ip-address.ts';
import { ADDRESS_SCOPE, type AddressScope, SUBNET_POOL, type SubnetPool } from './model.ts';
import type { Networking } from './networking.ts';

export const subnetPools = (neutron: Networking): Kind<SubnetPool> => ({
  ...called('subnetpool', 'SubnetPool', '/v2.0/subnetpools'),
  quota: 'subnetpool',
  collection: neutron.model.subnetPools,
  attributes: SUBNET_POOL,
  visible: (_call, item) => item.shared,
  candidates: () => [...neutron.model.subnetPools.all()],
  create(_call, item) {
    const ranges = list(item.prefixes).map((prefix) => parseCidr(String(prefix)));
    const version = ranges[0]?.version;
    if (!version || ranges.some((range) => range?.version !== version))
      throw refuse('InvalidInput', { reason: 'Illegal prefix list for subnetpool' });
    item.ip_version = version;
    item.prefixes = ranges.flatMap((range) => (range ? formatCidr(range) : []));
    item.min_prefixlen ??= version === 4 ? '8' : '64';
    item.max_prefixlen ??= String(bitsOf(version));
    item.default_prefixlen ??= item.min_prefixlen;
  },
  update(_call, item, changes) {
    if (changes.prefixes === undefined) return;
    const next = list(changes.prefixes).map((prefix) => parseCidr(String(prefix)));
    const lost = item.prefixes.some((prefix) => {
      const range = parseCidr(prefix);
      return range && !next.some((other) => other && other.first <= range.first && range.last <= other.last);
    });
    if (lost) throw badRequest('subnetpool', 'Existing prefixes must be a subset of the new prefixes');
  },
  remove(_call, item) {
    if (neutron.model.subnets.count('pool', item.id) > 0)
      throw refuse('SubnetPoolInUse', { id: item.id, reason: 'Subnet pool has existing allocations' });
  },
});

export const addressScopes = (neutron: Networking): Kind<AddressScope> => ({
  ...called('address_scope', 'AddressScope', '/v2.0/address-scopes'),
  collection: neutron.model.addressScopes,
  attributes: ADDRESS_SCOPE,
  visible: (_call, item) => item.shared,
  candidates: () => [...neutron.model.addressScopes.all()],
  remove(_call, item) {
    if (neutron.model.subnetPools.count('scope', item.id) > 0) throw refuse('AddressScopeInUse', { id: item.id });
  },
});
