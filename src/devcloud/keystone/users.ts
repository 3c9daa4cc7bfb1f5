/** Users, their passwords, their projects; groups. */
import { badRequest, conflict, forbidden, notFound, unauthorized } from '../http/api-error.ts';
import { flag, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { selfLink } from './dialect.ts';
import { listReply } from './listing.ts';
import { nameKey, type User } from './model.ts';
import { showProject } from './projects.ts';
import { digestSecret, secretMatches } from './secrets.ts';
import { requireAdmin } from './tokens.ts';

export const userRoutes: readonly Route[] = [
  ['GET', '/v3/users', listUsers],
  ['POST', '/v3/users', createUser],
  ['GET', '/v3/users/{id}', (call) => ({ status: 200, body: { user: showUser(call, findUser(call)) } })],
  ['PATCH', '/v3/users/{id}', updateUser],
  ['DELETE', '/v3/users/{id}', deleteUser],
  ['POST', '/v3/users/{id}/password', changePassword],
  ['GET', '/v3/users/{id}/projects', projectsOfUser],
  ['GET', '/v3/users/{id}/groups', groupsOfUser],
];

const OWN = [
  'id',
  'name',
  'domain_id',
  'enabled',
  'default_project_id',
  'password',
  'links',
  'options',
  'password_expires_at',
];

const showUser = (call: Call, user: User): Record<string, unknown> => ({
  ...user.extra,
  id: user.id,
  name: user.name,
  domain_id: user.domain_id,
  enabled: user.enabled,
  ...(user.default_project_id !== undefined && { default_project_id: user.default_project_id }),
  password_expires_at: null,
  options: {},
  links: selfLink(call, 'users', user.id),
});

/** @throws 404, also for users that the caller may not see */
export function findUser(call: Call): User {
  const id = call.param('id');
  const user = call.cloud.keystone.model.users.get(id);
  if (user && id !== call.auth.userId) requireAdmin(call.auth, 'identity:get_user');
  if (!user || (call.auth.domainId && user.domain_id !== call.auth.domainId))
    throw notFound(`Could not find user: ${id}.`);
  return user;
}

function listUsers(call: Call): Reply {
  requireAdmin(call.auth, 'identity:list_users');
  const { users } = call.cloud.keystone.model;
  const domain = call.query.get('domain_id') ?? call.auth.domainId;
  const name = call.query.get('name');
  const named = domain && name ? users.by('name', nameKey(domain, name)) : undefined;
  const items = named ?? (domain ? users.by('domain', domain) : [...users.all()]);
  return listReply(call, 'users', items, ['name', 'enabled', 'domain_id'], (user) => showUser(call, user));
}

function checkName(call: Call, domainId: string, name: string): void {
  if (call.cloud.keystone.model.users.first('name', nameKey(domainId, name))) {
    throw conflict(
      `Conflict occurred attempting to store user - Duplicate entry found with name ${name} at domain ID ${domainId}.`,
    );
  }
}

function createUser(call: Call): Reply {
  requireAdmin(call.auth, 'identity:create_user');
  const body = call.json1('user');
  const { model } = call.cloud.keystone;
  const name = text(body.name);
  if (!name) throw badRequest("Invalid input for field 'name': '' is too short");
  const domainId = maybeText(body.domain_id) ?? call.auth.domainId ?? 'default';
  if (call.auth.domainId && call.auth.domainId !== domainId) {
    throw forbidden('You are not authorized to perform the requested action: identity:create_user.');
  }
  if (!model.domains.has(domainId)) throw notFound(`Could not find domain: ${domainId}.`);
  checkName(call, domainId, name);
  const password = maybeText(body.password);
  const user = model.users.insert({
    id: hexId(),
    name,
    domain_id: domainId,
    enabled: flag(body.enabled, true),
    default_project_id: maybeText(body.default_project_id),
    passwordHash: password === undefined ? undefined : digestSecret(password),
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !OWN.includes(key))),
  });
  return { status: 201, body: { user: showUser(call, user) } };
}

function updateUser(call: Call): Reply {
  requireAdmin(call.auth, 'identity:update_user');
  const user = findUser(call);
  const body = call.json1('user');
  const name = text(body.name, user.name);
  if (name.toLowerCase() !== user.name.toLowerCase()) checkName(call, user.domain_id, name);
  user.name = name;
  user.enabled = flag(body.enabled, user.enabled);
  if ('default_project_id' in body) user.default_project_id = maybeText(body.default_project_id);
  const password = maybeText(body.password);
  if (password !== undefined) setPassword(call, user, password);
  for (const [key, value] of Object.entries(body)) if (!OWN.includes(key)) user.extra[key] = value;
  call.cloud.keystone.model.users.save(user);
  call.cloud.keystone.assignments.epoch++;
  return { status: 200, body: { user: showUser(call, user) } };
}

function setPassword(call: Call, user: User, password: string): void {
  user.passwordHash = digestSecret(password);
  call.cloud.keystone.model.users.save(user);
  call.cloud.keystone.tokens.revokeWhere((token) => token.user_id === user.id);
}

function changePassword(call: Call): Reply {
  const user = findUser(call);
  const body = call.json1('user');
  if (!secretMatches(user.passwordHash, text(body.original_password))) throw unauthorized();
  setPassword(call, user, text(body.password));
  return { status: 204 };
}

function deleteUser(call: Call): Reply {
  requireAdmin(call.auth, 'identity:delete_user');
  const user = findUser(call);
  const { model, assignments } = call.cloud.keystone;
  for (const credential of model.credentials.by('user', user.id)) model.credentials.remove(credential.id);
  for (const item of model.applicationCredentials.by('user', user.id)) model.applicationCredentials.remove(item.id);
  for (const trust of [...model.trusts.by('trustor', user.id), ...model.trusts.by('trustee', user.id)])
    model.trusts.remove(trust.id);
  for (const token of model.tokens.by('user', user.id)) model.tokens.remove(token.id);
  model.users.remove(user.id);
  assignments.forget('actor', user.id);
  return { status: 204 };
}

function projectsOfUser(call: Call): Reply {
  const user = findUser(call);
  const { model, assignments } = call.cloud.keystone;
  const projects = assignments.targetsOf(user.id, 'project').flatMap((id) => model.projects.get(id) ?? []);
  return listReply(call, 'projects', projects, ['name', 'enabled', 'domain_id'], (project) =>
    showProject(call, project),
  );
}

function groupsOfUser(call: Call): Reply {
  const groups = call.cloud.keystone.model.groups.by('member', findUser(call).id);
  return listReply(call, 'groups', groups, ['name'], ({ members: _, ...group }) => group);
}
