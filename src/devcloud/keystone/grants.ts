/** The assignment of roles to users and groups on projects, domains and the system. */
import { notFound } from '../http/api-error.ts';
import { maybeText } from '../http/fields.ts';
import { type Reply, route } from '../http/router.ts';
import type { Call, Route } from './call.ts';
import { requireAdmin, whole } from './dialect.ts';
import type { Assignment, Role } from './model.ts';

export const grantRoutes: readonly Route[] = [
  route('GET', '/v3/role_assignments', listAssignments),
  ...(['project', 'domain', 'system'] as const).flatMap((target) =>
    (['user', 'group'] as const).flatMap((actor) => routesOf(target, actor)),
  ),
];

/** The routes that give one kind of actor roles on one kind of target. */
function routesOf(targetKind: Assignment['targetKind'], actorKind: Assignment['actorKind']): Route[] {
  const place = targetKind === 'system' ? '/v3/system' : `/v3/${targetKind}s/{target}`;
  const base = `${place}/${actorKind}s/{actor}/roles`;
  const part = (call: Call, inherited: boolean): Omit<Assignment, 'id'> => ({
    actor: call.param('actor'),
    actorKind,
    target: targetKind === 'system' ? 'system' : call.param('target'),
    targetKind,
    role_id: call.param('role'),
    inherited,
  });
  const guarded =
    (handler: (call: Call) => Reply) =>
    (call: Call): Reply => {
      requireAdmin(call, 'create_grant');
      checkParties(call, targetKind, actorKind);
      return handler(call);
    };
  const forms: Route[] = [];
  for (const [path, inherited] of [
    [`${base}/{role}`, false],
    [
      targetKind === 'system'
        ? ''
        : `/v3/OS-INHERIT/${targetKind}s/{target}/${actorKind}s/{actor}/roles/{role}/inherited_to_projects`,
      true,
    ],
  ] as const) {
    if (!path) continue;
    forms.push(
      ['PUT', path, guarded((call) => grant(call, part(call, inherited)))],
      ['HEAD', path, guarded((call) => check(call, part(call, inherited)))],
      ['GET', path, guarded((call) => check(call, part(call, inherited)))],
      ['DELETE', path, guarded((call) => revoke(call, part(call, inherited)))],
    );
  }
  return [['GET', base, guarded((call) => rolesOf(call, part(call, false)))], ...forms];
}

function findRole(call: Call, id: string): Role {
  const { rest, kinds } = call.cloud.keystone;
  return rest.find(kinds.roles, call, id);
}

function checkParties(call: Call, targetKind: Assignment['targetKind'], actorKind: Assignment['actorKind']): void {
  const { model } = call.cloud.keystone;
  const actor = call.param('actor');
  const target = call.param('target');
  if (!(actorKind === 'user' ? model.users : model.groups).has(actor))
    throw notFound(`Could not find ${actorKind}: ${actor}.`);
  if (targetKind === 'project' && !model.projects.has(target)) throw notFound(`Could not find project: ${target}.`);
  if (targetKind === 'domain' && !model.domains.has(target)) throw notFound(`Could not find domain: ${target}.`);
}

function grant(call: Call, part: Omit<Assignment, 'id'>): Reply {
  findRole(call, part.role_id);
  call.cloud.keystone.assignments.grant(part);
  return { status: 204 };
}
function check(call: Call, part: Omit<Assignment, 'id'>): Reply {
  findRole(call, part.role_id);
  if (!call.cloud.keystone.assignments.has(part))
    throw notFound(`Could not find role assignment with role: ${part.role_id}.`);
  return { status: 204 };
}
function revoke(call: Call, part: Omit<Assignment, 'id'>): Reply {
  if (!call.cloud.keystone.assignments.revoke(part)) {
    throw notFound(
      `Could not find role assignment with role: ${part.role_id}, user or group: ${part.actor}, project, domain, or system: ${part.target}.`,
    );
  }
  return { status: 204 };
}
function rolesOf(call: Call, part: Omit<Assignment, 'id'>): Reply {
  const { model, rest, kinds } = call.cloud.keystone;
  const roles = model.assignments
    .by('actor', part.actor)
    .filter((a) => a.target === part.target && !a.inherited)
    .flatMap((a) => model.roles.get(a.role_id) ?? []);
  return rest.list(kinds.roles, call, roles);
}

function listAssignments(call: Call): Reply {
  const { query } = call;
  const mine = query.get('user.id') === call.auth.userId;
  if (!mine) requireAdmin(call, 'list_role_assignments');
  const { model, assignments } = call.cloud.keystone;
  const withNames = query.has('include_names');
  let items: Assignment[] = [...model.assignments.all()];
  if (query.has('effective')) {
    items = items.flatMap((a) => assignments.withImplied([a.role_id]).map((role_id) => ({ ...a, role_id })));
  }
  const filters: [string | null, (a: Assignment) => string][] = [
    [query.get('user.id'), (a) => (a.actorKind === 'user' ? a.actor : '')],
    [query.get('group.id'), (a) => (a.actorKind === 'group' ? a.actor : '')],
    [query.get('role.id'), (a) => a.role_id],
    [query.get('scope.project.id'), (a) => (a.targetKind === 'project' ? a.target : '')],
    [query.get('scope.domain.id'), (a) => (a.targetKind === 'domain' ? a.target : '')],
    [query.has('scope.system') ? 'system' : null, (a) => a.target],
  ];
  for (const [wanted, value] of filters) if (wanted !== null) items = items.filter((a) => value(a) === wanted);
  const name = (kind: 'users' | 'groups' | 'projects' | 'domains' | 'roles', id: string): Record<string, unknown> => {
    const item = model[kind].get(id);
    if (!withNames || !item) return { id };
    const domain = 'domain_id' in item ? model.domains.get(maybeText(item.domain_id)) : undefined;
    return { id, name: item.name, ...(domain && { domain: { id: domain.id, name: domain.name } }) };
  };
  const shown = items.map((a) => ({
    [a.actorKind]: name(a.actorKind === 'user' ? 'users' : 'groups', a.actor),
    role: name('roles', a.role_id),
    scope: {
      ...(a.targetKind === 'system'
        ? { system: { all: true } }
        : { [a.targetKind]: name(`${a.targetKind}s`, a.target) }),
      ...(a.inherited && { 'OS-INHERIT:inherited_to': 'projects' }),
    },
    links: {},
  }));
  return whole(call, 'role_assignments', shown);
}
