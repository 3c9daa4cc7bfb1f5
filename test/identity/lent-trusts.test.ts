/** Who shares a trust with whom, and that it is asked of Keystone before: the deferred credentials on the dev cloud. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/config/load.ts';
import type { Caller } from '../../src/engine/orchestrator.ts';
import { StackCredentials } from '../../src/identity/deferred-credentials.ts';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { authFromVariables } from '../../src/openstack/clouds-yaml.ts';
import { isOwnLogin } from '../../src/openstack/session.ts';
import { createTrust, deleteTrust, underTrust } from '../../src/openstack/trusts.ts';
import type { Config } from '../../src/options.ts';
import type { CredentialsRow } from '../../src/store/rows.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';

const test = useDevCloud();
const login = (user: string) => authFromVariables(test.devCloud.environment(user)) as AuthOptions;
const credentials = (change: Partial<Config> = {}, solo = false) =>
  new StackCredentials({ service: login('heat'), solo, config: { ...loadConfig({ environment: {} }), ...change } });

function callerOf(cloud: Cloud, more: Partial<Caller> = {}): Caller {
  const { projectId, userId, roles } = cloud;
  return { projectId, userId, userName: 'x', roles: [...roles], isAdmin: false, requestId: 'r', cloud, ...more };
}

/** A row with a trust of the caller's. */
async function lent(of: StackCredentials, caller: Caller): Promise<CredentialsRow> {
  const about = { id: randomUUID(), projectId: caller.projectId, createdAt: 1, idleSince: null, lentBy: null };
  const row = { ...about, content: of.intend(caller), sharing: await of.sharing(caller) };
  return { ...row, content: await of.acquire(caller, row) };
}

const trustIdOf = ({ content }: CredentialsRow) => (content.kind === 'trust' ? (content.trustId ?? '') : '');

describe('what trusts are shared by', () => {
  it('is the user, the project, the roles, the region and the service user', async () => {
    const demo = callerOf(test.demo);
    const mine = await credentials().sharing(demo);
    expect(mine).toMatch(/^[\w-]{43}$/);
    const again = callerOf(await cloudFromCredentials({ ...login('demo'), userDomainId: 'default' }));
    expect(await credentials().sharing(again)).toBe(mine);
    const role = test.demo.roles[0] ?? '';
    const others = await Promise.all([
      credentials().sharing(callerOf(test.admin)),
      credentials().sharing(callerOf(test.demo.inRegion('elsewhere'))),
      credentials({ trusts_delegated_roles: [role] }).sharing(demo),
      credentials({ allow_trusts_redelegation: true }).sharing(demo),
      new StackCredentials({
        service: login('admin'),
        solo: false,
        config: loadConfig({ environment: {} }),
      }).sharing(demo),
    ]);
    const expected = test.demo.roles.length === 1 ? 4 : 5;
    expect(new Set([mine, ...others]).size).toBe(expected + 1);
    expect(others).not.toContain(null);
  });

  it('is nothing where credentials are to be the stack’s own', async () => {
    const demo = callerOf(test.demo);
    expect(await credentials({}, true).sharing(demo)).toBeNull();
    const withPassword = callerOf(test.demo, { username: 'demo', password: 'secret' });
    expect(await credentials({ deferred_auth_method: 'password' }).sharing(withPassword)).toBeNull();
    // A role that is not the caller's to give: Keystone has to say so.
    expect(await credentials({ trusts_delegated_roles: ['admin'] }).sharing(demo)).toBeNull();
    // Somebody else's cloud than the caller's.
    expect(await credentials().sharing({ ...demo, userId: 'other' })).toBeNull();
    expect(await credentials().sharing({ ...demo, projectId: 'other' })).toBeNull();
  });

  it('is nothing for a token that stands for less than its user', async () => {
    const trusteeUserId = (await cloudFromCredentials(login('heat'))).userId;
    const trust = await createTrust(test.demo, { trusteeUserId, marker: randomUUID() });
    const under = await cloudFromCredentials(underTrust(login('heat'), trust));
    expect(under.userId).toBe(test.demo.userId);
    expect(await credentials().sharing(callerOf(under))).toBeNull();
    await deleteTrust(test.demo, trust);

    const path = `/users/${test.demo.userId}/application_credentials`;
    const { body } = await test.demo.request<{ application_credential: { id: string; secret: string } }>('identity', {
      method: 'POST',
      path,
      body: { application_credential: { name: 'one', unrestricted: false } },
    });
    const { id, secret } = body.application_credential;
    const { authUrl } = login('demo');
    const app = await cloudFromCredentials({
      authUrl,
      applicationCredentialId: id,
      applicationCredentialSecret: secret,
    });
    expect(app.userId).toBe(test.demo.userId);
    expect(await credentials().sharing(callerOf(app))).toBeNull();
    // Nor for what was got with it.
    expect(isOwnLogin({ methods: ['application_credential', 'token'] })).toBe(false);
    expect(isOwnLogin({ methods: ['password', 'token'] })).toBe(true);
    expect(isOwnLogin({ methods: ['ec2credential'] })).toBe(false);
    expect(isOwnLogin({ methods: [] })).toBe(false);
    expect(isOwnLogin({ methods: ['password'], trust: { id: 't', trusteeUserId: 'u' } })).toBe(false);
    await test.demo.request('identity', { method: 'DELETE', path: `${path}/${id}` });
  });
});

