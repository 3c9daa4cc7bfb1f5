import type { Collection } from '../../openstack/cloud.ts';
import type { ValueMap } from '../../template/value.ts';
import { withoutNulls } from '../rest.ts';
import { restType } from '../rest-type.ts';
import { list, map, number, of, oneOf, preset, since, text } from '../terms/index.ts';

/** Since 2.64 a group has one policy, which may have rules. */
const GROUPS: Collection = {
  service: 'compute',
  list: '/os-server-groups',
  plural: 'server_groups',
  path: '/os-server-groups',
  singular: 'server_group',
  microversion: '2.64',
};

export const serverGroup = restType({
  name: 'OS::Nova::ServerGroup',
  description: 'A group of servers that are placed together or apart.',
  ...since('2014.2'),
  properties: {
    name: text('Name of the group.'),
    policies: list(
      'Rule of placement: affinity, anti-affinity or one of their soft forms.',
      preset(['anti-affinity']),
      of('string'),
      oneOf('anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity'),
    ),
    rules: map('Refinements of the policy.', since('17.0.0'), {
      max_server_per_host: number('Servers of an anti-affinity group that may share a host.'),
    }),
  },
  rest: { collection: GROUPS, goneAtOnce: true },
  // Nova filters no names, and a group has no member that could bear a mark; names of groups are seldom given.
  marker: { query: null },
  body(op): ValueMap {
    const { policies, rules, name } = op.properties;
    const policy = policies[0] ?? null;
    const refined = rules === null ? {} : withoutNulls(rules);
    return {
      name: name || op.physicalName,
      policy,
      ...(Object.keys(refined).length === 0 ? {} : { rules: refined }),
    };
  },
  keepFailed: async (op) => op.physicalId !== null && (await op.cloud.observe(GROUPS, op.physicalId)) !== null,
});
