/** Security groups and their rules. Every project gets a group `default`, made when first needed. */
import type { Call } from '../http/call.ts';
import { type Fields, list } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { missing, refuse } from './errors.ts';
import { parseCidr } from './ip-address.ts';
import { SECURITY_GROUP, SECURITY_GROUP_RULE, type SecurityGroup, type SecurityGroupRule } from './model.ts';
import type { Networking } from './networking.ts';

export const securityGroups = (neutron: Networking): Kind<SecurityGroup> => ({
  ...called('security_group', 'SecurityGroup', '/v2.0/security-groups'),
  quota: 'security_group',
  collection: neutron.model.securityGroups,
  attributes: SECURITY_GROUP,
  candidates(call) {
    ensureDefaultGroup(neutron, call, call.projectId);
    return neutron.model.securityGroups.by('project', call.projectId);
  },
  create(call, item) {
    if (item.name === 'default' && defaultGroup(neutron, item.project_id))
      throw refuse('SecurityGroupDefaultAlreadyExists');
    if (item.name !== 'default') ensureDefaultGroup(neutron, call, item.project_id);
  },
  created(call, item) {
    const rules: Fields[] = (['IPv4', 'IPv6'] as const).map((ethertype) => ({ direction: 'egress', ethertype }));
    if (item.name === 'default') {
      for (const ethertype of ['IPv4', 'IPv6'])
        rules.push({ direction: 'ingress', ethertype, remote_group_id: item.id });
    }
    for (const rule of rules)
      neutron.rest.create(
        neutron.kinds.securityGroupRules,
        call,
        { ...rule, security_group_id: item.id },
        { projectId: item.project_id, elevated: true },
      );
  },
  update(_call, item, changes) {
    if (item.name === 'default' && changes.name !== undefined && changes.name !== 'default')
      throw refuse('SecurityGroupCannotUpdateDefault');
  },
  remove(call, item) {
    const model = neutron.model;
    if (item.name === 'default' && !call.isAdmin) throw refuse('SecurityGroupCannotRemoveDefault');
    if (model.ports.count('group', item.id) > 0) throw refuse('SecurityGroupInUse', { id: item.id });
  },
  show: (call, item) => ({
    shared: false,
    security_group_rules: neutron.model.securityGroupRules
      .by('security_group_id', item.id)
      .map((rule) => neutron.rest.show(neutron.kinds.securityGroupRules, call, rule)),
  }),
});

const defaultGroup = (neutron: Networking, projectId: string): SecurityGroup | undefined =>
  neutron.model.securityGroups.by('name', 'default').find((group) => group.project_id === projectId);

const defaults = new WeakMap<object, Map<string, SecurityGroup>>();

/** The project's default group. A cache per cloud keeps this off the path of every port creation. */
export function ensureDefaultGroup(neutron: Networking, call: Call, projectId: string): SecurityGroup {
  const model = neutron.model;
  let known = defaults.get(model);
  if (!known) defaults.set(model, (known = new Map()));
  const cached = known.get(projectId);
  if (cached && model.securityGroups.get(cached.id) === cached) return cached;
  const group =
    defaultGroup(neutron, projectId) ??
    neutron.rest.create(
      neutron.kinds.securityGroups,
      call,
      { name: 'default', description: 'Default security group' },
      { projectId, elevated: true },
    );
  known.set(projectId, group);
  return group;
}

const PROTOCOL_NUMBERS: Record<string, string> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'ipv6-icmp' };
const WITH_PORTS = ['tcp', 'udp', 'sctp', 'dccp', 'udplite'];

export const securityGroupRules = (neutron: Networking): Kind<SecurityGroupRule> => ({
  ...called('security_group_rule', 'SecurityGroupRule', '/v2.0/security-group-rules'),
  quota: 'security_group_rule',
  collection: neutron.model.securityGroupRules,
  attributes: SECURITY_GROUP_RULE,
  refers: {
    security_group_id: { kind: 'security_group', goes: true },
    remote_group_id: { kind: 'security_group', unseen: true, goes: true },
  },
  create(call, item) {
    const group = neutron.rest.find(neutron.kinds.securityGroups, call, item.security_group_id);
    item.project_id = group.project_id;
    checkRule(item);
    const same = neutron.model.securityGroupRules
      .by('security_group_id', group.id)
      .find((other) => sameRule(item, other));
    if (same) throw refuse('SecurityGroupRuleExists', { id: same.id });
  },
  show: (_call, item) => ({ name: undefined, normalized_cidr: item.remote_ip_prefix }),
});

const DISTINCT = [
  'direction',
  'ethertype',
  'protocol',
  'port_range_min',
  'port_range_max',
  'remote_ip_prefix',
  'remote_group_id',
  'remote_address_group_id',
] as const;
const sameRule = (a: SecurityGroupRule, b: SecurityGroupRule): boolean =>
  DISTINCT.every((key) => (a[key] ?? null) === (b[key] ?? null));

function checkRule(rule: SecurityGroupRule): void {
  const { port_range_min: min, port_range_max: max } = rule;
  const protocol = rule.protocol === null ? null : (PROTOCOL_NUMBERS[rule.protocol] ?? rule.protocol);
  if (rule.remote_group_id && rule.remote_ip_prefix) throw refuse('SecurityGroupRemoteGroupAndRemoteIpPrefix');
  if (rule.remote_ip_prefix) {
    const cidr = parseCidr(rule.remote_ip_prefix);
    if (cidr && `IPv${cidr.version}` !== rule.ethertype) {
      throw refuse('SecurityGroupRuleParameterConflict', { ethertype: rule.ethertype, cidr: rule.remote_ip_prefix });
    }
    if (!rule.remote_ip_prefix.includes('/')) rule.remote_ip_prefix += cidr?.version === 6 ? '/128' : '/32';
  }
  if (min === null && max === null) return;
  if (protocol === null) throw refuse('SecurityGroupProtocolRequiredWithPorts');
  if (WITH_PORTS.includes(protocol)) {
    if (min === null || max === null || min > max) throw refuse('SecurityGroupInvalidPortRange');
    for (const value of [min, max])
      if (value < 1 || value > 65535) throw refuse('SecurityGroupInvalidPortValue', { port: value });
  } else if (protocol.includes('icmp')) {
    for (const [field, attr, value] of [
      ['type', 'port_range_min', min],
      ['code', 'port_range_max', max],
    ] as const) {
      if (value !== null && (value < 0 || value > 255))
        throw refuse('SecurityGroupInvalidIcmpValue', { field, attr, value });
    }
  }
}

/** The ids of groups named by id or name, as Nova takes them. @throws 404 */
export function groupsByName(neutron: Networking, call: Call, names: unknown[], projectId: string): string[] {
  return list(names).map((wanted) => {
    const key = String(wanted);
    const { securityGroups: all } = neutron.model;
    if (key === 'default') return ensureDefaultGroup(neutron, call, projectId).id;
    const found = all.get(key) ?? all.by('name', key).find((group) => group.project_id === projectId);
    if (!found || !call.owns(found)) throw missing('SecurityGroup', key);
    return found.id;
  });
}
