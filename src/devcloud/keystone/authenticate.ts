/** POST /v3/auth/tokens: identity methods and scope. */
import { type ApiError, badRequest, forbidden, unauthorized } from '../http/api-error.ts';
import { type Fields, flag, isRecord, list, maybeText, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Call } from './call.ts';
import type { Keystone } from './keystone.ts';
import { type ApplicationCredential, nameKey, type Project, type Token, type User } from './model.ts';
import { secretMatches } from './secrets.ts';
import type { TokenRequest } from './tokens.ts';

interface Identified {
  userId: string;
  /** From which a scope is taken when none is asked for. */
  source?: Token;
  credential?: ApplicationCredential;
}

type Method = (keystone: Keystone, data: Fields) => Identified;

const METHODS: Record<string, Method> = {
  password: byPassword,
  token: byToken,
  application_credential: byApplicationCredential,
};

export function createToken(call: Call): Reply {
  const { keystone } = call.cloud;
  const auth = call.json1('auth');
  const identity = record(auth.identity);
  const methods = list(identity.methods).map((name) => text(name));
  if (methods.length === 0) throw badRequest("Expecting to find methods in identity. 'methods' is a required property");
  let who: Identified | undefined;
  for (const name of methods) {
    const method = METHODS[name];
    if (!method) throw unauthorized();
    const found = method(keystone, record(identity[name]));
    if (who && who.userId !== found.userId) throw unauthorized();
    who = { ...who, ...found };
  }
  if (!who) throw unauthorized();
  const request = scopeOf(keystone, auth.scope, who, methods);
  const token = keystone.tokens.issue(request);
  return tokenReply(call, token, 201);
}

/** The reply that carries a token: body, and its id in X-Subject-Token. */
export function tokenReply(call: Call, token: Token, status: number): Reply {
  const { keystone } = call.cloud;
  const context = keystone.tokens.authenticate(token.id);
  const body = { token: keystone.bodies.render(token, context?.roles ?? new Set(), !call.query.has('nocatalog')) };
  return { status, body, headers: { 'X-Subject-Token': token.id, Vary: 'X-Auth-Token' } };
}

/** A user named by id, or by name and domain. */
function findUser(keystone: Keystone, data: Fields): User | undefined {
  const id = maybeText(data.id);
  if (id) return keystone.model.users.get(id);
  const domain = findDomainId(keystone, record(data.domain)) ?? 'default';
  return keystone.model.users.first('name', nameKey(domain, text(data.name)));
}

function findDomainId(keystone: Keystone, data: Fields): string | undefined {
  const id = maybeText(data.id);
  if (id) return id;
  const name = maybeText(data.name);
  return name === undefined ? undefined : (keystone.model.domains.first('name', name.toLowerCase())?.id ?? '');
}

function byPassword(keystone: Keystone, data: Fields): Identified {
  if (!isRecord(data.user)) throw badRequest("Expecting to find user in password. 'user' is a required property");
  const user = findUser(keystone, data.user);
  if (!user?.enabled || !secretMatches(user.passwordHash, text(data.user.password))) throw unauthorized();
  return { userId: user.id };
}

function byToken(keystone: Keystone, data: Fields): Identified {
  const context = keystone.tokens.authenticate(text(data.id));
  if (!context) throw unauthorized();
  return { userId: context.userId, source: context.token };
}

function byApplicationCredential(keystone: Keystone, data: Fields): Identified {
  const id = maybeText(data.id);
  let credential = keystone.model.applicationCredentials.get(id);
  if (!credential && !id) {
    const user = findUser(keystone, record(data.user));
    credential = keystone.model.applicationCredentials.by('user_id', user?.id).find((item) => item.name === data.name);
  }
  if (!credential || !secretMatches(credential.secretHash, text(data.secret))) throw unauthorized();
  return { userId: credential.user_id, credential };
}

function scopeOf(keystone: Keystone, asked: unknown, who: Identified, methods: string[]): TokenRequest {
  const request: TokenRequest = { userId: who.userId, methods };
  const { source, credential } = who;
  if (source) {
    request.methods = [...new Set([...source.methods, ...methods])];
    request.expiresAt = source.expires_at;
    request.auditParent = source.audit_ids.at(-1);
    if (source.trust_id && asked !== undefined) throw forbidden('Trust-scoped tokens cannot be rescoped.');
    request.trustId = source.trust_id;
    request.appCredId = source.app_cred_id;
  }
  if (credential) {
    if (isRecord(asked)) throw unauthorized();
    return { ...request, projectId: credential.project_id, appCredId: credential.id };
  }
  if (asked === 'unscoped' || (isRecord(asked) && asked.unscoped !== undefined)) return request;
  const scope = record(asked);
  if (isRecord(scope.project)) {
    return { ...request, projectId: findProject(keystone, scope.project, who).id };
  }
  if (isRecord(scope.domain)) {
    const domainId = findDomainId(keystone, scope.domain);
    if (!domainId || !keystone.model.domains.has(domainId)) throw unauthorized();
    return { ...request, domainId };
  }
  if (isRecord(scope.system)) {
    if (!flag(scope.system.all)) throw badRequest('Invalid system scope.');
    return { ...request, system: true };
  }
  const trustRef = scope['OS-TRUST:trust'];
  if (isRecord(trustRef)) return withTrust(keystone, request, text(trustRef.id));
  if (source) return { ...request, projectId: source.project_id, domainId: source.domain_id, system: source.system };
  const home = keystone.model.users.get(who.userId)?.default_project_id;
  if (
    home &&
    keystone.model.projects.get(home)?.enabled &&
    keystone.assignments.effective(who.userId, home).length > 0
  ) {
    return { ...request, projectId: home };
  }
  return request;
}

function findProject(keystone: Keystone, data: Fields, who: Identified): Project {
  const id = maybeText(data.id);
  const userDomain = keystone.model.users.get(who.userId)?.domain_id ?? 'default';
  const domain = findDomainId(keystone, record(data.domain)) ?? userDomain;
  const project = id
    ? keystone.model.projects.get(id)
    : keystone.model.projects.first('name', nameKey(domain, text(data.name)));
  if (!project?.enabled) throw unauthorized();
  return project;
}

function withTrust(keystone: Keystone, request: TokenRequest, trustId: string): TokenRequest {
  const trust = keystone.model.trusts.get(trustId);
  if (!trust) throw trustNotFound(trustId);
  if (trust.trustee_user_id !== request.userId) throw forbidden('User is not a trustee.');
  if (trust.remaining_uses !== null) {
    if (trust.remaining_uses <= 0) throw trustNotFound(trustId);
    trust.remaining_uses--;
    keystone.model.trusts.save(trust);
  }
  const userId = trust.impersonation ? trust.trustor_user_id : trust.trustee_user_id;
  return { ...request, userId, trustId, projectId: trust.project_id ?? undefined };
}

// Keystone answers an unknown trust in a scope with 401, so that ids cannot be probed.
const trustNotFound = (_id: string): ApiError => unauthorized();
