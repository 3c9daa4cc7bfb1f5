/**
 * How to get a token: who (password, token, application credential), for what (project, domain, system, trust), and how to
 * reach the cloud. Made by hand, or from `clouds.yaml` and the `OS_*` variables.
 */
import { createHash } from 'node:crypto';
import type { Connecting } from '../outgoing/pools.ts';
import type { Interface } from './catalogue.ts';

/** `namedByUser`: Keystone's address comes from a user of the service, and with it all that its catalogue names. */
export interface AuthOptions extends Connecting {
  /** Keystone's address, with or without `/v3`. */
  authUrl: string;
  // who
  userId?: string;
  username?: string;
  userDomainId?: string;
  userDomainName?: string;
  password?: string;
  token?: string;
  applicationCredentialId?: string;
  applicationCredentialName?: string;
  applicationCredentialSecret?: string;
  // for what
  projectId?: string;
  projectName?: string;
  projectDomainId?: string;
  projectDomainName?: string;
  domainId?: string;
  domainName?: string;
  systemScope?: 'all';
  trustId?: string;
  // how
  region?: string;
  /** Default `public`. */
  interface?: Interface;
  /** Addresses that take the place of the catalogue's, by catalogue type. */
  endpointOverrides?: Record<string, string>;
}

/** Names a set of options without telling what is in it: sessions are shared by it. */
export function authFingerprint(auth: AuthOptions): string {
  const { region: _region, interface: _interface, endpointOverrides: _overrides, ...identity } = auth;
  const sorted = Object.entries(identity).filter(([, value]) => value !== undefined);
  sorted.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64');
}

/** Body of `POST /v3/auth/tokens`. */
export function authRequest(auth: AuthOptions): Record<string, unknown> {
  const scope = scopeOf(auth);
  return { auth: { identity: identityOf(auth), ...(scope === undefined ? {} : { scope }) } };
}

function domain(id: string | undefined, name: string | undefined): Record<string, string> {
  return id !== undefined ? { id } : { name: name ?? 'Default' };
}

function user(auth: AuthOptions): Record<string, unknown> {
  if (auth.userId !== undefined) return { id: auth.userId };
  return { name: auth.username, domain: domain(auth.userDomainId, auth.userDomainName) };
}

function identityOf(auth: AuthOptions): Record<string, unknown> {
  if (auth.applicationCredentialSecret !== undefined) {
    const { applicationCredentialId: id, applicationCredentialName: name, applicationCredentialSecret: secret } = auth;
    const credential = id !== undefined ? { id, secret } : { name, secret, user: user(auth) };
    return { methods: ['application_credential'], application_credential: credential };
  }
  if (auth.password !== undefined) {
    return { methods: ['password'], password: { user: { ...user(auth), password: auth.password } } };
  }
  return { methods: ['token'], token: { id: auth.token } };
}

function scopeOf(auth: AuthOptions): unknown {
  if (auth.applicationCredentialSecret !== undefined) return undefined;
  if (auth.trustId !== undefined) return { 'OS-TRUST:trust': { id: auth.trustId } };
  if (auth.systemScope !== undefined) return { system: { all: true } };
  if (auth.projectId !== undefined) return { project: { id: auth.projectId } };
  if (auth.projectName !== undefined) {
    const inDomain = domain(auth.projectDomainId ?? auth.userDomainId, auth.projectDomainName ?? auth.userDomainName);
    return { project: { name: auth.projectName, domain: inDomain } };
  }
  if (auth.domainId !== undefined || auth.domainName !== undefined) {
    return { domain: domain(auth.domainId, auth.domainName) };
  }
  return undefined;
}
