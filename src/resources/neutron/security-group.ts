import { HeatError } from '../../errors.ts';
import { listPages } from '../../openstack/observing.ts';
import { hasExtension } from '../extensions.ts';
import { restType } from '../rest-type.ts';
import { checked, flag, list, oneOf, preset, since, text, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { collectionOf, neutron } from './profile.ts';
import { PROTOCOLS } from './protocols.ts';
import { RULE, RULES } from './security-group-rules.ts';

const rest = neutron('security_group');
const STATEFUL = 'stateful-security-group';

export const securityGroup = restType({
  name: 'OS::Neutron::SecurityGroup',
  description: 'A set of rules saying which traffic may reach and leave ports.',
  ...since('2014.1'),
  requiredExtensions: ['security-group'],
  properties: {
    description: text('What the group is for.', update),
    name: text('Name of the group; not `default`.', update),
    rules: list('Its rules. Where none of them is for egress, all traffic may leave.', preset([]), update, RULES, {
      description: text('What the rule is for.', since('27.0.0')),
      ...RULE,
      protocol: text('Protocol by name or number; any when left open.', oneOf(...PROTOCOLS)),
      remote_group_id: text(
        'Group of the other side; this group itself when left open.',
        checked('neutron.security_group'),
      ),
      remote_mode: text(
        'Whether the other side is told by CIDR or by group.',
        preset('remote_ip_prefix'),
        oneOf('remote_ip_prefix', 'remote_group_id'),
      ),
    }),
    stateful: flag('Whether answers pass without a rule of their own.', update, since('27.0.0')),
  },
  rest,
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
  async changes(op, body) {
    if (op.changed.includes('stateful')) await requireNoPorts(op);
    if (body.description === null) body.description = '';
    if (body.stateful === null) delete body.stateful;
    return body;
  },
});

/** Neutron refuses the change while ports use the group; said before any rule is touched. */
async function requireNoPorts(op: ResourceOperation): Promise<void> {
  const ports = await listPages(op.cloud, collectionOf('port'), { security_groups: op.physicalId ?? '' });
  if (ports.length === 0) return;
  const what = `Changing "stateful" while security group "${op.physicalId}" is used by ports`;
  throw new HeatError('NotSupported', `${what} is not supported.`);
}
