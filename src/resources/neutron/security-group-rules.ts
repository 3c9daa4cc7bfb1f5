import { at } from '../../openstack/path.ts';
import { maps, type Value, type ValueMap } from '../../template/value.ts';
import { setEach } from '../terms/index.ts';

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
