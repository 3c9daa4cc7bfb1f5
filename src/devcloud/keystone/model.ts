/** Keystone's objects. */
import type { Item } from '../rest/item.ts';
import type { Collection } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Domain extends Item {
  name: string;
  description: string;
  enabled: boolean;
}
export interface Project {
  id: string;
  name: string;
  domain_id: string;
  description: string;
  enabled: boolean;
  parent_id: string;
  tags: string[];
  extra: Record<string, unknown>;
}
export interface User {
  id: string;
  name: string;
  domain_id: string;
  enabled: boolean;
  default_project_id: string | undefined;
  /** `salt$digest` */
  passwordHash: string | undefined;
  extra: Record<string, unknown>;
}
export interface Group extends Item {
  name: string;
  domain_id: string;
  description: string;
  members: string[];
}
export interface Role {
  id: string;
  name: string;
  domain_id: null;
  description: string | null;
  /** Roles that this one brings with it. */
  implies: string[];
}
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
export interface Trust {
  id: string;
  trustor_user_id: string;
  trustee_user_id: string;
  project_id: string | null;
  impersonation: boolean;
  roles: string[];
  expires_at: string | null;
  remaining_uses: number | null;
  deleted_at: null;
  redelegation_count: number;
  allow_redelegation: boolean;
}
export interface Credential {
  id: string;
  type: string;
  blob: string;
  user_id: string;
  project_id: string | null;
  access: string | undefined;
  trust_id: string | null;
  app_cred_id: string | null;
}
export interface ApplicationCredential {
  id: string;
  name: string;
  description: string | null;
  user_id: string;
  project_id: string;
  roles: string[];
  secretHash: string;
  expires_at: number | null;
  unrestricted: boolean;
  access_rules: unknown[];
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
export interface Region extends Item {
  description: string;
  parent_region_id: string | null;
}
export interface CatalogService extends Item {
  name: string;
  type: string;
  description: string;
  enabled: boolean;
}
export interface Endpoint extends Item {
  service_id: string;
  interface: string;
  region_id: string;
  /** May contain `%(tenant_id)s`. Relative URLs start at the dev cloud's own address. */
  url: string;
  enabled: boolean;
}

export interface KeystoneModel {
  domains: Collection<Domain>;
  projects: Collection<Project>;
  users: Collection<User>;
  groups: Collection<Group>;
  roles: Collection<Role>;
  assignments: Collection<Assignment>;
  trusts: Collection<Trust>;
  credentials: Collection<Credential>;
  applicationCredentials: Collection<ApplicationCredential>;
  tokens: Collection<Token>;
  regions: Collection<Region>;
  services: Collection<CatalogService>;
  endpoints: Collection<Endpoint>;
}

/** Names are unique in a domain, whatever their case. */
export const nameKey = (domainId: string, name: string): string => `${domainId}/${name.toLowerCase()}`;

export function declareKeystone(world: World): KeystoneModel {
  return {
    domains: world.collection('domain', { name: (item: Domain) => item.name.toLowerCase() }),
    projects: world.collection('project', {
      name: (item: Project) => nameKey(item.domain_id, item.name),
      domain: (item) => item.domain_id,
      parent: (item) => item.parent_id,
    }),
    users: world.collection('user', {
      name: (item: User) => nameKey(item.domain_id, item.name),
      domain: (item) => item.domain_id,
    }),
    groups: world.collection('group', {
      name: (item: Group) => nameKey(item.domain_id, item.name),
      member: (item) => item.members,
    }),
    roles: world.collection('role', { name: (item: Role) => item.name.toLowerCase() }),
    assignments: world.collection('assignment', {
      actor: (item: Assignment) => item.actor,
      target: (item) => item.target,
      role: (item) => item.role_id,
    }),
    trusts: world.collection('trust', {
      trustor: (item: Trust) => item.trustor_user_id,
      trustee: (item) => item.trustee_user_id,
    }),
    credentials: world.collection('credential', {
      user: (item: Credential) => item.user_id,
      access: (item) => item.access,
    }),
    applicationCredentials: world.collection('application_credential', {
      user: (item: ApplicationCredential) => item.user_id,
    }),
    tokens: world.collection('token', { user: (item: Token) => item.user_id }),
    regions: world.collection('region'),
    services: world.collection('service', { type: (item: CatalogService) => item.type }),
    endpoints: world.collection('endpoint', { service: (item: Endpoint) => item.service_id }),
  };
}
