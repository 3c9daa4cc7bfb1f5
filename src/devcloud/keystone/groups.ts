/** The members of groups. */
import { notFound } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import type { Call, Route } from './call.ts';
import { listReply } from './listing.ts';
import type { Group } from './model.ts';
import { requireAdmin } from './tokens.ts';

export const groupRoutes: readonly Route[] = [
  ['GET', '/v3/groups/{id}/users', membersOfGroup],
  ['PUT', '/v3/groups/{id}/users/{user}', addMember],
  ['HEAD', '/v3/groups/{id}/users/{user}', checkMember],
  ['DELETE', '/v3/groups/{id}/users/{user}', removeMember],
];

function find(call: Call): Group {
  requireAdmin(call.auth, 'identity:get_group');
  const group = call.cloud.keystone.model.groups.get(call.param('id'));
  if (!group) throw notFound(`Could not find group: ${call.param('id')}.`);
  return group;
}
function save(call: Call, group: Group): void {
  call.cloud.keystone.model.groups.save(group);
  call.cloud.keystone.assignments.epoch++;
}
function membersOfGroup(call: Call): Reply {
  const users = find(call).members.flatMap((id) => call.cloud.keystone.model.users.get(id) ?? []);
  return listReply(call, 'users', users, ['name'], ({ id, name, domain_id, enabled }) => ({
    id,
    name,
    domain_id,
    enabled,
  }));
}
function addMember(call: Call): Reply {
  const group = find(call);
  const user = call.cloud.keystone.model.users.get(call.param('user'));
  if (!user) throw notFound(`Could not find user: ${call.param('user')}.`);
  if (!group.members.includes(user.id)) group.members.push(user.id);
  save(call, group);
  return { status: 204 };
}
function checkMember(call: Call): Reply {
  if (!find(call).members.includes(call.param('user')))
    throw notFound(`User ${call.param('user')} not found in group.`);
  return { status: 204 };
}
function removeMember(call: Call): Reply {
  const group = find(call);
  group.members = group.members.filter((id) => id !== call.param('user'));
  save(call, group);
  return { status: 204 };
}
