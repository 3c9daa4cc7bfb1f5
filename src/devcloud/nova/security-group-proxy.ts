/** Security groups as Nova once showed them (until 2.36); `openstack server add security group` looks names up here. */
import { notFound } from '../http/api-error.ts';
import type { Fields } from '../http/fields.ts';
import type { SecurityGroup } from '../neutron/model.ts';
import { ensureDefaultGroup } from '../neutron/security-groups.ts';
import type { Call, Route } from './call.ts';

const show = (group: SecurityGroup): Fields => ({
  id: group.id,
  name: group.name,
  description: group.description,
  tenant_id: group.project_id,
  rules: [],
});

function own(call: Call): SecurityGroup[] {
  ensureDefaultGroup(call.cloud.neutron, call, call.projectId);
  return call.cloud.neutron.model.securityGroups.by('project', call.projectId);
}

export const securityGroupProxy: readonly Route[] = [
  ['GET', '/os-security-groups', (call) => ({ status: 200, body: { security_groups: own(call).map(show) } })],
  [
    'GET',
    '/os-security-groups/{id}',
    (call) => {
      const group = own(call).find((item) => item.id === call.param('id'));
      if (!group) throw notFound(`Security group ${call.param('id')} not found.`);
      return { status: 200, body: { security_group: show(group) } };
    },
  ],
];
