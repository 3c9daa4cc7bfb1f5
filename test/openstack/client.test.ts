import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cloudFromCredentials, cloudFromToken } from '../../src/openstack/client.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import { withRequestId } from '../../src/openstack/request-id.ts';
import { readToken } from '../../src/openstack/session.ts';
import { type CallReport, onCall } from '../../src/openstack/telemetry.ts';
import { validateToken } from '../../src/openstack/token-validation.ts';
import { createTrust, deleteTrust, expiryOf, underTrust } from '../../src/openstack/trusts.ts';
import { type Service, startService } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
beforeEach(() => {
  service.asked.length = 0;
  service.logins.length = 0;
  service.strict = false;
  service.tokenLife = 3600_000;
  service.reply({ status: 200, body: {} });
});

/** The CloudError that a promise ends with. */
async function failure(promise: Promise<unknown>): Promise<CloudError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CloudError);
  return error as CloudError;
}

describe('addresses', () => {
  it('come from the catalogue by type, region and interface, with the version that Hearth speaks', async () => {
    const cloud = await service.cloud();
    expect(await cloud.endpoint('compute')).toBe(`${service.url}/compute/v2.1`);
    expect(await cloud.inRegion('Two').endpoint('compute')).toBe(`${service.url}/other-compute/v2.1`);
    expect(await cloud.endpoint('network')).toBe(`${service.url}/network/v2.0`);
    expect(await cloud.endpoint('image')).toBe(`${service.url}/image/v2`);
    expect(await cloud.endpoint('volume')).toBe(`${service.url}/volume/v3/project-1`);
    expect(await cloud.endpoint('identity')).toBe(`${service.url}/identity/v3`);
    expect(await cloud.endpoint('dns')).toBeUndefined();
    const inner = await service.cloud({ interface: 'internal' });
    expect(await inner.endpoint('compute')).toBe(`${service.url}/inner/v2.1`);
    const named = await service.cloud({ endpointOverrides: { compute: 'http://elsewhere/' } });
    expect(await named.endpoint('compute')).toBe('http://elsewhere/v2.1');
  });
  it('that are missing are said by name', async () => {
    const cloud = await service.cloud();
    await expect(cloud.request('dns', { path: '/zones' })).rejects.toThrow(
      'The cloud offers no dns service in region One.',
    );
  });
});