describe('a trust that was found', () => {
  it('is taken only as long as Keystone has it, and only if it is what would be made', async () => {
    const here = credentials();
    const demo = callerOf(test.demo);
    const row = await lent(here, demo);
    expect(await here.stillGranted(demo, row)).toBe(true);
    expect(await here.stillGranted(callerOf(test.admin), row)).toBe(false);
    expect(await here.stillGranted(callerOf(test.demo.inRegion('elsewhere')), row)).toBe(false);
    expect(await here.stillGranted(demo, { ...row, projectId: 'other' })).toBe(false);
    expect(await credentials({ trusts_delegated_roles: ['reader'] }).stillGranted(demo, row)).toBe(false);
    const content = row.content as Extract<CredentialsRow['content'], { kind: 'trust' }>;
    expect(await here.stillGranted(demo, { ...row, content: { ...content, borrowed: true } })).toBe(false);
    expect(await here.stillGranted(demo, { ...row, content: { ...content, trustId: null } })).toBe(false);
    expect(await here.stillGranted(demo, { ...row, content: { kind: 'configured' } })).toBe(false);
    await deleteTrust(test.demo, trustIdOf(row));
    expect(await here.stillGranted(demo, row)).toBe(false);
  });

  it('is not taken where it ends, is counted, or was made for somebody else', async () => {
    const here = credentials();
    const demo = callerOf(test.demo);
    const trusteeUserId = (await cloudFromCredentials(login('heat'))).userId;
    const wrong = [{ remaining_uses: 5 }, { impersonation: false }, { trustee_user_id: test.admin.userId }];
    for (const change of wrong) {
      const { body } = await test.demo.request<{ trust: { id: string } }>('identity', {
        method: 'POST',
        path: '/OS-TRUST/trusts',
        body: {
          trust: {
            trustor_user_id: test.demo.userId,
            trustee_user_id: trusteeUserId,
            project_id: test.demo.projectId,
            impersonation: true,
            roles: test.demo.roles.map((name) => ({ name })),
            ...change,
          },
        },
      });
      const content = { ...here.intend(demo), trustId: body.trust.id } as CredentialsRow['content'];
      const row = {
        id: 'r',
        projectId: demo.projectId,
        createdAt: 1,
        idleSince: null,
        lentBy: null,
        sharing: 's',
        content,
      };
      expect(await here.stillGranted(demo, row), JSON.stringify(change)).toBe(false);
      await deleteTrust(test.demo, body.trust.id);
    }
  });
});
