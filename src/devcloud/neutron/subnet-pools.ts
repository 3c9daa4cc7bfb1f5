/** Subnet pools and address scopes. */
import { list } from '../http/fields.ts';
import type { Kind } from '../rest/kind.ts';
import { kinds, name, shown, standard } from './attributes.ts';
import { refuse } from './errors.ts';
import { bitsOf, formatCidr, parseCidr } from './ip-address.ts';
import type { AddressScope, SubnetPool } from './model.ts';
import type { Networking } from './networking.ts';

const prefixLength = { put: true, check: (value: unknown) => String(kinds.integer(value)) };

export const subnetPools = (neutron: Networking): Kind<SubnetPool> => ({
  singular: 'subnetpool',
  plural: 'subnetpools',
  label: 'SubnetPool',
  path: '/v2.0/subnetpools',
  quota: 'subnetpool',
  collection: neutron.model.subnetPools,
  attributes: {
    ...standard,
    name,
    prefixes: { required: true, put: true, check: kinds.texts },
    default_prefixlen: prefixLength,
    min_prefixlen: prefixLength,
    max_prefixlen: prefixLength,
    default_quota: { put: true, default: null, check: kinds.integerOrNull },
    address_scope_id: { put: true, default: null, check: kinds.uuidOrNull },
    shared: { default: false, admin: true, check: kinds.flag },
    is_default: { put: true, default: false, admin: true, check: kinds.flag },
    ip_version: shown(),
  },
  visible: (_call, item) => item.shared,
  candidates: () => [...neutron.model.subnetPools.all()],
  create(_call, item) {
    const ranges = list(item.prefixes).map((prefix) => parseCidr(String(prefix)));
    const version = ranges[0]?.version;
    if (!version || ranges.some((range) => range?.version !== version)) {
      throw refuse('InvalidInput', { reason: 'Illegal prefix list for subnetpool' });
    }
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
    if (lost)
      throw refuse('BadRequest', {
        resource: 'subnetpool',
        reason: 'Existing prefixes must be a subset of the new prefixes',
      });
  },
  remove(_call, item) {
    if (neutron.model.subnets.count('pool', item.id) > 0) {
      throw refuse('SubnetPoolInUse', { id: item.id, reason: 'Subnet pool has existing allocations' });
    }
  },
});

export const addressScopes = (neutron: Networking): Kind<AddressScope> => ({
  singular: 'address_scope',
  plural: 'address_scopes',
  label: 'AddressScope',
  path: '/v2.0/address-scopes',
  collection: neutron.model.addressScopes,
  attributes: {
    ...standard,
    name,
    ip_version: { required: true, check: kinds.ipVersion },
    shared: { put: true, default: false, admin: true, check: kinds.flag },
  },
  visible: (_call, item) => item.shared,
  candidates: () => [...neutron.model.addressScopes.all()],
  remove(_call, item) {
    if (neutron.model.subnetPools.count('scope', item.id) > 0) throw refuse('AddressScopeInUse', { id: item.id });
  },
});