describe('logging in', () => {
  const identityOf = () => (service.logins.at(-1)?.body as { auth: Record<string, unknown> } | undefined)?.auth;
  it('by password, scoped to a project', async () => {
    const cloud = await service.cloud();
    expect([cloud.projectId, cloud.userId, cloud.roles]).toEqual(['project-1', 'user-1', ['member']]);
    expect(identityOf()).toMatchObject({
      identity: { methods: ['password'], password: { user: { domain: { name: 'Default' }, password: 'right' } } },
      scope: { project: { name: 'work', domain: { name: 'Default' } } },
    });
  });
  it('by application credential, without a scope', async () => {
    await cloudFromCredentials({
      authUrl: service.authUrl,
      applicationCredentialId: 'ac',
      applicationCredentialSecret: 's',
    });
    expect(identityOf()).toEqual({
      identity: { methods: ['application_credential'], application_credential: { id: 'ac', secret: 's' } },
    });
  });
  it('by a token, rescoped', async () => {
    await cloudFromCredentials({ authUrl: service.authUrl, token: 'old', projectId: 'p' });
    expect(identityOf()).toEqual({
      identity: { methods: ['token'], token: { id: 'old' } },
      scope: { project: { id: 'p' } },
    });
  });
  it('by a token as it is, which costs no login', async () => {
    const cloud = await cloudFromToken('theirs', service.authUrl, { region: 'One' });
    await cloud.request('compute', { path: '/servers' });
    expect(service.logins).toEqual([]);
    expect(service.asked[0]?.headers['x-auth-token']).toBe('theirs');
  });
  it('under a trust, as the service user', async () => {
    const serviceUser = {
      authUrl: service.authUrl,
      username: 'heat',
      password: 'right',
      projectName: 'service',
      projectDomainName: 'Default',
    };
    await cloudFromCredentials(underTrust(serviceUser, 'trust-9'));
    expect(identityOf()).toMatchObject({ scope: { 'OS-TRUST:trust': { id: 'trust-9' } } });
  });
  it('fails with the reason and without the password', async () => {
    const error = await failure(cloudFromCredentials({ ...service.auth, password: 'wrong' }));
    expect([error.status, error.outcome, error.kind]).toEqual([401, 'refused', 'Unauthorized']);
    expect(error.message).toContain('No such login.');
    expect(error.message).not.toContain('wrong');
  });
  it('is shared by all users of the same credentials', async () => {
    const { auth } = service;
    const clouds = await Promise.all([1, 2, 3].map(() => cloudFromCredentials(auth)));
    expect(service.logins.length).toBe(1);
    expect(new Set(clouds).size).toBe(1);
  });
  it('happens again ahead of the end of the token', async () => {
    service.tokenLife = 200;
    const cloud = await service.cloud();
    const first = await cloud.token();
    await new Promise((resolve) => setTimeout(resolve, 190));
    expect(await cloud.token()).not.toBe(first);
  });
  it('happens once more when a service refuses the token', async () => {
    const cloud = await service.cloud();
    const other = await service.cloud();
    service.strict = true;
    await cloud.request('compute', { path: '/servers' });
    expect(service.logins.length).toBe(3);
    service.reply({ status: 401 });
    expect((await failure(other.request('compute', { path: '/x' }))).status).toBe(401);
    expect(service.logins.length).toBe(4);
  });
  it('cannot happen again for a bare token', async () => {
    service.reply({ status: 401 });
    const cloud = await cloudFromToken('short', service.authUrl, { region: 'One' });
    expect((await failure(cloud.request('compute', { path: '/x' }))).status).toBe(401);
    expect(service.asked.length).toBe(1);
  });
});

const MARKER = '4be0643f-1d98-4c0e-9b5b-0f2f3a5c7d11';

describe('trusts and tokens', () => {
  it("creates a trust with the user's roles and deletes it", async () => {
    const cloud = await service.cloud();
    expect(await createTrust(cloud, { trusteeUserId: 'heat-id', marker: MARKER })).toBe('trust-1');
    expect(service.asked[0]?.body).toMatchObject({
      trust: {
        trustor_user_id: 'user-1',
        trustee_user_id: 'heat-id',
        impersonation: true,
        expires_at: expiryOf(MARKER),
        roles: [{ name: 'member' }],
      },
    });
    await deleteTrust(cloud, 'trust-1');
    expect(service.asked[1]).toMatchObject({ method: 'DELETE', path: '/identity/v3/OS-TRUST/trusts/trust-1' });
  });
  it('validates a token, and tells an unknown one by null', async () => {
    const cloud = await service.cloud();
    expect(await validateToken(cloud, 'theirs')).toMatchObject({
      userName: 'ann',
      projectId: 'project-1',
      roles: ['member'],
    });
    expect(await validateToken(cloud, 'unknown')).toBeNull();
  });
  it('tells whose project is the admin project, and whose token is the system’s', () => {
    const said = { expires_at: '2030-01-01T00:00:00Z', user: { id: 'u', name: 'u' } };
    expect(readToken('t', { token: said })).toMatchObject({ isAdminProject: true, isSystemScoped: false });
    const other = { ...said, is_admin_project: false, system: { all: true } };
    expect(readToken('t', { token: other })).toMatchObject({ isAdminProject: false, isSystemScoped: true });
  });
});

