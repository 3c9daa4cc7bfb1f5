/** A token as Keystone shows it, catalogue included. */
import { isoMicrosZ } from '../state/timestamps.ts';
import type { World } from '../state/world.ts';
import type { Assignments } from './assignments.ts';
import type { KeystoneModel, Token } from './model.ts';

export class TokenBodies {
  readonly #world: World;
  readonly #model: KeystoneModel;
  readonly #assignments: Assignments;
  constructor(world: World, model: KeystoneModel, assignments: Assignments) {
    this.#world = world;
    this.#model = model;
    this.#assignments = assignments;
  }

  render(token: Token, roleNames: ReadonlySet<string>, withCatalog: boolean): Record<string, unknown> {
    const user = this.#model.users.get(token.user_id);
    const body: Record<string, unknown> = {
      methods: token.methods,
      user: {
        domain: this.#domainRef(user?.domain_id),
        id: token.user_id,
        name: user?.name ?? '',
        password_expires_at: null,
      },
      audit_ids: token.audit_ids,
      expires_at: isoMicrosZ(token.expires_at),
      issued_at: isoMicrosZ(token.issued_at),
    };
    const project = this.#model.projects.get(token.project_id);
    if (project) {
      body.project = { domain: this.#domainRef(project.domain_id), id: project.id, name: project.name };
      body.is_domain = false;
    }
    if (token.domain_id) body.domain = this.#domainRef(token.domain_id);
    if (token.system) body.system = { all: true };
    if (roleNames.size > 0) {
      body.roles = [...this.#model.roles.all()]
        .filter((r) => roleNames.has(r.name))
        .map(({ id, name }) => ({ id, name }));
      if (withCatalog) body.catalog = this.catalog(token.project_id);
    }
    const trust = this.#model.trusts.get(token.trust_id);
    if (trust) {
      body['OS-TRUST:trust'] = {
        id: trust.id,
        impersonation: trust.impersonation,
        trustee_user: { id: trust.trustee_user_id },
        trustor_user: { id: trust.trustor_user_id },
      };
    }
    const credential = this.#model.applicationCredentials.get(token.app_cred_id);
    if (credential) {
      const { id, name, unrestricted: restricted } = credential;
      body.application_credential = { id, name, restricted: !restricted };
    }
    return body;
  }

  catalog(projectId: string | undefined): unknown[] {
    return [...this.#model.services.all()]
      .filter((service) => service.enabled)
      .map((service) => ({
        endpoints: this.#model.endpoints
          .by('service', service.id)
          .filter((endpoint) => endpoint.enabled && (projectId || !/%\((tenant|project)_id\)s/.test(endpoint.url)))
          .map((endpoint) => ({
            id: endpoint.id,
            interface: endpoint.interface,
            region_id: endpoint.region_id,
            url: this.absolute(endpoint.url).replace(/[%$]\((tenant|project)_id\)s/g, projectId ?? ''),
            region: endpoint.region_id,
          })),
        id: service.id,
        type: service.type,
        name: service.name,
      }));
  }

  /** The URLs of the cloud's own services are kept relative, because the port may differ at the next start. */
  absolute(url: string): string {
    return url.startsWith('/') ? `${this.#world.baseUrl}${url}` : url;
  }
  effectiveRoles(userId: string, target: string): string[] {
    return this.#assignments.effective(userId, target);
  }
  #domainRef(id: string | undefined): { id: string; name: string } {
    const domain = this.#model.domains.get(id);
    return { id: domain?.id ?? '', name: domain?.name ?? '' };
  }
}
