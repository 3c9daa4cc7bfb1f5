/**
 * Of which resource somebody with the role of stack users is the user. A user's resource never changes, so the answer is kept; a failure to
 * find out is not.
 */
import type { Identity } from '../api/auth/identity.ts';
import type { Config } from '../options.ts';
import type { StackDomain } from './stack-domain.ts';

type Owner = { stackId: string; resourceName: string };

const SIZE = 5_000;

export class StackUserOwners {
  readonly #domain: Pick<StackDomain, 'ownerOf'>;
  readonly #config: Config;
  readonly #known = new Map<string, Promise<Owner | null>>();

  constructor(domain: Pick<StackDomain, 'ownerOf'>, config: Config) {
    this.#domain = domain;
    this.#config = config;
  }

  of(identity: Identity): Promise<Owner | null> {
    const { stack_domain_admin: admin, heat_stack_user_role: role } = this.#config;
    if (admin === null || !identity.roles.includes(role)) return Promise.resolve(null);
    const { userId } = identity;
    let owner = this.#known.get(userId);
    if (owner === undefined) {
      owner = this.#domain.ownerOf(userId);
      this.#known.set(userId, owner);
      owner.catch(() => this.#known.delete(userId));
      for (const oldest of this.#known.keys()) {
        if (this.#known.size <= SIZE) break;
        this.#known.delete(oldest);
      }
    }
    return owner;
  }
}
