/**
 * What the API asks of Keystone, as a port: the wiring gives it the cloud client's way of doing it, tests a table.
 */
import type { Cloud } from '../../openstack/cloud.ts';

/** Whom a token stands for. */
export interface Identity {
  token: string;
  userId: string;
  userName: string;
  userDomainId: string;
  /** Null for a token without a project. */
  projectId: string | null;
  projectName: string | null;
  projectDomainId: string | null;
  roles: string[];
  /** False only where the cloud names an admin project and this token is not of it. */
  isAdminProject: boolean;
  /** `all` for a token of the whole system. */
  systemScope: string | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface PasswordLogin {
  username: string;
  password: string;
  userDomainId: string;
  projectId: string;
}

export interface IdentityService {
  /** Null when the token is not valid (any more). Throws when Keystone cannot be asked. */
  validate(token: string, requestId: string): Promise<Identity | null>;
  /** Null when refused. Absent where logging in by password is not offered. */
  login?(login: PasswordLogin, requestId: string): Promise<Identity | null>;
  /** The cloud as this user sees it. */
  cloud(identity: Identity, requestId: string): Cloud | Promise<Cloud>;
  /** The one resource that a stack's own user may reach; null for other users. */
  stackUser?(identity: Identity): Promise<{ stackId: string; resourceName: string } | null>;
  /** Where tokens are to be had; told with every 401. */
  readonly publicUrl: string;
}
