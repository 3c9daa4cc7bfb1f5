/** Keystone: its objects and the parts that act on them. */
import type { QuotaBook } from '../quotas.ts';
import type { Kind } from '../rest/kind.ts';
import { Rest } from '../rest/rest.ts';
import type { World } from '../state/world.ts';
import { Assignments } from './assignments.ts';
import { collectionsOf } from './collections.ts';
import { DIALECT } from './dialect.ts';
import { declareKeystone, type KeystoneModel } from './model.ts';
import { TokenBodies } from './token-body.ts';
import { Tokens } from './tokens.ts';

export class Keystone {
  readonly model: KeystoneModel;
  readonly assignments: Assignments;
  readonly tokens: Tokens;
  readonly bodies: TokenBodies;
  readonly kinds: ReturnType<typeof collectionsOf>;
  readonly rest: Rest;
  constructor(world: World, quotas: QuotaBook) {
    this.model = declareKeystone(world);
    this.assignments = new Assignments(this.model);
    this.tokens = new Tokens(world, this.model, this.assignments);
    this.bodies = new TokenBodies(world, this.model, this.assignments);
    this.kinds = collectionsOf(this);
    this.rest = new Rest(world, quotas, DIALECT, Object.values<Kind>(this.kinds));
  }
}
