/** What a valid token says about its caller. */
import type { Token } from './model.ts';

export interface AuthContext {
  token: Token;
  /** The user acted as: with an impersonating trust, the trustor. */
  userId: string;
  projectId: string | undefined;
  domainId: string | undefined;
  /** Names of roles, implied ones included. */
  roles: ReadonlySet<string>;
  isAdmin: boolean;
}
