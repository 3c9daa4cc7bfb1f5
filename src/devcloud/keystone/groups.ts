/** Groups of users. */
import { conflict, notFound } from '../http/api-error.ts';
import { maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { listReply, selfLink } from './listing.ts';
import { type Group, nameKey } from './model.ts';
import { requireAdmin } from './tokens.ts';

export const groupRoutes: readonly Route[] = [
  ['GET', '/v3/groups', listGroups],
  ['POST', '/v3/groups', createGroup],
  ['GET', '/v3/groups/{id}', (call) => ({ status: 200, body: { group: showGroup(call, find(call)) } })],
  ['PATCH', '/v3/groups/{id}', updateGroup],
  ['DELETE', '/v3/groups/{id}', deleteGroup],
  ['GET', '/v3/groups/{id}/users', membersOfGroup],
  ['PUT', '/v3/groups/{id}/users/{user}', addMember],
  ['HEAD', '/v3/groups/{id}/users/{user}', checkMember],
  ['DELETE', '/v3/groups/{id}/users/{user}', removeMember],
];

const showGroup = (call: Call, { members: _, ...group }: Group): Record<string, unknown> => ({
  ...group,
  links: selfLink(call, 'groups', group.id),
});

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
function listGroups(call: Call): Reply {
  requireAdmin(call.auth, 'identity:list_groups');
  const groups = [...call.cloud.keystone.model.groups.all()];
  return listReply(call, 'groups', groups, ['name', 'domain_id'], (group) => showGroup(call, group));
}
function createGroup(call: Call): Reply {
  requireAdmin(call.auth, 'identity:create_group');
  const body = call.json1('group');
  const { groups } = call.cloud.keystone.model;
  const domainId = maybeText(body.domain_id) ?? call.auth.domainId ?? 'default';
  const name = text(body.name);
  if (groups.first('name', nameKey(domainId, name))) {
    throw conflict(
      `Conflict occurred attempting to store group - Duplicate entry found with name ${name} at domain ID ${domainId}.`,
    );
  }
  const group = groups.insert({
    id: hexId(),
    name,
    domain_id: domainId,
    description: text(body.description),
    members: [],
  });
  return { status: 201, body: { group: showGroup(call, group) } };
}
function updateGroup(call: Call): Reply {
  const group = find(call);
  const body = call.json1('group');
  group.name = text(body.name, group.name);
  group.description = text(body.description, group.description);
  save(call, group);
  return { status: 200, body: { group: showGroup(call, group) } };
}
function deleteGroup(call: Call): Reply {
  const group = find(call);
  call.cloud.keystone.model.groups.remove(group.id);
  call.cloud.keystone.assignments.forget('actor', group.id);
  return { status: 204 };
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
