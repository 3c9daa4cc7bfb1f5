/** Subnet pools and address scopes. */
import { list } from '../http/fields.ts';
import { kinds, name, shown } from './attributes.ts';
import { refuse } from './errors.ts';
import { bitsOf, formatCidr, parseCidr } from './ip-address.ts';
import type { AddressScope, SubnetPool } from './model.ts';
import type { ResourceKind } from './resource.ts';

const prefixLength = { put: true, check: (value: unknown) => String(kinds.integer(value)) };

export const subnetPools: ResourceKind<SubnetPool> = {
  singular: 'subnetpool',
  plural: 'subnetpools',
  label: 'SubnetPool',
  quota: 'subnetpool',
  collection: (model) => model.subnetPools,
  attributes: {
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
  candidates: (call) => [...call.cloud.neutron.model.subnetPools.all()],
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
  remove(call, item) {
    if (call.cloud.neutron.model.subnets.count('pool', item.id) > 0) {
      throw refuse('SubnetPoolInUse', { id: item.id, reason: 'Subnet pool has existing allocations' });
    }
  },
};

export const addressScopes: ResourceKind<AddressScope> = {
  singular: 'address_scope',
  plural: 'address_scopes',
  label: 'AddressScope',
  collection: (model) => model.addressScopes,
  attributes: {
    name,
    ip_version: { required: true, check: kinds.ipVersion },
    shared: { put: true, default: false, admin: true, check: kinds.flag },
  },
  visible: (_call, item) => item.shared,
  candidates: (call) => [...call.cloud.neutron.model.addressScopes.all()],
  remove(call, item) {
    if (call.cloud.neutron.model.subnetPools.count('scope', item.id) > 0)
      throw refuse('AddressScopeInUse', { id: item.id });
  },
};
