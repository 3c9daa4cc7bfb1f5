import { HeatError } from '../../errors.ts';
import type { Value } from '../../template/value.ts';
import { restType } from '../rest-type.ts';
import { oneOf, preset, ref, required, sentAs, since, text } from '../terms/index.ts';
import { neutron } from './profile.ts';
import { PROTOCOLS } from './protocols.ts';
import { RULE } from './security-group-rules.ts';

/** What tells one rule from another, beside the other side's group. */
const KEYS = ['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'remote_ip_prefix'] as const;

export const securityGroupRule = restType({
  name: 'OS::Neutron::SecurityGroupRule',
  description: 'One rule of a security group.',
  ...since('7.0.0'),
  requiredExtensions: ['security-group'],
  properties: {
    description: text('What the rule is for.'),
    ...RULE,
    protocol: text('Protocol by name or number; any when left open.', preset('tcp'), oneOf(...PROTOCOLS)),
    remote_group: ref(
      'neutron.security_group',
      'Name or id of the group of the other side.',
      sentAs('remote_group_id'),
    ),
    security_group: ref('neutron.security_group', 'Name or id of the group.', required, sentAs('security_group_id')),
  },
  rest: neutron('security_group_rule', { named: null }),
  exclusive: [['remote_group', 'remote_ip_prefix']],
  validate({ properties: { port_range_min: min, port_range_max: max, protocol } }) {
    const isIcmp = ['icmp', 'icmpv6', 'ipv6-icmp'].includes(String(protocol));
    if (typeof min === 'number' && typeof max === 'number' && !isIcmp && max < min) {
      const rule = 'The minimum port number must be less than or equal to the maximum port number.';
      throw new HeatError('StackValidationFailed', rule);
    }
  },
  body(_op, body) {
    for (const key of ['port_range_min', 'port_range_max']) if (body[key] !== undefined) body[key] = String(body[key]);
    return body;
  },
  // Neutron never has the same rule twice.
  marker: {
    alike: {
      among: ({ properties: { security_group: group } }) => ({ security_group_id: String(group) }),
      is({ properties }, rule) {
        const same = (shown: Value | undefined, wanted: Value | undefined) =>
          String(shown ?? '') === String(wanted ?? '');
        const ofOthers = same(rule.remote_group_id, properties.remote_group);
        return ofOthers && KEYS.every((key) => same(rule[key], properties[key]));
      },
    },
  },
});
