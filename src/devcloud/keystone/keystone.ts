/** Keystone: its objects and the parts that act on them. */
import type { QuotaBook } from '../quotas.ts';
import type { Kind } from '../rest/kind.ts';
import { Rest } from '../rest/rest.ts';
import type { World } from '../state/world.ts';
import { Assignments } from './assignments.ts';
import { endpoints, regions, services } from './catalogue.ts';
import { applicationCredentials, credentials } from './credentials.ts';
import { DIALECT } from './dialect.ts';
import { domains, groups, projects, users } from './domains.ts';
import { declareKeystone, type KeystoneModel } from './model.ts';
import type { Parts } from './parts.ts';
import { roles } from './roles.ts';
import { TokenBodies } from './token-body.ts';
import { Tokens } from './tokens.ts';
import { trusts } from './trusts.ts';

const kindsOf = (parts: Parts) => ({
  regions: regions(parts),
  services: services(parts),
  endpoints: endpoints(parts),
  domains: domains(parts),
  projects: projects(parts),
  users: users(parts),
  groups: groups(parts),
  roles: roles(parts),
  credentials: credentials(parts),
  applicationCredentials: applicationCredentials(parts),
  trusts: trusts(parts),
});

export class Keystone implements Parts {
  readonly model: KeystoneModel;
  readonly assignments: Assignments;
  readonly tokens: Tokens;
  readonly bodies: TokenBodies;
  readonly kinds: ReturnType<typeof kindsOf>;
  readonly rest: Rest;
  constructor(world: World, quotas: QuotaBook) {
    this.model = declareKeystone(world);
    this.assignments = new Assignments(this.model);
    this.tokens = new Tokens(world, this.model, this.assignments);
    this.bodies = new TokenBodies(world, this.model, this.assignments);
    this.kinds = kindsOf(this);
    this.rest = new Rest(world, quotas, DIALECT, Object.values<Kind>(this.kinds));
  }
}
