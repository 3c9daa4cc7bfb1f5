import { at } from '../../openstack/path.ts';
import { maps, type Value, type ValueMap } from '../../template/value.ts';
import { checked, integer, oneOf, preset, range, setEach, text } from '../terms/index.ts';

/** What can be said of a rule, be it one of a group's or by itself. */
export const RULE = {
  direction: text(
    'Whether it matches traffic to the server (ingress) or from it (egress).',
    preset('ingress'),
    oneOf('ingress', 'egress'),
  ),
  ethertype: text('IPv4 or IPv6.', preset('IPv4'), oneOf('IPv4', 'IPv6')),
  port_range_max: integer('Last port; for ICMP the code.', range(0, 65535)),
  port_range_min: integer('First port; for ICMP the type.', range(0, 65535)),
  remote_ip_prefix: text('The other side, as CIDR.', checked('net_cidr')),
};

/** What tells one rule from another. */
const KEYS = [
  'direction',
  'ethertype',
  'protocol',
  'port_range_min',
  'port_range_max',
  'remote_group_id',
  'remote_ip_prefix',
];
const OPEN_EGRESS: ValueMap[] = [
  { direction: 'egress', ethertype: 'IPv4' },
  { direction: 'egress', ethertype: 'IPv6' },
];

/** The rules of a security group. A new one has those for egress already. */
export const RULES = setEach({
  key: (rule) => KEYS.map((key) => (rule[key] == null ? '' : String(rule[key]))).join('|'),
  present: ({ path, id }) => ({ path: at`${path}/${id}`, answer: 'show' }),
  read: (body: { security_group: ValueMap }) => maps(body.security_group.security_group_rules),
  wanted({ id, isNew }, given) {
    const rules = maps(given);
    if (isNew && rules.length === 0) return [];
    const opensEgress = rules.some(({ direction }) => direction === 'egress');
    return [...rules, ...(opensEgress ? [] : OPEN_EGRESS)].map((rule) => formatRule(rule, id));
  },
  addAll: (_of, missing) => ({ path: '/security-group-rules', body: { security_group_rules: missing } }),
  remove: (_of, rule) => ({ method: 'DELETE', path: at`/security-group-rules/${rule.id}` }),
});

function formatRule(rule: ValueMap, group: string): ValueMap {
  const formed: ValueMap = { security_group_id: group };
  const byGroup = rule.remote_mode === 'remote_group_id';
  for (const [key, value] of Object.entries(rule)) {
    if (value === null || key === 'remote_mode') continue;
    if (key === 'remote_group_id' && !byGroup) continue;
    if (key === 'remote_ip_prefix' && byGroup) continue;
    formed[key] = key.startsWith('port_range') ? String(value) : (value as Value);
  }
  if (byGroup) formed.remote_group_id ??= group;
  return formed;
}
