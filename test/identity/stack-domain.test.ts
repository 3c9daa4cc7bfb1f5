/** The stacks' own users on the dev cloud's Keystone: made once, found again, and gone without a trace. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/config/load.ts';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';
import { StackDomain } from '../../src/identity/stack-domain.ts';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { authFromVariables } from '../../src/openstack/clouds-yaml.ts';
import type { Config } from '../../src/options.ts';

let cloud: DevCloud;
let service: AuthOptions;

beforeAll(async () => {
  cloud = await startDevCloud();
  service = authFromVariables(cloud.environment('heat')) as AuthOptions;
});
afterAll(() => cloud.close());

function domain(change: Partial<Config> = {}): StackDomain {
  return new StackDomain(service, {
    ...loadConfig({ environment: {} }),
    stack_user_domain_name: 'heat',
    stack_domain_admin: 'heat_domain_admin',
    stack_domain_admin_password: cloud.environment('heat_domain_admin').OS_PASSWORD ?? null,
    ...change,
  });
}

const OWNER = { stackId: 's1', resourceName: 'a/b c' };

describe('the domain of stack users', () => {
  it('makes what is there already only once', async () => {
    const users = domain();
    const projectId = await users.project('p');
    expect(await users.project('p')).toBe(projectId);
    expect(await users.findProject('p')).toBe(projectId);
    const about = { name: 'u', projectId, password: 'first', owner: OWNER };
    const userId = await users.user(about);
    // As after a crash that forgot the password.
    expect(await users.user({ ...about, password: 'second' })).toBe(userId);
    expect(await users.token({ userId, projectId, password: 'second' })).toEqual(expect.any(String));
    await expect(users.token({ userId, projectId, password: 'first' })).rejects.toMatchObject({ status: 401 });
    expect(await users.ownerOf(userId)).toEqual(OWNER);

    await users.setEnabled(userId, false, OWNER);
    await expect(users.token({ userId, projectId, password: 'first' })).rejects.toMatchObject({ status: 401 });
    await users.removeUser(userId, OWNER);
    await users.removeUser(userId, OWNER);
    await users.removeProject(projectId, 'p');
    await users.removeProject(projectId, 'p');
    expect(await users.findUser('u')).toBeNull();
    expect(await users.ownerOf(userId)).toBeNull();
  });

  it('touches nobody else’s, whatever id it is given', async () => {
    const users = domain();
    const projectId = await users.project('mine');
    const userId = await users.user({ name: 'victim', projectId, password: 'first', owner: OWNER });
    for (const owner of [
      { ...OWNER, stackId: 's2' },
      { ...OWNER, resourceName: 'other' },
    ]) {
      await users.setEnabled(userId, false, owner);
      await users.removeUser(userId, owner);
    }
    await expect(users.removeUser(`../projects/${projectId}`, OWNER)).resolves.toBeUndefined();
    await users.removeProject(projectId, 'another');
    expect(await users.token({ userId, projectId, password: 'first' })).toEqual(expect.any(String));
    await users.removeUser(userId, OWNER);
    await users.removeProject(projectId, 'mine');
    expect(await users.findProject('mine')).toBeNull();
  });

  it('says what is missing in the configuration', async () => {
    await expect(domain({ stack_domain_admin: null }).project('p')).rejects.toThrow(/stack_domain_admin/);
    await expect(
      domain({ heat_stack_user_role: 'none' }).user({ name: 'x', projectId: 'p', password: 'x', owner: OWNER }),
    ).rejects.toThrow("Can't find role none");
  });

  it('finds what was made although the answer was lost', async () => {
    cloud.faults.add({ service: 'identity', method: 'POST', path: '/projects$', count: 1, effect: { drop: 'after' } });
    const users = domain();
    const id = await users.project('later');
    expect(await users.findProject('later')).toBe(id);
  });
});
