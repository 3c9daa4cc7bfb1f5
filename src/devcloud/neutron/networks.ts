/** Networks. */
import type { Call } from '../http/call.ts';
import { called, type Kind } from '../rest/kind.ts';
import { refuse } from './errors.ts';
import { NETWORK, type Network } from './model.ts';
import type { Networking } from './networking.ts';
import { ensureDefaultGroup } from './security-groups.ts';

/** Does a role-based rule share this object with the caller's project? */
export const sharedByRule = (neutron: Networking, call: Call, id: string, action: string): boolean =>
  neutron.model.rbacPolicies
    .by('object_id', id)
    .some((rule) => rule.action === action && (rule.target_tenant === '*' || rule.target_tenant === call.projectId));

export const networks = (neutron: Networking): Kind<Network> => ({
  ...called('network', 'Network', '/v2.0/networks'),
  quota: 'network',
  collection: neutron.model.networks,
  attributes: NETWORK,
  visible: (call, item) =>
    item.shared || item['router:external'] || sharedByRule(neutron, call, item.id, 'access_as_shared'),
  candidates: (call) => {
    const { networks: all, rbacPolicies } = neutron.model;
    const found = new Set([...all.by('project', call.projectId), ...all.by('public', 'yes')]);
    for (const rule of rbacPolicies.all()) {
      const network = all.get(rule.object_id);
      if (network) found.add(network);
    }
    return [...found];
  },
  create(call, item) {
    ensureDefaultGroup(neutron, call, item.project_id);
    item['provider:network_type'] ??= 'geneve';
    item['provider:segmentation_id'] ??= neutron.nextSegment();
  },
  remove(_call, item) {
    const { ports, rbacPolicies } = neutron.model;
    if (ports.count('network_id', item.id) > 0) throw refuse('NetworkInUse', { id: item.id });
    for (const rule of rbacPolicies.by('object_id', item.id)) rbacPolicies.remove(rule.id);
  },
  show(call, item) {
    const subnets = neutron.model.subnets.by('network_id', item.id);
    const rest: Record<string, unknown> = {
      subnets: subnets.map((subnet) => subnet.id),
      availability_zones: subnets.length > 0 ? ['nova'] : [],
      ipv4_address_scope: null,
      ipv6_address_scope: null,
      l2_adjacency: true,
    };
    if (!item['router:external']) rest.is_default = undefined;
    if (!call.isAdmin) {
      for (const key of ['network_type', 'physical_network', 'segmentation_id']) rest[`provider:${key}`] = undefined;
    }
    return rest;
  },
});
