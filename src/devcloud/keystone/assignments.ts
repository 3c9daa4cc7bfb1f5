/** Who has which role where: groups, implied roles, and inheritance from a domain counted in. */
import type { Assignment, KeystoneModel } from './model.ts';

export class Assignments {
  readonly #model: KeystoneModel;
  /** Goes up with every change that may concern the validity of tokens; see Tokens. */
  epoch = 0;

  constructor(model: KeystoneModel) {
    this.#model = model;
  }

  grant(part: Omit<Assignment, 'id'>): void {
    const id = assignmentId(part);
    if (!this.#model.assignments.has(id)) this.#model.assignments.insert({ id, ...part });
    this.epoch++;
  }
  /** Takes a role back; false when it was not given. */
  revoke(part: Omit<Assignment, 'id'>): boolean {
    this.epoch++;
    return this.#model.assignments.remove(assignmentId(part)) !== undefined;
  }
  has(part: Omit<Assignment, 'id'>): boolean {
    return this.#model.assignments.has(assignmentId(part));
  }
  /** Forgets everything about an actor, a target, or a role that is being deleted. */
  forget(index: 'actor' | 'target' | 'role', id: string): void {
    for (const assignment of this.#model.assignments.by(index, id)) this.#model.assignments.remove(assignment.id);
    this.epoch++;
  }

  /** Ids of the roles that a user has on a target, implied ones included. */
  effective(userId: string, target: string): string[] {
    const actors = [userId, ...this.#model.groups.by('member', userId).map((group) => group.id)];
    const domainOfTarget = this.#model.projects.get(target)?.domain_id;
    const direct = actors.flatMap((actor) =>
      this.#model.assignments
        .by('actor', actor)
        .filter((a) => (a.target === target && !a.inherited) || (a.inherited && a.target === domainOfTarget))
        .map((a) => a.role_id),
    );
    return this.withImplied(direct);
  }
  withImplied(roleIds: readonly string[]): string[] {
    const found = new Set<string>();
    const visit = (id: string): void => {
      const role = this.#model.roles.get(id);
      if (!role || found.has(id)) return;
      found.add(id);
      role.implies.forEach(visit);
    };
    roleIds.forEach(visit);
    return [...found];
  }
  /** Projects (or domains) that a user has a role on. */
  targetsOf(userId: string, kind: Assignment['targetKind']): string[] {
    const actors = [userId, ...this.#model.groups.by('member', userId).map((group) => group.id)];
    const targets = new Set<string>();
    for (const actor of actors) {
      for (const a of this.#model.assignments.by('actor', actor)) {
        if (a.targetKind === kind && !a.inherited) targets.add(a.target);
        else if (kind === 'project' && a.inherited) {
          for (const project of this.#model.projects.by('domain_id', a.target)) targets.add(project.id);
        }
      }
    }
    return [...targets];
  }
}

const assignmentId = (part: Omit<Assignment, 'id'>): string =>
  `${part.actor}:${part.target}:${part.role_id}${part.inherited ? ':inherited' : ''}`;
