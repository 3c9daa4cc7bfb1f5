/** Credentials: the general kind (/v3/credentials), the EC2 view of them, and application credentials. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { absent, flag, list, maybeText, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId, randomToken } from '../state/identifiers.ts';
import { isoMicrosZ } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import { selfLink } from './dialect.ts';
import { listReply } from './listing.ts';
import type { ApplicationCredential, Credential } from './model.ts';
import { digestSecret } from './secrets.ts';
import { requireAdmin } from './tokens.ts';

export const credentialRoutes: readonly Route[] = [
  ['GET', '/v3/credentials', listCredentials],
  ['POST', '/v3/credentials', createCredential],
  ['GET', '/v3/credentials/{id}', (call) => ({ status: 200, body: { credential: show(call, find(call)) } })],
  ['PATCH', '/v3/credentials/{id}', updateCredential],
  ['DELETE', '/v3/credentials/{id}', deleteCredential],
  ['GET', '/v3/users/{user}/credentials/OS-EC2', listEc2],
  ['POST', '/v3/users/{user}/credentials/OS-EC2', createEc2],
  [
    'GET',
    '/v3/users/{user}/credentials/OS-EC2/{access}',
    (call) => ({ status: 200, body: { credential: showEc2(call, findEc2(call)) } }),
  ],
  ['DELETE', '/v3/users/{user}/credentials/OS-EC2/{access}', deleteEc2],
  ['GET', '/v3/users/{user}/application_credentials', listApplication],
  ['POST', '/v3/users/{user}/application_credentials', createApplication],
  ['GET', '/v3/users/{user}/application_credentials/{id}', showApplication],
  ['DELETE', '/v3/users/{user}/application_credentials/{id}', deleteApplication],
];

const show = (call: Call, { id, type, blob, user_id, project_id }: Credential): Record<string, unknown> => ({
  id,
  type,
  blob,
  user_id,
  project_id,
  links: selfLink(call, 'credentials', id),
});

function find(call: Call): Credential {
  const credential = call.cloud.keystone.model.credentials.get(call.param('id'));
  const mine = credential?.user_id === call.auth.userId || call.auth.roles.has('admin');
  if (!credential || !mine) throw notFound(`Could not find credential: ${call.param('id')}.`);
  return credential;
}

function listCredentials(call: Call): Reply {
  const { credentials } = call.cloud.keystone.model;
  const user = call.query.get('user_id') ?? (call.auth.roles.has('admin') ? undefined : call.auth.userId);
  const items = user ? credentials.by('user', user) : [...credentials.all()];
  const seen = items.filter((item) => item.user_id === call.auth.userId || call.auth.roles.has('admin'));
  return listReply(call, 'credentials', seen, ['type', 'user_id'], (item) => show(call, item));
}

/** The access key by which an ec2 credential is found. @throws 400 */
function accessOf(type: string, blob: string): string | undefined {
  if (type !== 'ec2') return undefined;
  try {
    const access = record(JSON.parse(blob)).access;
    if (typeof access === 'string') return access;
  } catch {
    // Said below.
  }
  throw badRequest('Invalid blob in credential');
}

function createCredential(call: Call): Reply {
  const body = call.json1('credential');
  const userId = maybeText(body.user_id) ?? call.auth.userId;
  if (userId !== call.auth.userId) requireAdmin(call.auth, 'identity:create_credential');
  const { credentials } = call.cloud.keystone.model;
  const type = text(body.type);
  const blob = typeof body.blob === 'string' ? body.blob : JSON.stringify(body.blob ?? '');
  const access = accessOf(type, blob);
  if (access && credentials.first('access', access))
    throw conflict('Conflict occurred attempting to store credential - Duplicate entry.');
  const projectId = maybeText(body.project_id) ?? null;
  if (type === 'ec2' && !projectId) throw badRequest("A project_id is required for 'ec2' type credentials.");
  const credential = credentials.insert({
    id: hexId(),
    type,
    blob,
    user_id: userId,
    project_id: projectId,
    access,
    trust_id: call.auth.token.trust_id ?? null,
    app_cred_id: call.auth.token.app_cred_id ?? null,
  });
  return { status: 201, body: { credential: show(call, credential) } };
}

function updateCredential(call: Call): Reply {
  const credential = find(call);
  const body = call.json1('credential');
  credential.type = text(body.type, credential.type);
  if (body.blob !== undefined) credential.blob = typeof body.blob === 'string' ? body.blob : JSON.stringify(body.blob);
  credential.access = accessOf(credential.type, credential.blob);
  call.cloud.keystone.model.credentials.save(credential);
  return { status: 200, body: { credential: show(call, credential) } };
}

function deleteCredential(call: Call): Reply {
  call.cloud.keystone.model.credentials.remove(find(call).id);
  return { status: 204 };
}

function allowedUser(call: Call): string {
  const user = call.param('user');
  if (user !== call.auth.userId) requireAdmin(call.auth, 'identity:ec2_create_credential');
  if (!call.cloud.keystone.model.users.has(user)) throw notFound(`Could not find user: ${user}.`);
  return user;
}

const showEc2 = (call: Call, credential: Credential): Record<string, unknown> => {
  const blob = record(JSON.parse(credential.blob));
  return {
    user_id: credential.user_id,
    tenant_id: credential.project_id,
    access: blob.access,
    secret: blob.secret,
    trust_id: blob.trust_id ?? null,
    links: {
      self: `${call.baseUrl}/v3/users/${credential.user_id}/credentials/OS-EC2/${text(blob.access)}`,
    },
  };
};

