/**
 * A login: gets a token, keeps it, renews it ahead of its end, and once more when a service says 401. Sessions of equal
 * credentials are one, so that ten thousand resources of a project cost one token.
 */
import type { Dispatcher } from 'undici';
import { MOST_BYTES } from '../outgoing/bounds.ts';
import { poolFor } from '../outgoing/pools.ts';
import { notTheService, readAnswer } from './answers.ts';
import { type AuthOptions, authFingerprint, authRequest } from './auth-options.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { CloudError, type Trust } from './cloud.ts';
import { send } from './sending.ts';

export interface TokenInfo {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  issuedAt: number;
  userId: string;
  userName: string;
  userDomainId: string;
  /** Empty for a token without project. */
  projectId: string;
  projectName: string;
  projectDomainId: string;
  roles: readonly string[];
  catalogue: readonly CatalogueEntry[];
  isDomainScoped: boolean;
  /** False only where Keystone names an admin project and this token is of another one. */
  isAdminProject: boolean;
  /** Of the whole system, not of a project. */
  isSystemScoped: boolean;
  trust?: Trust;
  methods: readonly string[];
}

/** A token is renewed this long before its end, or after nine tenths of its life. */
const AHEAD_MS = 120_000;

export class Session {
  readonly auth: AuthOptions;
  readonly dispatcher: Dispatcher;
  readonly #now: () => number;
  #current: TokenInfo | undefined;
  #pending: Promise<TokenInfo> | undefined;

  constructor(auth: AuthOptions, options: { dispatcher?: Dispatcher; known?: TokenInfo; now?: () => number } = {}) {
    this.auth = auth;
    this.dispatcher = options.dispatcher ?? poolFor(auth);
    this.#current = options.known;
    this.#now = options.now ?? Date.now;
  }

  /** Identity service, `…/v3`. */
  get authUrl(): string {
    return identityUrl(this.auth.authUrl);
  }

  /** What is known of the user without asking; undefined before the first login. */
  get known(): TokenInfo | undefined {
    return this.#current;
  }

  async login(): Promise<TokenInfo> {
    const current = this.#current;
    if (current !== undefined && this.#now() < this.#renewalTime(current)) return current;
    return this.#renew();
  }

  /** Called when a service refused `token`: the next login asks for another one. False: there is no way to get one. */
  refused(token: string): boolean {
    if (this.#isBareToken()) return false;
    if (this.#current?.token === token) this.#current = undefined;
    return true;
  }

  #isBareToken(): boolean {
    return this.auth.token !== undefined && this.auth.password === undefined;
  }

  #renewalTime(info: TokenInfo): number {
    if (this.#isBareToken()) return Number.POSITIVE_INFINITY;
    return info.expiresAt - Math.min(AHEAD_MS, (info.expiresAt - info.issuedAt) / 10);
  }

  #renew(): Promise<TokenInfo> {
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #ask(): Promise<TokenInfo> {
    const { auth } = this;
    // A token with no other scope asked for is used as it is; its owner may read it.
    const asIs = this.#isBareToken() && !hasScope(auth);
    const info = asIs ? await this.#read(auth.token as string) : await this.#issue();
    this.#current = info;
    return info;
  }

  async #issue(): Promise<TokenInfo> {
    const answer = await send({
      service: 'identity',
      dispatcher: this.dispatcher,
      url: `${this.authUrl}/auth/tokens`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(authRequest(this.auth)),
      secrets: proofsIn(this.auth),
      repeatable: true,
      tenant: this.auth.projectId ?? '',
      most: MOST_BYTES.token,
      namedByUser: this.auth.namedByUser,
    });
    const token = answer.headers['x-subject-token'];
    if (typeof token !== 'string') {
      throw new CloudError('Keystone gave no token.', {
        service: 'identity',
        status: answer.status,
        outcome: 'refused',
      });
    }
    return readToken(token, readAnswer('identity', answer));
  }

