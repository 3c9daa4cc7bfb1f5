/** Keystone's objects: what can be said of each, and what is kept beside. */
import { list } from '../http/fields.ts';
import type { Attribute, Attributes, Values } from '../rest/attributes.ts';
import type { Item } from '../rest/item.ts';
import type { World } from '../state/world.ts';
import { domain, enabled, name, needed, text, textOrNull, texts, truth } from './attributes.ts';

export const DOMAIN = { name, description: text(), enabled };
export const PROJECT = { name, domain_id: domain, description: text(), enabled, parent_id: domain, tags: texts };
export const USER = { name, domain_id: domain, enabled, default_project_id: textOrNull, password: textOrNull };
export const GROUP = { name, domain_id: domain, description: text() };
export const ROLE = {
  name,
  domain_id: { default: null, check: () => null } as Attribute<null>,
  description: textOrNull,
};
export const REGION = {
  id: { ...text(), default: null, put: false },
  description: text(),
  parent_region_id: textOrNull,
};
export const SERVICE = { name: text(), type: needed(text()), description: text(), enabled };
export const ENDPOINT = {
  service_id: needed(text()),
  interface: text('public'),
  region_id: text(),
  // The older spelling.
  region: text(),
  // May contain `%(tenant_id)s`. Relative URLs start at the dev cloud's own address.
  url: needed(text()),
  enabled,
} satisfies Attributes;
export const CREDENTIAL = {
  type: needed(text()),
  blob: { put: true, required: true, check: (value) => (typeof value === 'string' ? value : JSON.stringify(value)) },
  user_id: domain,
  project_id: textOrNull,
} satisfies Attributes;
const given = { put: false };
/** Roles are named by id or name, and kept by id. */
const roles: Attribute<unknown[]> = { default: [], check: list };
export const APPLICATION_CREDENTIAL = {
  name: { ...name, ...given },
  description: { ...textOrNull, ...given },
  roles,
  secret: { ...textOrNull, ...given },
  expires_at: { ...textOrNull, ...given },
  unrestricted: { ...truth, ...given },
  access_rules: { default: [], check: list },
} satisfies Attributes;
export const TRUST = {
  trustor_user_id: { ...needed(text()), ...given },
  trustee_user_id: { ...needed(text()), ...given },
  project_id: { ...textOrNull, ...given },
  impersonation: { ...truth, ...given },
  roles,
  expires_at: { ...textOrNull, ...given },
  remaining_uses: { default: null, check: (value): number | null => (typeof value === 'number' ? value : null) },
  allow_redelegation: { ...truth, ...given },
} satisfies Attributes;

type Kept<A> = Item & Values<A>;
type Made<A> = Kept<Omit<A, 'roles' | 'expires_at' | 'secret'>> & { roles: string[] };
export type Domain = Kept<typeof DOMAIN>;
export type Project = Kept<typeof PROJECT> & { extra: Record<string, unknown> };
export type User = Kept<Omit<typeof USER, 'password' | 'default_project_id'>> & {
  default_project_id?: string | null | undefined;
  /** `salt$digest` */
  passwordHash: string | undefined;
  extra: Record<string, unknown>;
};
export type Group = Kept<typeof GROUP> & { members: string[] };
export type Role = Kept<typeof ROLE> & {
  /** Roles that this one brings with it. */
  implies: string[];
};
export type Region = Kept<Omit<typeof REGION, 'id'>>;
export type CatalogService = Kept<typeof SERVICE>;
export type Endpoint = Kept<Omit<typeof ENDPOINT, 'region'>>;
export type Credential = Kept<Omit<typeof CREDENTIAL, 'project_id'>> & {
  project_id: string | null;
  access: string | undefined;
  trust_id: string | null;
  app_cred_id: string | null;
};
export type ApplicationCredential = Made<typeof APPLICATION_CREDENTIAL> & {
  user_id: string;
  project_id: string;
  secretHash: string;
  expires_at: number | null;
};
export type Trust = Made<Omit<typeof TRUST, 'project_id'>> & {
  project_id: string | null;
  expires_at: string | null;
  redelegation_count: number;
};
/** A role of a user or group on a project, a domain or the system; its id is made of the four. */
export interface Assignment {
  id: string;
  actor: string;
  actorKind: 'user' | 'group';
  target: string;
  targetKind: 'project' | 'domain' | 'system';
  role_id: string;
  inherited: boolean;
}
export interface Token {
  id: string;
  user_id: string;
  methods: string[];
  project_id: string | undefined;
  domain_id: string | undefined;
  system: boolean;
  trust_id: string | undefined;
  app_cred_id: string | undefined;
  issued_at: number;
  expires_at: number;
  audit_ids: string[];
  due?: undefined;
}

/** Names are unique in a domain, whatever their case. */
export const nameKey = (domainId: string, called: string): string => `${domainId}/${called.toLowerCase()}`;

const inDomain = {
  name: (item: { domain_id: string; name: string }) => nameKey(item.domain_id, item.name),
  domain_id: (item: { domain_id: string }) => item.domain_id,
};
const lower = (item: { name: string }) => item.name.toLowerCase();
const user = (item: { user_id: string }) => item.user_id;

export const declareKeystone = (world: World) => ({
  domains: world.collection<Domain>('domain', { name: lower }),
  projects: world.collection<Project>('project', { ...inDomain, parent: (item) => item.parent_id }),
  users: world.collection<User>('user', inDomain),
  groups: world.collection<Group>('group', { ...inDomain, member: (item) => item.members }),
  roles: world.collection<Role>('role', { name: lower }),
  assignments: world.collection<Assignment>('assignment', {
    actor: (item) => item.actor,
    target: (item) => item.target,
    role: (item) => item.role_id,
  }),
  trusts: world.collection<Trust>('trust', {
    trustor_user_id: (item) => item.trustor_user_id,
    trustee_user_id: (item) => item.trustee_user_id,
  }),
  credentials: world.collection<Credential>('credential', { user_id: user, access: (item) => item.access }),
  applicationCredentials: world.collection<ApplicationCredential>('application_credential', { user_id: user }),
  tokens: world.collection<Token>('token', { user }),
  regions: world.collection<Region>('region'),
  services: world.collection<CatalogService>('service', { type: (item) => item.type }),
  endpoints: world.collection<Endpoint>('endpoint', { service: (item) => item.service_id }),
});
export type KeystoneModel = ReturnType<typeof declareKeystone>;
