import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import { authFromSurroundings } from '../../src/openstack/clouds-yaml.ts';
import { createTrust, deleteTrust, expiryOf, findTrust } from '../../src/openstack/trusts.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';

const test = useDevCloud();
const heat = () => cloudFromCredentials(authFromSurroundings({ environment: test.devCloud.environment('heat') }));

describe("a trust's marker", () => {
  it('is a whole second far off that Keystone can keep', () => {
    for (let i = 0; i < 200; i += 1) {
      const expiry = expiryOf(randomUUID());
      expect(expiry).toMatch(/^[2-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/);
      expect(Date.parse(expiry)).toBeGreaterThanOrEqual(Date.UTC(2200, 0, 1));
    }
  });

  it('leads trustor and trustee to the trust', async () => {
    const service = await heat();
    const marker = randomUUID();
    const trustee = { trustee_user_id: service.userId };
    expect(await findTrust(service, marker, trustee)).toBeNull();
    const id = await createTrust(test.demo, { trusteeUserId: service.userId, marker });
    expect(await findTrust(service, marker, trustee)).toBe(id);
    expect(await findTrust(test.demo, marker, { trustor_user_id: test.demo.userId })).toBe(id);
    expect(await findTrust(service, randomUUID(), trustee)).toBeNull();
    await expect(createTrust(test.demo, { trusteeUserId: service.userId, marker })).rejects.toMatchObject({
      status: 409,
      outcome: 'refused',
    });
    await deleteTrust(test.demo, id);
  });

  it('finds the trust whose answer was lost, and tells where none was made', async () => {
    const service = await heat();
    const trusts = { service: 'identity', method: 'POST', path: '/OS-TRUST/trusts$', count: 1 } as const;
    const before = test.devCloud.inspect().projects;
    test.devCloud.faults.add({ ...trusts, effect: { drop: 'after' } });
    const marker = randomUUID();
    const id = await createTrust(test.demo, { trusteeUserId: service.userId, marker });
    expect(await findTrust(service, marker, { trustee_user_id: service.userId })).toBe(id);
    await deleteTrust(test.demo, id);
    test.devCloud.faults.add({ ...trusts, effect: { drop: 'before' } });
    await expect(createTrust(test.demo, { trusteeUserId: service.userId, marker: randomUUID() })).rejects.toMatchObject(
      { outcome: 'unknown' },
    );
    expect(test.devCloud.inspect().projects).toEqual(before);
  });
});
