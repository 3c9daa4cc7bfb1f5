/**
 * A project and a user of their own for the time of the tests, where Hearth's service user may make them: nobody else's networks, quota
 * or doings get in the way, and whatever is there afterwards was left behind.
 */
import { randomUUID } from 'node:crypto';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { rows } from './surroundings.ts';

/** As far as the cloud has them: what Keystone's defaults, and Heat's, ask of a user who owns stacks. */
const ROLES: ReadonlySet<string> = new Set(['member', 'heat_stack_owner']);

export interface Guest {
  user: AuthOptions;
  leave(): Promise<void>;
}

export async function makeGuest(admin: Cloud, service: AuthOptions): Promise<Guest> {
  const name = `hearth-test-${randomUUID().slice(0, 8)}`;
  const password = randomUUID();
  const identity = <T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    admin.request<T>('identity', { method, path, body });
  const domain_id = 'default';
  const { body: made } = await identity<{ project: { id: string } }>('POST', '/projects', {
    project: { name, domain_id, description: 'Integration tests of Hearth' },
  });
  const projectId = made.project.id;
  const { body } = await identity<{ user: { id: string } }>('POST', '/users', {
    user: { name, domain_id, password, default_project_id: projectId },
  });
  const userId = body.user.id;
  for (const role of await rows(admin, 'identity', '/roles', 'roles')) {
    if (ROLES.has(role.name)) await identity('PUT', `/projects/${projectId}/users/${userId}/roles/${role.id}`);
  }
  const { authUrl, region, cacert, verify } = service;
  return {
    user: { authUrl, region, cacert, verify, userId, password, projectId },
    async leave() {
      // Neutron gives each project one, which does not go with it.
      const path = `/security-groups?project_id=${projectId}`;
      for (const { id } of await rows(admin, 'network', path, 'security_groups')) {
        await admin.request('network', { method: 'DELETE', path: `/security-groups/${id}` });
      }
      await identity('DELETE', `/users/${userId}`);
      await identity('DELETE', `/projects/${projectId}`);
    },
  };
}
