/** Credentials as EC2 has them: an access key and a secret, made by Keystone. */
import { notFound } from '../http/api-error.ts';
import { maybeText, record, text } from '../http/fields.ts';
import { ok, type Reply, route } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { requireAdmin, whole } from './dialect.ts';
import type { Credential } from './model.ts';

const BASE = '/v3/users/{user}/credentials/OS-EC2';

export const ec2CredentialRoutes: readonly Route[] = [
  route('GET', BASE, (call) => {
    const all = call.cloud.keystone.model.credentials.by('user_id', allowedUser(call));
    const items = all.filter(({ type }) => type === 'ec2').map((item) => show(call, item));
    return whole(call, 'credentials', items);
  }),
  route('POST', BASE, create),
  route('GET', `${BASE}/{access}`, (call) => ok({ credential: show(call, find(call)) })),
  route('DELETE', `${BASE}/{access}`, (call) => {
    call.cloud.keystone.model.credentials.remove(find(call).id);
    return { status: 204 };
  }),
];

function allowedUser(call: Call): string {
  const user = call.param('user');
  if (user !== call.auth.userId) requireAdmin(call, 'ec2_create_credential');
  if (!call.cloud.keystone.model.users.has(user)) throw notFound(`Could not find user: ${user}.`);
  return user;
}

function find(call: Call): Credential {
  const user = allowedUser(call);
  const credential = call.cloud.keystone.model.credentials.first('access', call.param('access'));
  if (!credential || credential.user_id !== user) throw notFound(`Could not find credential: ${call.param('access')}.`);
  return credential;
}

function show(call: Call, credential: Credential): Record<string, unknown> {
  const { access, secret, trust_id = null } = record(JSON.parse(credential.blob));
  const { user_id, project_id: tenant_id } = credential;
  const self = `${call.baseUrl}/v3/users/${user_id}/credentials/OS-EC2/${text(access)}`;
  return { user_id, tenant_id, access, secret, trust_id, links: { self } };
}

function create(call: Call): Reply {
  const user = allowedUser(call);
  const body = call.json();
  const { model } = call.cloud.keystone;
  const project = maybeText(body.tenant_id) ?? maybeText(body.project_id) ?? call.auth.projectId;
  if (!project || !model.projects.has(project)) throw notFound(`Could not find project: ${project}.`);
  const { trust_id, app_cred_id } = call.auth.token;
  const access = hexId();
  const blob = { access, secret: hexId(), ...(trust_id && { trust_id }), ...(app_cred_id && { app_cred_id }) };
  const credential = model.credentials.insert({
    id: hexId(),
    type: 'ec2',
    blob: JSON.stringify(blob),
    user_id: user,
    project_id: project,
    access,
    trust_id: trust_id ?? null,
    app_cred_id: app_cred_id ?? null,
  });
  return { status: 201, body: { credential: show(call, credential) } };
}
