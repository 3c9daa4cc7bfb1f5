/** Decides by the rules: the defaults of `rules.ts`, each replaceable by a policy file of `name: check` entries. */
import { type Check, type Credentials, evaluate, parseCheck, type Target } from './check.ts';
import { RULES } from './rules.ts';

export class Enforcer {
  readonly #rules = new Map<string, Check>();

  /**
   * `overrides` as a policy file gives them. Throws Error naming the rule that cannot be read.
   * `newDefaultsOnly` false: a default also allows what its older form allowed.
   */
  constructor(overrides: Readonly<Record<string, unknown>> = {}, options: { newDefaultsOnly?: boolean } = {}) {
    for (const [name, rule] of Object.entries(RULES)) {
      const check = parseCheck(rule.check);
      const both = options.newDefaultsOnly === false && rule.older !== undefined;
      this.#rules.set(name, both ? { is: 'any', checks: [check, parseCheck(rule.older)] } : check);
    }
    for (const [name, source] of Object.entries(overrides)) {
      try {
        this.#rules.set(name, parseCheck(source));
      } catch (error) {
        throw new Error(`Policy "${name}": ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  }

  /** May they? A rule nobody defined refuses. */
  allows(rule: string, target: Target, credentials: Credentials): boolean {
    const check = this.#rules.get(rule);
    return check !== undefined && evaluate(check, target, credentials, (name) => this.#rules.get(name));
  }

  /** May they use this resource type? Asked for the type itself and for its family (`OS::Keystone::*`). */
  allowsType(type: string, credentials: Credentials): boolean {
    const family = [...type.split('::').slice(0, -1), '*'].join('::');
    return [type, family].every((name) => {
      const check = this.#rules.get(`resource_types:${name}`);
      return check === undefined || evaluate(check, {}, credentials, (other) => this.#rules.get(other));
    });
  }
}
