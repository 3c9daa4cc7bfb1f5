/** Limits per project, for all services: defaults from the options, overridden by Nova's, Neutron's, Cinder's quota APIs and by tests. */
import { ApiError } from './http/api-error.ts';
import type { Call } from './http/call.ts';
import type { Quotas } from './options.ts';
import type { Collection, Stored } from './state/collection.ts';
import type { World } from './state/world.ts';

interface ProjectQuota extends Stored {
  limits: Partial<Quotas>;
}

export class QuotaBook {
  readonly #defaults: Quotas;
  readonly #projects: Collection<ProjectQuota>;
  constructor(world: World) {
    this.#defaults = world.settings.quotas;
    this.#projects = world.collection<ProjectQuota>('quota');
  }
  of(projectId: string): Quotas {
    return { ...this.#defaults, ...this.#projects.get(projectId)?.limits };
  }
  get defaults(): Quotas {
    return this.#defaults;
  }
  set(projectId: string, limits: Partial<Quotas>): void {
    const item = this.#projects.get(projectId) ?? this.#projects.insert({ id: projectId, limits: {} });
    Object.assign(item.limits, limits);
    this.#projects.save(item);
  }
  /** Projects with limits of their own. */
  projects(): string[] {
    return [...this.#projects.all()].map(({ id }) => id);
  }
  /** Takes back all limits of a project, or those named. */
  reset(projectId: string, names?: readonly (keyof Quotas)[]): void {
    const item = this.#projects.get(projectId);
    if (names === undefined || item === undefined) return void this.#projects.remove(projectId);
    for (const name of names) delete item.limits[name];
    this.#projects.save(item);
  }
  exceeded(projectId: string, name: keyof Quotas, used: number, more = 1): boolean {
    const limit = this.#projects.get(projectId)?.limits[name] ?? this.#defaults[name];
    return limit >= 0 && used + more > limit;
  }
  /** Neutron's form of refusal. @throws 409 */
  check(_call: Call, projectId: string, name: keyof Quotas, used: number): void {
    if (this.exceeded(projectId, name, used)) {
      throw new ApiError(409, `Quota exceeded for resources: ['${name}'].`, 'OverQuota');
    }
  }
}
