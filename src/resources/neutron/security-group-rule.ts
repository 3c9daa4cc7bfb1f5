import { HeatError } from '../../errors.ts';
import { listPages } from '../../openstack/observing.ts';
import { resource } from '../define.ts';
import { keepUnlessBroken, neutron } from './profile.ts';
import { schema } from './security-group-rule.schema.ts';
import { conflict } from './subnet.ts';

const profile = neutron('security_group_rule', {
  members: { security_group: 'security_group_id', remote_group: 'remote_group_id' },
  named: null,
});

export const securityGroupRule = resource({
  ...schema,
  ...profile,
  validate({ properties }) {
    const { remote_group: group, remote_ip_prefix: prefix, port_range_min: min, port_range_max: max } = properties;
    if (group != null && prefix != null) throw conflict('remote_group', 'remote_ip_prefix');
    const isIcmp = ['icmp', 'icmpv6', 'ipv6-icmp'].includes(String(properties.protocol));
    if (typeof min === 'number' && typeof max === 'number' && !isIcmp && max < min) {
      const rule = 'The minimum port number must be less than or equal to the maximum port number.';
      throw new HeatError('StackValidationFailed', rule);
    }
  },
  body(_op, body) {
    for (const key of ['port_range_min', 'port_range_max']) if (body[key] !== undefined) body[key] = String(body[key]);
    return body;
  },
  // Neutron never has the same rule twice, so an equal one is the one sought (or its equal).
  async find(op) {
    const { properties } = op;
    const rules = await listPages(op.cloud, profile.rest.collection, {
      security_group_id: String(properties.security_group),
    });
    const same = (shown: unknown, wanted: unknown) => String(shown ?? '') === String(wanted ?? '');
    const found = rules.find(
      (rule) =>
        ['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'remote_ip_prefix'].every((key) =>
          same(rule[key], properties[key]),
        ) && same(rule.remote_group_id, properties.remote_group),
    );
    return found === undefined ? null : String(found.id);
  },
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});
