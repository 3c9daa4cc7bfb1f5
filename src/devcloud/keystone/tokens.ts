/**
 * Tokens: opaque, kept in a table until they expire. A token dies earlier when what it stands on goes away: the user,
 * the project, the role, the trust or the application credential. That check is repeated only after a change to one of
 * those (`Assignments.epoch`), so that authenticating a request is normally two map lookups.
 */
import { notFound, unauthorized } from '../http/api-error.ts';
import { hexId, randomToken } from '../state/identifiers.ts';
import type { World } from '../state/world.ts';
import type { Assignments } from './assignments.ts';
import type { AuthContext } from './auth-context.ts';
import type { KeystoneModel, Token } from './model.ts';

export interface TokenRequest {
  userId: string;
  methods: string[];
  projectId?: string | undefined;
  domainId?: string | undefined;
  system?: boolean;
  trustId?: string | undefined;
  appCredId?: string | undefined;
  /** A token made from a token expires with it. */
  expiresAt?: number | undefined;
  auditParent?: string | undefined;
}

export class Tokens {
  readonly #world: World;
  readonly #model: KeystoneModel;
  readonly #assignments: Assignments;
  readonly #contexts = new Map<string, { epoch: number; context: AuthContext }>();
  #lastSweep = 0;

  constructor(world: World, model: KeystoneModel, assignments: Assignments) {
    this.#world = world;
    this.#model = model;
    this.#assignments = assignments;
  }

  /** @throws 401 when the user has no role on the scope asked for */
  issue(request: TokenRequest): Token {
    const now = this.#world.now();
    this.#sweep(now);
    const token: Token = {
      id: `gAAAAA${randomToken(66)}`,
      user_id: request.userId,
      methods: request.methods,
      project_id: request.projectId,
      domain_id: request.domainId,
      system: request.system ?? false,
      trust_id: request.trustId,
      app_cred_id: request.appCredId,
      issued_at: now,
      expires_at: Math.min(request.expiresAt ?? Number.POSITIVE_INFINITY, now + this.#world.settings.tokenLifetimeMs),
      audit_ids: [hexId().slice(0, 22), ...(request.auditParent ? [request.auditParent] : [])],
    };
    if (!this.#contextOf(token)) throw unauthorized();
    return this.#model.tokens.insert(token);
  }

  /** The context of a live token; nothing for one that is unknown, expired or void. */
  authenticate(id: string | undefined): AuthContext | undefined {
    const token = this.#model.tokens.get(id);
    if (!token) return undefined;
    if (token.expires_at <= this.#world.now()) {
      this.revoke(token.id);
      return undefined;
    }
    const cached = this.#contexts.get(token.id);
    if (cached?.epoch === this.#assignments.epoch) return cached.context;
    const context = this.#contextOf(token);
    if (context) this.#contexts.set(token.id, { epoch: this.#assignments.epoch, context });
    else this.revoke(token.id);
    return context;
  }

  /** @throws 404 */
  subject(id: string | undefined): AuthContext {
    const context = this.authenticate(id);
    if (!context) throw notFound(`Could not find token: ${id ? 'the token given' : 'none given'}.`);
    return context;
  }

  revoke(id: string): boolean {
    this.#contexts.delete(id);
    return this.#model.tokens.remove(id) !== undefined;
  }
  revokeWhere(matches: (token: Token) => boolean): number {
    let revoked = 0;
    for (const token of this.#model.tokens.all()) if (matches(token) && this.revoke(token.id)) revoked++;
    return revoked;
  }

  #contextOf(token: Token): AuthContext | undefined {
    const user = this.#model.users.get(token.user_id);
    if (!user?.enabled || !this.#model.domains.get(user.domain_id)?.enabled) return undefined;
    let roleIds: string[] = [];
    const target = token.project_id ?? token.domain_id ?? (token.system ? 'system' : undefined);
    if (token.project_id) {
      const project = this.#model.projects.get(token.project_id);
      if (!project?.enabled || !this.#model.domains.get(project.domain_id)?.enabled) return undefined;
    }
    if (token.domain_id && !this.#model.domains.get(token.domain_id)?.enabled) return undefined;
    let rolesOwner = token.user_id;
    let allowed: readonly string[] | undefined;
    if (token.trust_id) {
      const trust = this.#model.trusts.get(token.trust_id);
      if (!trust || (trust.expires_at !== null && Date.parse(trust.expires_at) <= this.#world.now())) return undefined;
      if (!this.#model.users.get(trust.trustor_user_id)?.enabled) return undefined;
      if (!this.#model.users.get(trust.trustee_user_id)?.enabled) return undefined;
      rolesOwner = trust.trustor_user_id;
      allowed = this.#assignments.withImplied(trust.roles);
    }
    if (token.app_cred_id) {
      const credential = this.#model.applicationCredentials.get(token.app_cred_id);
      if (!credential || (credential.expires_at !== null && credential.expires_at <= this.#world.now()))
        return undefined;
      allowed = this.#assignments.withImplied(credential.roles);
    }
    if (target) {
      roleIds = this.#assignments.effective(rolesOwner, target);
      // A trust whose trustor has lost a role that it passes on is void as a whole.
      if (allowed?.some((id) => !roleIds.includes(id))) return undefined;
      if (allowed) roleIds = roleIds.filter((id) => allowed.includes(id));
      if (roleIds.length === 0) return undefined;
    }
    const roles = new Set(roleIds.map((id) => this.#model.roles.get(id)?.name ?? id));
    return {
      token,
      userId: token.user_id,
      projectId: token.project_id,
      domainId: token.domain_id,
      roles,
      isAdmin: roles.has('admin') && token.domain_id === undefined,
    };
  }

  #sweep(now: number): void {
    if (now - this.#lastSweep < 60_000) return;
    this.#lastSweep = now;
    this.revokeWhere((token) => token.expires_at <= now);
  }
}
