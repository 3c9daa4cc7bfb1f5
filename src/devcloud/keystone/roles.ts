/** Roles. */
import { list, maybeText, record, text } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { taken } from './dialect.ts';
import { type KeystoneModel, ROLE, type Role } from './model.ts';
import type { Parts } from './parts.ts';

export const roles = ({ model, assignments }: Parts): Kind<Role> => ({
  ...called('role', 'role', '/v3/roles'),
  collection: model.roles,
  nobodys: true,
  admin: 'write',
  attributes: ROLE,
  create(_call, item) {
    item.implies = [];
  },
  unique({ name }) {
    if (model.roles.first('name', name.toLowerCase())) throw taken('role', `Duplicate entry found with name ${name}`);
  },
  gone: ({ id }) => assignments.forget('role', id),
  show: () => ({ implies: undefined, options: {} }),
});

/** The ids of roles that are named by id or name, and of which each is among `has`. */
export const rolesNamed = (
  { roles: all }: KeystoneModel,
  wanted: unknown,
  has: readonly string[],
  refusal: (named: string) => Error,
): string[] =>
  list(wanted).map((item) => {
    const { id, name } = record(item);
    const role = all.get(maybeText(id)) ?? all.first('name', text(name).toLowerCase());
    if (!role || !has.includes(role.id)) throw refusal(text(id) || text(name));
    return role.id;
  });

/** Roles as trusts and application credentials show them. */
export const shownRoles = (model: KeystoneModel, ids: readonly string[]) =>
  ids.map((id) => ({ id, name: model.roles.get(id)?.name ?? '', domain_id: null }));
