/** The parts of Keystone that its collections act on. */
import type { Assignments } from './assignments.ts';
import type { KeystoneModel } from './model.ts';
import type { TokenBodies } from './token-body.ts';
import type { Tokens } from './tokens.ts';

export interface Parts {
  model: KeystoneModel;
  assignments: Assignments;
  bodies: TokenBodies;
  tokens: Tokens;
}
