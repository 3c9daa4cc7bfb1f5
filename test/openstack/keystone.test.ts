import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { cloudFromCredentials, cloudFromToken } from '../../src/openstack/client.ts';
import { authFromSurroundings } from '../../src/openstack/clouds-yaml.ts';
import { validateToken } from '../../src/openstack/token-validation.ts';
import { createTrust, deleteTrust, underTrust } from '../../src/openstack/trusts.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';

const test = useDevCloud();

it('the service user acts for a user who left a trust, until it is taken back', async () => {
  const service = authFromSurroundings({ environment: test.devCloud.environment('heat') });
  const heat = await cloudFromCredentials(service);
  const trust = await createTrust(test.demo, { trusteeUserId: heat.userId, marker: randomUUID() });
  const deferred = await cloudFromCredentials(underTrust(service, trust));
  expect([deferred.projectId, deferred.userId]).toEqual([test.demo.projectId, test.demo.userId]);
  const { body } = await deferred.request<{ networks: unknown[] }>('network', { path: '/networks' });
  expect(body.networks.length).toBeGreaterThan(0);

  const info = await validateToken(heat, await deferred.token());
  expect(info).toMatchObject({
    projectId: test.demo.projectId,
    userName: 'demo',
    trust: { id: trust, trusteeUserId: heat.userId },
  });
  expect(info?.roles).toEqual(expect.arrayContaining(['member']));
  expect(info?.catalogue.length).toBeGreaterThan(5);
  expect(await validateToken(heat, 'nonsense')).toBeNull();

  await deleteTrust(test.demo, trust);
  await deleteTrust(test.demo, trust);
  // The session of the trust is known, its token is not good any more, and there is no other to be had.
  await expect(deferred.request('network', { path: '/networks' })).rejects.toMatchObject({ outcome: 'refused' });
});

it('a token serves as long as it lives', async () => {
  const { identityUrl } = test.devCloud;
  const theirs = await cloudFromToken(await test.demo.token(), identityUrl);
  expect(theirs.projectId).toBe(test.demo.projectId);
  await theirs.request('compute', { path: '/servers' });
});

it('a token that was revoked is renewed', async () => {
  const cloud = await cloudFromCredentials(authFromSurroundings({ environment: test.devCloud.environment('admin') }));
  const before = await cloud.token();
  test.devCloud.revokeTokens();
  await cloud.request('network', { path: '/networks' });
  expect(await cloud.token()).not.toBe(before);
});
