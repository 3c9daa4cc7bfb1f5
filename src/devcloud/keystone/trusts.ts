/** Trusts: a user (trustor) lets another (trustee) act with some of his roles on a project. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { absent, flag, list, maybeText, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { selfLink } from './dialect.ts';
import { listReply } from './listing.ts';
import type { Trust } from './model.ts';

export const trustRoutes: readonly Route[] = [
  ['GET', '/v3/OS-TRUST/trusts', listTrusts],
  ['POST', '/v3/OS-TRUST/trusts', createTrust],
  ['GET', '/v3/OS-TRUST/trusts/{id}', (call) => ({ status: 200, body: { trust: show(call, find(call)) } })],
  ['DELETE', '/v3/OS-TRUST/trusts/{id}', deleteTrust],
  ['GET', '/v3/OS-TRUST/trusts/{id}/roles', rolesOfTrust],
];

const show = (call: Call, trust: Trust): Record<string, unknown> => ({
  ...trust,
  roles: trust.roles.map((id) => ({ id, name: call.cloud.keystone.model.roles.get(id)?.name ?? '', domain_id: null })),
  roles_links: { self: `${selfLink(call, 'OS-TRUST/trusts', trust.id).self}/roles`, next: null, previous: null },
  links: selfLink(call, 'OS-TRUST/trusts', trust.id),
});

function find(call: Call): Trust {
  const trust = call.cloud.keystone.model.trusts.get(call.param('id'));
  const party = trust && [trust.trustor_user_id, trust.trustee_user_id].includes(call.auth.userId);
  if (!trust || !(party || call.isAdmin)) throw notFound(`Could not find trust: ${call.param('id')}.`);
  return trust;
}

function listTrusts(call: Call): Reply {
  const { trusts } = call.cloud.keystone.model;
  const trustor = call.query.get('trustor_user_id');
  const trustee = call.query.get('trustee_user_id');
  if (!call.isAdmin && trustor !== call.auth.userId && trustee !== call.auth.userId) {
    throw forbidden('You are not authorized to perform the requested action: identity:list_trusts.');
  }
  const items = trustor ? trusts.by('trustor', trustor) : trustee ? trusts.by('trustee', trustee) : [...trusts.all()];
  return listReply(call, 'trusts', items, ['trustor_user_id', 'trustee_user_id'], (trust) => show(call, trust));
}

function createTrust(call: Call): Reply {
  const body = call.json1('trust');
  const { model, assignments } = call.cloud.keystone;
  const trustor = text(body.trustor_user_id);
  const trustee = text(body.trustee_user_id);
  if (trustor !== call.auth.userId) throw forbidden('The authenticated user should match the trustor.');
  const parent = model.trusts.get(call.auth.token.trust_id);
  if (parent && !(parent.allow_redelegation && parent.redelegation_count > 0)) {
    throw forbidden('Trust is not redelegable.');
  }
  if (!model.users.has(trustee)) throw notFound(`Could not find user: ${trustee}.`);
  const projectId = maybeText(body.project_id) ?? null;
  if (projectId !== null && !model.projects.has(projectId)) throw notFound(`Could not find project: ${projectId}.`);
  const has = projectId === null ? [] : assignments.effective(trustor, projectId);
  const roles = list(body.roles).map((item) => {
    const { id, name } = record(item);
    const role = model.roles.get(maybeText(id)) ?? model.roles.first('name', text(name).toLowerCase());
    if (!role || !has.includes(role.id)) throw notFound(`Could not find role: ${text(id) || text(name)}.`);
    return role.id;
  });
  if (projectId !== null && roles.length === 0) throw forbidden('At least one role should be specified.');
  const expires = absent(body.expires_at) ? null : wholeSeconds(text(body.expires_at));
  if (expires !== null && !(Date.parse(expires) > call.now())) {
    throw badRequest('The expiration time must be in the future.');
  }
  const twin = model.trusts
    .by('trustor', trustor)
    .find(
      (other) => other.trustee_user_id === trustee && other.project_id === projectId && other.expires_at === expires,
    );
  if (expires !== null && twin) throw conflict('Conflict occurred attempting to store trust - Duplicate entry.');
  const redelegable = flag(body.allow_redelegation);
  const trust = model.trusts.insert({
    id: hexId(),
    trustor_user_id: trustor,
    trustee_user_id: trustee,
    project_id: projectId,
    impersonation: flag(body.impersonation),
    roles,
    expires_at: expires,
    remaining_uses: typeof body.remaining_uses === 'number' ? body.remaining_uses : null,
    deleted_at: null,
    allow_redelegation: redelegable,
    redelegation_count: redelegable ? 3 : 0,
  });
  return { status: 201, body: { trust: show(call, trust) } };
}

/** Keystone keeps whole seconds. @throws 400 */
function wholeSeconds(moment: string): string {
  const [, seconds] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(moment) ?? [];
  if (seconds === undefined) throw badRequest(`Invalid input for field 'expires_at': '${moment}' is not a 'date-time'`);
  return `${seconds}.000000Z`;
}

function deleteTrust(call: Call): Reply {
  const trust = find(call);
  if (trust.trustor_user_id !== call.auth.userId && !call.isAdmin) {
    throw forbidden('Only admin or trustor can delete a trust');
  }
  call.cloud.keystone.model.trusts.remove(trust.id);
  call.cloud.keystone.assignments.epoch++;
  return { status: 204 };
}

function rolesOfTrust(call: Call): Reply {
  const roles = find(call).roles.map((id) => ({ id, name: call.cloud.keystone.model.roles.get(id)?.name ?? '' }));
  return {
    status: 200,
    body: { roles, links: { self: `${call.baseUrl}${call.path}`, next: null, previous: null } },
  };
}
