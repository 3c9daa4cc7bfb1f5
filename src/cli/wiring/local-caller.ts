/** The user at this machine as a {@link Caller}: for commands that talk to the engine room without an API between. */
import { newRequestId } from '../../api/request-id.ts';
import type { Caller } from '../../engine/orchestrator.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import { cloudFromCredentials } from '../../openstack/client.ts';

export async function localCaller(auth: AuthOptions): Promise<Caller> {
  const cloud = await cloudFromCredentials(auth);
  return {
    projectId: cloud.projectId,
    userId: cloud.userId,
    userName: auth.username ?? cloud.userId,
    roles: [...cloud.roles],
    isAdmin: false,
    requestId: newRequestId(),
    cloud,
    token: await cloud.token(),
    username: auth.username,
    password: auth.password,
  };
}