  async #read(token: string): Promise<TokenInfo> {
    const answer = await send({
      service: 'identity',
      dispatcher: this.dispatcher,
      url: `${this.authUrl}/auth/tokens`,
      method: 'GET',
      headers: { 'x-auth-token': token, 'x-subject-token': token },
      repeatable: true,
      tenant: '',
      most: MOST_BYTES.token,
      namedByUser: this.auth.namedByUser,
    });
    return readToken(token, readAnswer('identity', answer));
  }
}

/** Ways to prove who somebody is that are as good as any other. A token that was got for another one names the ways of that, too. */
const OWN_WAYS: ReadonlySet<string> = new Set([
  'password',
  'totp',
  'token',
  'external',
  'mapped',
  'saml2',
  'openid',
  'kerberos',
  'x509',
]);

export function isOwnLogin({ methods, trust }: Pick<TokenInfo, 'methods' | 'trust'>): boolean {
  return trust === undefined && methods.length > 0 && methods.every((method) => OWN_WAYS.has(method));
}

/** Keystone's address with `/v3` at its end. */
export function identityUrl(authUrl: string): string {
  return `${authUrl.replace(/\/+$/, '').replace(/\/v(2\.0|3)$/, '')}/v3`;
}

/** What proves who somebody is. */
function proofsIn({ password, token, applicationCredentialSecret }: AuthOptions): string[] {
  return [password, token, applicationCredentialSecret].filter((proof) => proof !== undefined);
}

function hasScope(auth: AuthOptions): boolean {
  const { projectId, projectName, domainId, domainName, systemScope, trustId } = auth;
  return [projectId, projectName, domainId, domainName, systemScope, trustId].some((part) => part !== undefined);
}

interface TokenBody {
  token: {
    expires_at: string;
    issued_at?: string;
    methods?: string[];
    user: { id: string; name: string; domain?: { id: string } };
    project?: { id: string; name: string; domain?: { id: string } };
    domain?: { id: string };
    system?: { all?: boolean };
    is_admin_project?: boolean;
    roles?: { name: string }[];
    catalog?: CatalogueEntry[];
    'OS-TRUST:trust'?: { id: string; trustee_user?: { id: string } };
  };
}

/** @throws CloudError where it is no token */
export function readToken(token: string, body: unknown): TokenInfo {
  try {
    return infoOf(token, (body as TokenBody).token);
  } catch (cause) {
    throw notTheService('identity', 'is no token', cause);
  }
}

function infoOf(token: string, it: TokenBody['token']): TokenInfo {
  const trust = it['OS-TRUST:trust'];
  return {
    token,
    expiresAt: Date.parse(it.expires_at),
    issuedAt: it.issued_at === undefined ? Date.now() : Date.parse(it.issued_at),
    userId: it.user.id,
    userName: it.user.name,
    userDomainId: it.user.domain?.id ?? '',
    projectId: it.project?.id ?? '',
    projectName: it.project?.name ?? '',
    projectDomainId: it.project?.domain?.id ?? '',
    roles: (it.roles ?? []).map((role) => role.name),
    catalogue: it.catalog ?? [],
    isDomainScoped: it.domain !== undefined,
    isAdminProject: it.is_admin_project ?? true,
    isSystemScoped: it.system?.all === true,
    methods: it.methods ?? [],
    ...(trust === undefined ? {} : { trust: { id: trust.id, trusteeUserId: trust.trustee_user?.id ?? '' } }),
  };
}

const sessions = new Map<string, Session>();
const MOST_SESSIONS = 2_000;

/** The process's session for these credentials. */
export function sharedSession(auth: AuthOptions, known?: TokenInfo): Session {
  const key = authFingerprint(auth);
  let session = sessions.get(key);
  if (session === undefined) session = new Session(auth, known === undefined ? {} : { known });
  else sessions.delete(key);
  // Kept in order of use; the one unused for longest goes.
  sessions.set(key, session);
  if (sessions.size > MOST_SESSIONS) {
    const oldest = sessions.keys().next();
    if (oldest.done !== true) sessions.delete(oldest.value);
  }
  return session;
}

/** Forgets all sessions and their tokens. */
export function forgetSessions(): void {
  sessions.clear();
}