describe('a request', () => {
  it('carries query, body, microversion and the global request id', async () => {
    const cloud = await service.cloud();
    await withRequestId('req-11111111-2222-3333-4444-555555555555', () =>
      cloud.request('compute', {
        path: '/servers',
        query: { id: ['a', 'b'], none: undefined },
        body: { a: 1n },
        microversion: '2.42',
      }),
    );
    const [asked] = service.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/compute/v2.1/servers?id=a&id=b', body: { a: 1 } });
    expect(asked?.headers['openstack-api-version']).toBe('compute 2.42');
    expect(asked?.headers['x-openstack-request-id']).toBe('req-11111111-2222-3333-4444-555555555555');
  });
  it('is reported, try by try', async () => {
    const calls: CallReport[] = [];
    const stop = onCall((call) => calls.push(call));
    service.reply({ status: 503 }, { status: 200, body: { ok: 1 } });
    const cloud = await service.cloud();
    await cloud.request('compute', { path: '/servers' });
    stop();
    const compute = calls.filter((call) => call.service === 'compute');
    expect(compute.map(({ method, code }) => `${method} ${code}`)).toEqual(['GET 503', 'GET 200']);
    expect(compute[0]?.ms).toBeGreaterThan(0);
  });
  it("that is refused tells the service's message and request id, secrets left out", async () => {
    service.reply({
      status: 400,
      body: { badRequest: { message: 'Bad thing {"adminPass": "hunter2"}', code: 400 } },
      headers: { 'x-openstack-request-id': 'req-9' },
    });
    const cloud = await service.cloud();
    const error = await failure(cloud.request('compute', { path: '/servers', body: {} }));
    expect(error.message).toBe('Bad thing {"adminPass": "***"} (HTTP 400) (Request-ID: req-9)');
    expect([error.outcome, error.requestId, error.kind]).toEqual(['refused', 'req-9', 'BadRequest']);
    expect(service.asked.length).toBe(1);
  });
  it.each([
    [{ NeutronError: { type: 'X', message: 'In use.', detail: '' } }, 'In use.'],
    [{ message: 'plain' }, 'plain'],
    [{ error: { message: 'deep', title: 'T' } }, 'deep'],
    [{ faultstring: 'wsme' }, 'wsme'],
  ])('reads the message out of %j', async (body, message) => {
    service.reply({ status: 409, body });
    const cloud = await service.cloud();
    const error = await failure(cloud.request('network', { path: '/x', body: {} }));
    expect(error.message).toContain(message);
    expect(error.conflict).toBe(true);
  });
  it.each([
    [{ NeutronError: { type: 'OverQuota', message: 'a "{quota}"', detail: '' } }, 'OverQuota'],
    [{ NeutronError: { type: 'no class', message: 'x' } }, undefined],
    [{ NeutronError: 'text' }, undefined],
    [{ conflictingRequest: { type: 'X', message: 'x' } }, undefined],
  ])('reads what the service itself calls it out of %j', async (body, fault) => {
    service.reply({ status: 409, body });
    const cloud = await service.cloud();
    expect((await failure(cloud.request('network', { path: '/x', body: {} }))).fault).toBe(fault);
  });
  it('tells a quota', async () => {
    service.reply({ status: 403, body: { forbidden: { message: 'Quota exceeded for cores' } } });
    expect((await failure((await service.cloud()).request('compute', { path: '/x', body: {} }))).overLimit).toBe(true);
  });
});

