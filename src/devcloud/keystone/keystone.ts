/** Keystone: its objects and the parts that act on them. */
import type { World } from '../state/world.ts';
import { Assignments } from './assignments.ts';
import { declareKeystone, type KeystoneModel } from './model.ts';
import { TokenBodies } from './token-body.ts';
import { Tokens } from './tokens.ts';

export class Keystone {
  readonly model: KeystoneModel;
  readonly assignments: Assignments;
  readonly tokens: Tokens;
  readonly bodies: TokenBodies;
  constructor(world: World) {
    this.model = declareKeystone(world);
    this.assignments = new Assignments(this.model);
    this.tokens = new Tokens(world, this.model, this.assignments);
    this.bodies = new TokenBodies(world, this.model, this.assignments);
  }
}