function listEc2(call: Call): Reply {
  const items = call.cloud.keystone.model.credentials
    .by('user', allowedUser(call))
    .filter((item) => item.type === 'ec2');
  return listReply(call, 'credentials', items, [], (item) => showEc2(call, item));
}

function createEc2(call: Call): Reply {
  const user = allowedUser(call);
  const body = call.json();
  const project = maybeText(body.tenant_id) ?? maybeText(body.project_id) ?? call.auth.projectId;
  if (!project || !call.cloud.keystone.model.projects.has(project))
    throw notFound(`Could not find project: ${project}.`);
  const access = hexId();
  const trustId = call.auth.token.trust_id;
  const appCredId = call.auth.token.app_cred_id;
  const blob = {
    access,
    secret: hexId(),
    ...(trustId && { trust_id: trustId }),
    ...(appCredId && { app_cred_id: appCredId }),
  };
  const credential = call.cloud.keystone.model.credentials.insert({
    id: hexId(),
    type: 'ec2',
    blob: JSON.stringify(blob),
    user_id: user,
    project_id: project,
    access,
    trust_id: trustId ?? null,
    app_cred_id: appCredId ?? null,
  });
  return { status: 201, body: { credential: showEc2(call, credential) } };
}

function findEc2(call: Call): Credential {
  const user = allowedUser(call);
  const credential = call.cloud.keystone.model.credentials.first('access', call.param('access'));
  if (!credential || credential.user_id !== user) throw notFound(`Could not find credential: ${call.param('access')}.`);
  return credential;
}

function deleteEc2(call: Call): Reply {
  call.cloud.keystone.model.credentials.remove(findEc2(call).id);
  return { status: 204 };
}

const showApp = (call: Call, item: ApplicationCredential): Record<string, unknown> => {
  const { secretHash: _, roles, expires_at: expires, access_rules: rules, ...rest } = item;
  return {
    ...rest,
    expires_at: expires === null ? null : isoMicrosZ(expires).replace('Z', ''),
    roles: roles.map((id) => ({ id, name: call.cloud.keystone.model.roles.get(id)?.name ?? '', domain_id: null })),
    ...(rules.length > 0 && { access_rules: rules }),
    links: selfLink(call, `users/${item.user_id}/application_credentials`, item.id),
  };
};

function listApplication(call: Call): Reply {
  const items = call.cloud.keystone.model.applicationCredentials.by('user', allowedUser(call));
  return listReply(call, 'application_credentials', items, ['name'], (item) => showApp(call, item));
}

function createApplication(call: Call): Reply {
  const user = call.param('user');
  if (user !== call.auth.userId || !call.auth.projectId || call.auth.token.trust_id) {
    throw forbidden('You are not authorized to perform the requested action: identity:create_application_credential.');
  }
  if (call.auth.token.app_cred_id) {
    const parent = call.cloud.keystone.model.applicationCredentials.get(call.auth.token.app_cred_id);
    if (!parent?.unrestricted)
      throw forbidden(
        "Using method 'application_credential' is not allowed for managing additional application credentials.",
      );
  }
  const body = call.json1('application_credential');
  const { model, assignments } = call.cloud.keystone;
  const name = text(body.name);
  if (!name) throw badRequest("'name' is a required property");
  if (model.applicationCredentials.by('user', user).some((item) => item.name === name)) {
    throw conflict('Conflict occurred attempting to store application_credential - Duplicate entry found.');
  }
  const has = assignments.effective(user, call.auth.projectId);
  const wanted = list(body.roles).map((item) => {
    const { id, name: roleName } = record(item);
    const role = model.roles.get(maybeText(id)) ?? model.roles.first('name', text(roleName).toLowerCase());
    if (!role || !has.includes(role.id))
      throw badRequest('Invalid application credential: Could not find role assignment.');
    return role.id;
  });
  const secret = maybeText(body.secret) ?? randomToken(64);
  const expires = absent(body.expires_at) ? null : Date.parse(`${text(body.expires_at).replace(/Z$/, '')}Z`);
  if (expires !== null && !(expires > call.now()))
    throw badRequest('The application credential cannot be created with an expiration time in the past.');
  const item = model.applicationCredentials.insert({
    id: hexId(),
    name,
    description: maybeText(body.description) ?? null,
    user_id: user,
    project_id: call.auth.projectId,
    roles: wanted.length > 0 ? wanted : has,
    secretHash: digestSecret(secret),
    expires_at: expires,
    unrestricted: flag(body.unrestricted),
    access_rules: list(body.access_rules),
  });
  return { status: 201, body: { application_credential: { ...showApp(call, item), secret } } };
}

function findApplication(call: Call): ApplicationCredential {
  const user = allowedUser(call);
  const item = call.cloud.keystone.model.applicationCredentials.get(call.param('id'));
  if (!item || item.user_id !== user) throw notFound(`Could not find application credential: ${call.param('id')}.`);
  return item;
}
function showApplication(call: Call): Reply {
  return { status: 200, body: { application_credential: showApp(call, findApplication(call)) } };
}
function deleteApplication(call: Call): Reply {
  call.cloud.keystone.model.applicationCredentials.remove(findApplication(call).id);
  call.cloud.keystone.assignments.epoch++;
  return { status: 204 };
}