describe('failures', () => {
  it('a read is repeated after 500, 503, a lost answer', async () => {
    service.reply({ status: 500 }, { status: 503 }, 'drop', { status: 200, body: { fine: true } });
    const cloud = await service.cloud();
    expect((await cloud.request<{ fine: boolean }>('compute', { path: '/servers' })).body.fine).toBe(true);
    expect(service.asked.length).toBe(4);
  });
  it('repeats are bounded', async () => {
    service.reply({ status: 503 });
    const error = await failure((await service.cloud()).request('compute', { path: '/servers' }));
    expect([error.status, service.asked.length]).toEqual([503, 4]);
  });
  it.each([500, 502, 503, 504])('a create that met %i may have been done, and is not repeated', async (status) => {
    service.reply({ status });
    const error = await failure((await service.cloud()).request('compute', { path: '/servers', body: {} }));
    expect([error.outcome, error.status, service.asked.length]).toEqual(['unknown', status, 1]);
  });
  it('a create whose answer got lost may have been done', async () => {
    service.reply('drop');
    const error = await failure((await service.cloud()).request('compute', { path: '/servers', body: {} }));
    expect([error.outcome, error.status, error.kind, service.asked.length]).toEqual([
      'unknown',
      0,
      'ConnectFailure',
      1,
    ]);
  });
  it.each([
    ['an answer that got lost', 'drop'],
    ['a 503', { status: 503 }],
  ] as const)('what was refused after %s may have been done by the try before', async (_what, first) => {
    service.reply(first, { status: 409, body: { error: { message: 'there already' } } });
    const request = { method: 'PUT', path: '/things/1', body: {} } as const;
    const error = await failure((await service.cloud()).request('compute', request));
    expect([error.status, error.outcome, service.asked.length]).toEqual([409, 'unknown', 2]);
  });
  it('what could not be sent again after an answer that got lost may have been done by the try before', async () => {
    const other = await startService();
    const cloud = await other.cloud();
    other.reply(() => {
      void other.close();
      return 'drop';
    });
    const request = { method: 'PUT', path: '/things/1', body: {} } as const;
    const error = await failure(cloud.request('compute', request));
    expect(error.message).toContain('ECONNREFUSED');
    expect([error.status, error.outcome, other.asked.length]).toEqual([0, 'unknown', 1]);
  });
  it('a create without an answer in time may have been done', async () => {
    service.reply('hang');
    const error = await failure(
      (await service.cloud()).request('compute', { path: '/servers', body: {}, timeout: 60 }),
    );
    expect([error.outcome, error.status]).toEqual(['unknown', 0]);
    expect(error.message).toContain('No answer within 60 ms.');
  });
  it('a create that the service had no time for is repeated: 429, and 503 with Retry-After', async () => {
    service.reply(
      { status: 429 },
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 202, body: { made: 1 } },
    );
    const cloud = await service.cloud();
    expect((await cloud.request<{ made: number }>('compute', { path: '/servers', body: {} })).body.made).toBe(1);
    expect(service.asked.length).toBe(3);
  });
  it('Retry-After is honoured', async () => {
    service.reply({ status: 429, headers: { 'retry-after': '1' } }, { status: 200, body: {} });
    const cloud = await service.cloud();
    const begun = performance.now();
    await cloud.request('compute', { path: '/servers' });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1000);
  });
  it('a service that is not there has done nothing', async () => {
    const cloud = await service.cloud({ endpointOverrides: { compute: 'http://127.0.0.1:1/' } });
    const error = await failure(cloud.request('compute', { path: '/servers', body: {} }));
    expect([error.outcome, error.status]).toEqual(['refused', 0]);
    expect(error.message).toContain('http://127.0.0.1:1');
  });
  it('a request can be given up', async () => {
    const cloud = await service.cloud();
    const giveUp = new AbortController();
    service.reply(() => {
      setTimeout(() => giveUp.abort(), 5);
      return 'hang';
    });
    const error = await failure(cloud.request('compute', { path: '/servers', signal: giveUp.signal }));
    expect([error.outcome, service.asked.length]).toEqual(['unknown', 1]);
  });
  it.each([
    ['is cut short', { text: '{"server": {"id": ' }, 'not JSON'],
    ['is a web page', { text: '<html>Log in</html>', headers: { 'content-type': 'text/html' } }, 'a web page'],
  ])('an answer that %s says nothing of what was done', async (_what, reply, message) => {
    service.reply({ status: 200, ...reply });
    const error = await failure((await service.cloud()).request('compute', { path: '/servers', body: {} }));
    expect([error.outcome, error.status]).toEqual(['unknown', 502]);
    expect(error.message).toContain(`The answer of the compute service is ${message}`);
  });
  it('answers that are not JSON are taken as they are', async () => {
    service.reply({ status: 502, body: undefined, headers: { 'content-type': 'text/html' } });
    const error = await failure((await service.cloud()).request('compute', { path: '/x', body: {} }));
    expect(error.message).toContain('(HTTP 502)');
  });
});
