/** Credentials of users, and application credentials below them. */
import { badRequest, forbidden } from '../http/api-error.ts';
import { absent, maybeText, record } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { randomToken } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import { denied, requireAdmin, taken } from './dialect.ts';
import { APPLICATION_CREDENTIAL, type ApplicationCredential, CREDENTIAL, type Credential } from './model.ts';
import type { Parts } from './parts.ts';
import { rolesNamed, shownRoles } from './roles.ts';
import { digestSecret } from './secrets.ts';

/** The access key by which an ec2 credential is found. @throws 400 */
function accessOf({ type, blob }: Pick<Credential, 'type' | 'blob'>): string | undefined {
  if (type !== 'ec2') return undefined;
  try {
    const { access } = record(JSON.parse(blob));
    if (typeof access === 'string') return access;
  } catch {
    // Said below.
  }
  throw badRequest('Invalid blob in credential');
}

export const credentials = ({ model }: Parts): Kind<Credential> => ({
  ...called('credential', 'credential', '/v3/credentials'),
  collection: model.credentials,
  nobodys: true,
  attributes: CREDENTIAL,
  refers: { user_id: { kind: 'user', unseen: true, goes: true } },
  sees: ({ auth }, item) => item.user_id === auth.userId || auth.roles.has('admin'),
  candidates({ auth, query }) {
    const user = query.get('user_id') ?? (auth.roles.has('admin') ? undefined : auth.userId);
    return user === undefined ? [...model.credentials.all()] : model.credentials.by('user_id', user);
  },
  create(call, item) {
    const { auth } = call;
    item.user_id ??= auth.userId;
    if (item.user_id !== auth.userId) requireAdmin(call, 'create_credential');
    item.access = accessOf(item);
    if (item.type === 'ec2' && !item.project_id)
      throw badRequest("A project_id is required for 'ec2' type credentials.");
    item.trust_id = auth.token.trust_id ?? null;
    item.app_cred_id = auth.token.app_cred_id ?? null;
  },
  unique({ access }) {
    if (access && model.credentials.first('access', access)) throw taken('credential', 'Duplicate entry');
  },
  update(_call, item, changes) {
    for (const fixed of ['user_id', 'project_id']) delete changes[fixed];
    changes.access = accessOf({ ...item, ...changes });
  },
  show: () => ({ access: undefined, trust_id: undefined, app_cred_id: undefined }),
});

export function applicationCredentials({ model, assignments }: Parts): Kind<ApplicationCredential> {
  /** Told in the answer to the creation and never again. */
  const secrets = new WeakMap<ApplicationCredential, string>();
  return {
    ...called('application_credential', 'application credential', '/v3/users/{user}/application_credentials'),
    collection: model.applicationCredentials,
    below: { singular: 'user', param: 'user', member: 'user_id' },
    nobodys: true,
    sees: () => true,
    attributes: APPLICATION_CREDENTIAL,
    create(call, item, { secret: given, expires_at: until }) {
      const { userId, projectId, token } = call.auth;
      if (item.user_id !== userId || !projectId || token.trust_id) throw denied('create_application_credential');
      if (token.app_cred_id && !model.applicationCredentials.get(token.app_cred_id)?.unrestricted)
        throw forbidden(
          "Using method 'application_credential' is not allowed for managing additional application credentials.",
        );
      const has = assignments.effective(userId, projectId);
      const refusal = () => badRequest('Invalid application credential: Could not find role assignment.');
      const roles = rolesNamed(model, item.roles, has, refusal);
      const expires = absent(until) ? null : Date.parse(`${(maybeText(until) ?? '').replace(/Z$/, '')}Z`);
      if (expires !== null && !(expires > call.now()))
        throw badRequest('The application credential cannot be created with an expiration time in the past.');
      const kept = { project_id: projectId, roles: roles.length > 0 ? roles : has, expires_at: expires };
      const secret = maybeText(given) ?? randomToken(64);
      Object.assign(item, kept, { secretHash: digestSecret(secret) });
      secrets.set(item, secret);
      delete item.secret;
    },
    unique({ name, user_id: user }) {
      if (model.applicationCredentials.by('user_id', user).some((other) => other.name === name))
        throw taken('application_credential', 'Duplicate entry found');
    },
    gone: () => void assignments.epoch++,
    show(call, item) {
      const secret = secrets.get(item);
      secrets.delete(item);
      const self = `${call.baseUrl}/v3/users/${item.user_id}/application_credentials/${item.id}`;
      return {
        secretHash: undefined,
        secret,
        expires_at: item.expires_at === null ? null : isoMicros(item.expires_at),
        roles: shownRoles(model, item.roles),
        access_rules: item.access_rules.length > 0 ? item.access_rules : undefined,
        links: { self },
      };
    },
  };
}
