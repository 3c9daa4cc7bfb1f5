import { HeatError } from '../../errors.ts';
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import { maps, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import { unlessGone } from '../deletion.ts';
import { hasExtension } from '../extensions.ts';
import { checked, flag, integer, list, oneOf, preset, range, since, text, unsent, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf, keepUnlessBroken, neutron } from './profile.ts';
import { PROTOCOLS } from './protocols.ts';

const profile = neutron('security_group');
const { rest } = profile;
const STATEFUL = 'stateful-security-group';

export const securityGroup = resource({
  name: 'OS::Neutron::SecurityGroup',
  description: 'A set of rules saying which traffic may reach and leave ports.',
  ...since('2014.1'),
  requiredExtensions: ['security-group'],
  properties: {
    description: text('What the group is for.', update),
    name: text('Name of the group; not `default`.', update),
    rules: list('Its rules. Where none of them is for egress, all traffic may leave.', preset([]), update, unsent, {
      description: text('What the rule is for.', since('27.0.0')),
      direction: text(
        'Whether it matches traffic to the server (ingress) or from it (egress).',
        preset('ingress'),
        oneOf('ingress', 'egress'),
      ),
      ethertype: text('IPv4 or IPv6.', preset('IPv4'), oneOf('IPv4', 'IPv6')),
      port_range_max: integer('Last port; for ICMP the code.', range(0, 65535)),
      port_range_min: integer('First port; for ICMP the type.', range(0, 65535)),
      protocol: text('Protocol by name or number; any when left open.', oneOf(...PROTOCOLS)),
      remote_group_id: text(
        'Group of the other side; this group itself when left open.',
        checked('neutron.security_group'),
      ),
      remote_ip_prefix: text('The other side, as CIDR.', checked('net_cidr')),
      remote_mode: text(
        'Whether the other side is told by CIDR or by group.',
        preset('remote_ip_prefix'),
        oneOf('remote_ip_prefix', 'remote_group_id'),
      ),
    }),
    stateful: flag('Whether answers pass without a rule of their own.', update, since('27.0.0')),
  },
  ...profile,
  async validate({ properties, cloud }) {
    if (properties.name === 'default') {
      throw new HeatError('StackValidationFailed', 'Security groups cannot be assigned the name "default".');
    }
    if (cloud !== null && properties.stateful === false && !(await hasExtension(cloud, 'network', STATEFUL))) {
      throw new HeatError(
        'StackValidationFailed',
        'This cloud has no stateless security groups; leave "stateful" out.',
      );
    }
  },
  async body(op, body) {
    if (body.stateful !== undefined && !(await hasExtension(op.cloud, 'network', STATEFUL))) delete body.stateful;
    return body;
  },
  async complete(op) {
    if (maps(op.properties.rules).length === 0) return false;
    await bringRules(op);
    return true;
  },
  async changes(op, body) {
    if (op.changed.includes('stateful')) await requireNoPorts(op);
    if (op.changed.includes('rules')) await bringRules(op);
    if (body.description === null) body.description = '';
    if (body.stateful === null) delete body.stateful;
    return body;
  },
  keepFailed: (op) => keepUnlessBroken(op, rest),
});

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

const keyOf = (rule: ValueMap) => KEYS.map((key) => (rule[key] == null ? '' : String(rule[key]))).join('|');

/** Makes the rules that miss, and takes those away that are not wanted. */
async function bringRules(op: ResourceOperation): Promise<void> {
  const wanted = maps(op.properties.rules);
  if (!wanted.some(({ direction }) => direction === 'egress')) wanted.push(...OPEN_EGRESS);
  const desired = new Map(
    wanted.map((rule) => formatRule(rule, op.physicalId ?? '')).map((rule) => [keyOf(rule), rule]),
  );
  const shown = await op.cloud.observe(rest.collection, op.physicalId ?? '');
  const present = maps(shown?.security_group_rules);
  const kept = new Set<string>();
  for (const rule of present) {
    const key = keyOf(rule);
    if (desired.has(key)) kept.add(key);
    else {
      await unlessGone(op.cloud.request('network', { method: 'DELETE', path: at`/security-group-rules/${rule.id}` }));
    }
  }
  const missing = [...desired].filter(([key]) => !kept.has(key)).map(([, rule]) => rule);
  if (missing.length === 0) return;
  await op.cloud.request('network', { path: '/security-group-rules', body: { security_group_rules: missing } });
}

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

/** Neutron refuses the change while ports use the group; said before any rule is touched. */
async function requireNoPorts(op: ResourceOperation): Promise<void> {
  const ports = await listPages(op.cloud, collectionOf('port'), { security_groups: op.physicalId ?? '' });
  if (ports.length === 0) return;
  const what = `Changing "stateful" while security group "${op.physicalId}" is used by ports`;
  throw new HeatError('NotSupported', `${what} is not supported.`);
}
