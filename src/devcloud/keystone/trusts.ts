/** Trusts: a user (trustor) lets another (trustee) act with some of his roles on a project. */
import { badRequest, forbidden, notFound } from '../http/api-error.ts';
import { called, type Kind } from '../rest/kind.ts';
import { denied, taken } from './dialect.ts';
import { TRUST, type Trust } from './model.ts';
import type { Parts } from './parts.ts';
import { rolesNamed, shownRoles } from './roles.ts';

export const trusts = ({ model, assignments }: Parts): Kind<Trust> => ({
  ...called('trust', 'trust', '/v3/OS-TRUST/trusts'),
  collection: model.trusts,
  nobodys: true,
  attributes: TRUST,
  refers: {
    trustor_user_id: { kind: 'user', unseen: true, goes: true },
    trustee_user_id: { kind: 'user', unseen: true, goes: true },
    project_id: { kind: 'project', unseen: true },
  },
  sees: ({ auth, isAdmin }, trust) =>
    isAdmin || auth.userId === trust.trustor_user_id || auth.userId === trust.trustee_user_id,
  candidates({ auth, isAdmin, query }) {
    const trustor = query.get('trustor_user_id');
    const trustee = query.get('trustee_user_id');
    if (!isAdmin && trustor !== auth.userId && trustee !== auth.userId) throw denied('list_trusts');
    if (trustor) return model.trusts.by('trustor_user_id', trustor);
    return trustee ? model.trusts.by('trustee_user_id', trustee) : [...model.trusts.all()];
  },
  create(call, item) {
    const { trustor_user_id: trustor, project_id: project } = item;
    if (trustor !== call.auth.userId) throw forbidden('The authenticated user should match the trustor.');
    const parent = model.trusts.get(call.auth.token.trust_id);
    if (parent && !(parent.allow_redelegation && parent.redelegation_count > 0))
      throw forbidden('Trust is not redelegable.');
    const has = project === null ? [] : assignments.effective(trustor, project);
    item.roles = rolesNamed(model, item.roles, has, (named) => notFound(`Could not find role: ${named}.`));
    if (project !== null && item.roles.length === 0) throw forbidden('At least one role should be specified.');
    if (item.expires_at !== null) item.expires_at = wholeSeconds(item.expires_at);
    if (item.expires_at !== null && !(Date.parse(item.expires_at) > call.now()))
      throw badRequest('The expiration time must be in the future.');
    Object.assign(item, { deleted_at: null, redelegation_count: item.allow_redelegation ? 3 : 0 });
  },
  unique(item) {
    const SAME = ['trustee_user_id', 'project_id', 'expires_at'] as const;
    const others = model.trusts.by('trustor_user_id', item.trustor_user_id);
    if (item.expires_at !== null && others.some((other) => SAME.every((member) => other[member] === item[member])))
      throw taken('trust', 'Duplicate entry');
  },
  remove(call, trust) {
    if (trust.trustor_user_id !== call.auth.userId && !call.isAdmin)
      throw forbidden('Only admin or trustor can delete a trust');
  },
  gone: () => void assignments.epoch++,
  show(call, trust) {
    const self = `${call.baseUrl}/v3/OS-TRUST/trusts/${trust.id}/roles`;
    return { roles: shownRoles(model, trust.roles), roles_links: { self, next: null, previous: null } };
  },
});

/** Keystone keeps whole seconds. @throws 400 */
function wholeSeconds(moment: string): string {
  const [, seconds] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(moment) ?? [];
  if (seconds === undefined) throw badRequest(`Invalid input for field 'expires_at': '${moment}' is not a 'date-time'`);
  return `${seconds}.000000Z`;
}
