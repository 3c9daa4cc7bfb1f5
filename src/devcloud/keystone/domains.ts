/** Domains, and what is in them: projects, users, groups. Names are theirs alone within a domain, whatever their case. */
import { forbidden } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import type { Item } from '../rest/item.ts';
import { called, type Kind } from '../rest/kind.ts';
import type { Collection } from '../state/collection.ts';
import { denied, taken } from './dialect.ts';
import { DOMAIN, type Domain, GROUP, type Group, nameKey, PROJECT, type Project, USER, type User } from './model.ts';
import type { Parts } from './parts.ts';
import { digestSecret } from './secrets.ts';

export const domains = ({ model, assignments }: Parts): Kind<Domain> => ({
  ...called('domain', 'domain', '/v3/domains'),
  collection: model.domains,
  nobodys: true,
  admin: 'write',
  attributes: DOMAIN,
  unique({ name }) {
    if (model.domains.first('name', name.toLowerCase()))
      throw taken('domain', `it is not permitted to have two domains with the same name: ${name}`);
  },
  updated: () => void assignments.epoch++,
  remove(_call, item) {
    if (item.enabled) throw forbidden('Cannot delete a domain that is enabled, please disable it first.');
  },
  gone: (item) => assignments.forget('target', item.id),
  show: () => ({ tags: [], options: {} }),
});

/** What is in a domain. @param reason why a name is refused */
function within<T extends Item & { name: string; domain_id: string }>(
  { assignments }: Parts,
  collection: Collection<T>,
  singular: string,
  reason: (name: string, domain: string) => string,
) {
  const mustBeFree = (domain: string, name: string): void => {
    if (collection.first('name', nameKey(domain, name))) throw taken(singular, reason(name, domain));
  };
  return {
    collection,
    nobodys: true,
    refers: { domain_id: { kind: 'domain', goes: true } },
    /** An administrator of a domain sees what is in it. */
    candidates(call: Call): T[] {
      const domain = call.query.get('domain_id') ?? call.auth.domainId;
      const name = call.query.get('name');
      if (!domain) return [...collection.all()];
      return name ? collection.by('name', nameKey(domain, name)) : collection.by('domain_id', domain);
    },
    create(call: Call, item: T): void {
      item.domain_id ??= call.auth.domainId ?? 'default';
    },
    unique: ({ domain_id: domain, name }: T) => mustBeFree(domain, name),
    update(_call: Call, item: T, changes: Fields): void {
      delete changes.domain_id;
      const name = String(changes.name ?? item.name);
      if (name.toLowerCase() !== item.name.toLowerCase()) mustBeFree(item.domain_id, name);
    },
    updated: () => void assignments.epoch++,
  } satisfies Partial<Kind<T>>;
}

export function projects(parts: Parts): Kind<Project> {
  const { model, assignments } = parts;
  const common = within(
    parts,
    model.projects,
    'project',
    (name) => `it is not permitted to have two projects with the same name in the same domain : ${name}`,
  );
  return {
    ...common,
    ...called('project', 'project', '/v3/projects'),
    admin: 'list',
    attributes: PROJECT,
    others: 'extra',
    sees: ({ auth }, { id }) =>
      id === auth.projectId || auth.roles.has('admin') || assignments.effective(auth.userId, id).length > 0,
    create(call, item) {
      const parent = model.projects.get(item.parent_id);
      item.domain_id ??= parent?.domain_id as string;
      common.create(call, item);
      item.parent_id = parent?.id ?? item.domain_id;
    },
    update(call, item, changes) {
      delete changes.parent_id;
      common.update(call, item, changes);
    },
    remove(_call, { id }) {
      if (model.projects.count('parent', id) > 0)
        throw forbidden(`Cannot delete the project ${id} since it is not a leaf in the hierarchy.`);
    },
    gone: ({ id }) => assignments.forget('target', id),
    show: () => ({ is_domain: false, options: {} }),
  };
}

const duplicate = (name: string, domain: string) => `Duplicate entry found with name ${name} at domain ID ${domain}`;

export function users(parts: Parts): Kind<User> {
  const { model, assignments, tokens } = parts;
  const common = within(parts, model.users, 'user', duplicate);
  return {
    ...common,
    ...called('user', 'user', '/v3/users'),
    admin: 'list',
    attributes: USER,
    others: 'extra',
    sees({ auth }, user) {
      if (user.id !== auth.userId && !auth.roles.has('admin')) throw denied('get_user');
      return auth.domainId === undefined || user.domain_id === auth.domainId;
    },
    create(call, item) {
      common.create(call, item);
      if (call.auth.domainId && call.auth.domainId !== item.domain_id) throw denied('create_user');
      const { password } = item;
      item.passwordHash = typeof password === 'string' ? digestSecret(password) : undefined;
      delete item.password;
    },
    update(call, item, changes) {
      common.update(call, item, changes);
      const { password } = changes;
      delete changes.password;
      if (typeof password !== 'string') return;
      changes.passwordHash = digestSecret(password);
      tokens.revokeWhere((token) => token.user_id === item.id);
    },
    gone({ id }) {
      for (const token of model.tokens.by('user', id)) tokens.revoke(token.id);
      assignments.forget('actor', id);
    },
    show: (_call, { default_project_id: home }) => ({
      passwordHash: undefined,
      default_project_id: home ?? undefined,
      password_expires_at: null,
      options: {},
    }),
  };
}

export function groups(parts: Parts): Kind<Group> {
  const common = within(parts, parts.model.groups, 'group', duplicate);
  return {
    ...common,
    ...called('group', 'group', '/v3/groups'),
    admin: 'all',
    attributes: GROUP,
    create(call, item) {
      common.create(call, item);
      item.members = [];
    },
    gone: (item) => parts.assignments.forget('actor', item.id),
    show: () => ({ members: undefined }),
  };
}
