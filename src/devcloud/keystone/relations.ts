/** What ties one thing to another: members of groups, projects and groups of users, roles of trusts; and passwords. */
import { notFound, unauthorized } from '../http/api-error.ts';
import { text } from '../http/fields.ts';
import { type Reply, route } from '../http/router.ts';
import type { Call, Route } from './call.ts';
import { whole } from './dialect.ts';
import type { Group, User } from './model.ts';
import { shownRoles } from './roles.ts';
import { secretMatches } from './secrets.ts';

const GROUP = '/v3/groups/{id}/users';

const group = (call: Call): Group => call.cloud.keystone.rest.named(call.cloud.keystone.kinds.groups, call, 'update');
const user = (call: Call): User => call.cloud.keystone.rest.named(call.cloud.keystone.kinds.users, call, 'show');

function setMembers(call: Call, found: Group, members: string[]): Reply {
  const { rest, kinds } = call.cloud.keystone;
  rest.update(kinds.groups, call, found, { members });
  return { status: 204 };
}

export const relationRoutes: readonly Route[] = [
  route('GET', GROUP, (call) => {
    const { rest, kinds, model } = call.cloud.keystone;
    const users = group(call).members.flatMap((id) => model.users.get(id) ?? []);
    return rest.list(kinds.users, call, users);
  }),
  route('PUT', `${GROUP}/{user}`, (call) => {
    const { rest, kinds } = call.cloud.keystone;
    const found = group(call);
    const { id } = rest.find(kinds.users, call, call.param('user'));
    return setMembers(call, found, [...new Set([...found.members, id])]);
  }),
  route('HEAD', `${GROUP}/{user}`, (call) => {
    if (!group(call).members.includes(call.param('user')))
      throw notFound(`User ${call.param('user')} not found in group.`);
    return { status: 204 };
  }),
  route('DELETE', `${GROUP}/{user}`, (call) => {
    const found = group(call);
    return setMembers(
      call,
      found,
      found.members.filter((id) => id !== call.param('user')),
    );
  }),
  route('POST', '/v3/users/{id}/password', (call) => {
    const { rest, kinds } = call.cloud.keystone;
    const found = user(call);
    const { original_password: original, password } = call.json1('user');
    if (!secretMatches(found.passwordHash, text(original))) throw unauthorized();
    rest.update(kinds.users, call, found, { password: text(password) });
    return { status: 204 };
  }),
  route('GET', '/v3/users/{id}/projects', (call) => {
    const { rest, kinds, model, assignments } = call.cloud.keystone;
    const ids = assignments.targetsOf(user(call).id, 'project');
    return rest.list(
      kinds.projects,
      call,
      ids.flatMap((id) => model.projects.get(id) ?? []),
    );
  }),
  route('GET', '/v3/users/{id}/groups', (call) => {
    const { rest, kinds, model } = call.cloud.keystone;
    return rest.list(kinds.groups, call, model.groups.by('member', user(call).id));
  }),
  route('GET', '/v3/OS-TRUST/trusts/{id}/roles', (call) => {
    const { rest, kinds, model } = call.cloud.keystone;
    return whole(call, 'roles', shownRoles(model, rest.named(kinds.trusts, call, 'show').roles));
  }),
];
