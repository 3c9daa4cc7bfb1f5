import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, passwordAuth, Session, type TestCloud, testCloud } from './session.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud({ tokenLifetimeMs: 3600_000, orchestrationUrl: 'http://127.0.0.1:9/v1/%(tenant_id)s' });
});
afterAll(() => t.cloud.close());

const userOf = async (session: Session): Promise<string> =>
  (await session.get('/v3/auth/tokens', { 'x-subject-token': session.token })).token.user.id;

describe('tokens', () => {
  it('carry project, roles with implied ones, and the catalogue with the project filled in', async () => {
    const { tokenBody } = await login(t.base, passwordAuth('demo'));
    expect(tokenBody.project).toMatchObject({
      id: t.project,
      name: 'demo',
      domain: { id: 'default', name: 'Default' },
    });
    expect(tokenBody.roles.map((r: { name: string }) => r.name).sort()).toEqual([
      'heat_stack_owner',
      'member',
      'reader',
    ]);
    const heat = tokenBody.catalog.find((s: { type: string }) => s.type === 'orchestration');
    expect(heat.endpoints.map((e: { url: string }) => e.url)).toEqual(
      Array(3).fill(`http://127.0.0.1:9/v1/${t.project}`),
    );
  });

  it('are refused for a wrong password, a foreign project, an unknown method', async () => {
    for (const body of [
      passwordAuth('demo', 'demo', 'wrong'),
      passwordAuth('demo', 'admin'),
      passwordAuth('nobody'),
      { auth: { identity: { methods: ['telepathy'] } } },
    ]) {
      const answer = await new Session(t.base).send('POST', '/v3/auth/tokens', body);
      expect(answer.status).toBe(401);
      expect(answer.body.error).toMatchObject({ code: 401, title: 'Unauthorized' });
    }
    expect((await new Session(t.base).send('POST', '/v3/auth/tokens', {})).status).toBe(400);
  });

  it('can be exchanged, do not outlive their source, expire, and can be revoked', async () => {
    const first = await login(t.base, passwordAuth('demo'));
    const second = await login(t.base, {
      auth: { identity: { methods: ['token'], token: { id: first.token } }, scope: { project: { id: t.project } } },
    });
    expect(second.tokenBody.expires_at).toBe(first.tokenBody.expires_at);
    expect((await t.admin.send('HEAD', '/v3/auth/tokens', undefined, { 'x-subject-token': second.token })).status).toBe(
      200,
    );
    expect((await second.send('DELETE', '/v3/auth/tokens', undefined, { 'x-subject-token': first.token })).status).toBe(
      204,
    );
    expect((await first.send('GET', '/v3/auth/catalog')).status).toBe(401);
    expect((await t.admin.send('GET', '/v3/auth/tokens', undefined, { 'x-subject-token': first.token })).status).toBe(
      404,
    );
    t.cloud.revokeTokens({ projectId: t.project });
    expect((await second.send('GET', '/compute/v2.1/servers')).status).toBe(401);
    t.demo.token = (await login(t.base, passwordAuth('demo'))).token;
    t.pass(3600_001);
    expect((await t.demo.send('GET', '/network/v2.0/networks')).status).toBe(401);
    t.demo.token = (await login(t.base, passwordAuth('demo'))).token;
    t.admin.token = (await login(t.base, passwordAuth('admin'))).token;
  });

  it('may be validated by services and administrators only', async () => {
    const answer = await t.demo.send('GET', '/v3/auth/tokens', undefined, { 'x-subject-token': t.admin.token });
    expect(answer.status).toBe(403);
  });
});

describe('trusts', () => {
  it('let the trustee act as the trustor until they are deleted', async () => {
    const heat = await login(t.base, passwordAuth('heat', 'service'));
    const trustor = await userOf(t.demo);
    const make = (roles: unknown) =>
      t.demo.send('POST', '/v3/OS-TRUST/trusts', {
        trust: {
          trustor_user_id: trustor,
          trustee_user_id: heat.tokenBody.user.id,
          project_id: t.project,
          impersonation: true,
          roles,
        },
      });
    expect((await make([{ name: 'admin' }])).status).toBe(404);
    const { trust } = (await make([{ name: 'member' }])).body;
    const scope = { 'OS-TRUST:trust': { id: trust.id } };
    const asTrustor = await login(t.base, {
      auth: { identity: { methods: ['token'], token: { id: heat.token } }, scope },
    });
    expect(asTrustor.tokenBody.user.id).toBe(trustor);
    expect(asTrustor.tokenBody['OS-TRUST:trust']).toMatchObject({ id: trust.id, impersonation: true });
    expect(asTrustor.tokenBody.roles.map((r: { name: string }) => r.name).sort()).toEqual(['member', 'reader']);
    await asTrustor.get('/network/v2.0/networks');
    const stranger = await new Session(t.base).send('POST', '/v3/auth/tokens', {
      auth: { identity: { methods: ['token'], token: { id: t.admin.token } }, scope },
    });
    expect(stranger.status).toBe(403);
    expect((await t.demo.send('DELETE', `/v3/OS-TRUST/trusts/${trust.id}`)).status).toBe(204);
    expect((await asTrustor.send('GET', '/network/v2.0/networks')).status).toBe(401);
  });
});

describe('application credentials', () => {
  it('authenticate without a scope and die with their deletion', async () => {
    const user = await userOf(t.demo);
    const { application_credential: made } = await t.demo.post(`/v3/users/${user}/application_credentials`, {
      application_credential: { name: 'ci' },
    });
    const identity = {
      methods: ['application_credential'],
      application_credential: { id: made.id, secret: made.secret },
    };
    const path = `/v3/users/${user}/application_credentials/${made.id}`;
    const { application_credential: read } = await t.demo.get(path);
    expect([read.name, 'secret' in read, 'secretHash' in read]).toEqual(['ci', false, false]);
    expect((await t.demo.send('PATCH', path, { application_credential: { name: 'cd' } })).status).toBe(405);
    const session = await login(t.base, { auth: { identity } });
    expect(session.tokenBody.project.id).toBe(t.project);
    expect((await t.demo.send('DELETE', `/v3/users/${user}/application_credentials/${made.id}`)).status).toBe(204);
    expect((await session.send('GET', '/v3/auth/catalog')).status).toBe(401);
    expect((await new Session(t.base).send('POST', '/v3/auth/tokens', { auth: { identity } })).status).toBe(401);
  });
});

describe('stack domain users', () => {
  it('are made by the domain administrator, get EC2 keys, and sign with them', async () => {
    const heatDomain = { name: 'heat' };
    const admin = await login(t.base, {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'heat_domain_admin', domain: heatDomain, password: 'devcloud' } },
        },
        scope: { domain: heatDomain },
      },
    });
    const domain = admin.tokenBody.domain.id;
    const { project } = await admin.post('/v3/projects', { project: { name: 'stack-project', domain_id: domain } });
    const { user } = await admin.post('/v3/users', {
      user: { name: 'stack-user', domain_id: domain, default_project_id: project.id, password: 'x' },
    });
    expect((await admin.send('POST', '/v3/users', { user: { name: 'Stack-User', domain_id: domain } })).status).toBe(
      409,
    );
    expect((await admin.send('POST', '/v3/users', { user: { name: 'escape', domain_id: 'default' } })).status).toBe(
      403,
    );
    const role = (await admin.get('/v3/roles?name=heat_stack_user')).roles[0].id;
    expect((await admin.send('PUT', `/v3/projects/${project.id}/users/${user.id}/roles/${role}`)).status).toBe(204);
    const blob = JSON.stringify({ access: 'AKEY', secret: 'SECRET' });
    await admin.post('/v3/credentials', {
      credential: { type: 'ec2', blob, user_id: user.id, project_id: project.id },
    });

    const params: Record<string, string> = {
      Action: 'DescribeStackResource',
      SignatureVersion: '2',
      SignatureMethod: 'HmacSHA256',
      Timestamp: '2026-03-01T00:00:00Z',
      AWSAccessKeyId: 'AKEY',
    };
    const query = Object.keys(params)
      .sort()
      .map((key) => `${key}=${encodeURIComponent(params[key] ?? '')}`)
      .join('&');
    const signature = createHmac('sha256', 'SECRET').update(`GET\nexample:8000\n/v1/\n${query}`).digest('base64');
    const credentials = {
      access: 'AKEY',
      verb: 'GET',
      host: 'example:8000',
      path: '/v1/',
      params,
      headers: {},
      body_hash: '',
      signature,
    };
    const service = await login(t.base, passwordAuth('heat', 'service'));
    const answer = await service.send('POST', '/v3/ec2tokens', { credentials });
    expect(answer.status).toBe(200);
    expect(answer.body.token).toMatchObject({ user: { id: user.id }, project: { id: project.id } });
    expect(
      (await service.send('POST', '/v3/ec2tokens', { credentials: { ...credentials, path: '/v2/' } })).status,
    ).toBe(401);
    expect((await new Session(t.base).send('POST', '/v3/ec2tokens', { credentials })).status).toBe(401);
    expect((await t.demo.send('POST', '/v3/ec2tokens', { credentials })).status).toBe(403);

    expect((await admin.send('DELETE', `/v3/users/${user.id}`)).status).toBe(204);
    // As Keystone does with a key that it does not know.
    expect((await service.send('POST', '/v3/ec2tokens', { credentials })).status).toBe(404);
    expect((await admin.send('DELETE', `/v3/projects/${project.id}`)).status).toBe(204);
  });
});

it('plain users may not administer', async () => {
  for (const [method, path, body] of [
    ['GET', '/v3/users', undefined],
    ['POST', '/v3/projects', { project: { name: 'x' } }],
    ['POST', '/v3/services', { service: { type: 'x', name: 'x' } }],
  ] as const) {
    expect((await t.demo.send(method, path, body)).status).toBe(403);
  }
});

describe('plain collections', () => {
  it('are made, found, changed and deleted with links, by administrators', async () => {
    const { domain } = await t.admin.post('/v3/domains', { domain: { name: 'Lab' } });
    expect(domain).toEqual({
      id: domain.id,
      name: 'Lab',
      description: '',
      enabled: true,
      tags: [],
      options: {},
      links: { self: `${t.base}/v3/domains/${domain.id}` },
    });
    const again = await t.admin.send('POST', '/v3/domains', { domain: { name: 'lab' } });
    expect([again.status, again.body.error.code]).toEqual([409, 409]);
    const named = async (query: string): Promise<string[]> =>
      (await t.demo.get(`/v3/domains?${query}`)).domains.map((each: { id: string }) => each.id);
    expect(await named('name=lab')).toEqual([domain.id]);
    expect(await named('name__contains=LA')).toEqual([domain.id]);
    expect(await named('name=lab&enabled=false')).toEqual([]);
    expect(await named('nothing=known&name=Lab')).toEqual([domain.id]);
    expect((await t.admin.send('DELETE', `/v3/domains/${domain.id}`)).status).toBe(403);
    await t.admin.ok('PATCH', `/v3/domains/${domain.id}`, { domain: { enabled: false } });
    expect((await t.demo.send('DELETE', `/v3/domains/${domain.id}`)).status).toBe(403);
    expect((await t.admin.send('DELETE', `/v3/domains/${domain.id}`)).status).toBe(204);
    expect((await t.demo.send('GET', `/v3/domains/${domain.id}`)).body.error.message).toBe(
      `Could not find domain: ${domain.id}.`,
    );
  });

  it('tell of groups to administrators only, and of their members', async () => {
    const { group } = await t.admin.post('/v3/groups', { group: { name: 'g' } });
    expect(group).toMatchObject({ name: 'g', domain_id: 'default', description: '' });
    expect(group).not.toHaveProperty('members');
    expect((await t.demo.send('GET', '/v3/groups')).status).toBe(403);
    expect((await t.demo.send('GET', `/v3/groups/${group.id}`)).status).toBe(403);
    const path = `/v3/groups/${group.id}/users/${await userOf(t.demo)}`;
    expect((await t.admin.send('PUT', path)).status).toBe(204);
    expect((await t.admin.get(`/v3/groups/${group.id}/users`)).users).toHaveLength(1);
    expect((await t.admin.send('DELETE', `/v3/groups/${group.id}`)).status).toBe(204);
  });

  it('hold the catalogue: a region by its own id, endpoints by either spelling of it', async () => {
    const { region } = await t.admin.post('/v3/regions', { region: { id: 'East' } });
    expect(region).toMatchObject({ id: 'East', parent_region_id: null });
    expect((await t.admin.send('POST', '/v3/regions', { region: { id: 'East' } })).status).toBe(409);
    const { service } = await t.admin.post('/v3/services', { service: { type: 'dns', name: 'designate' } });
    const { endpoint } = await t.admin.post('/v3/endpoints', {
      endpoint: { service_id: service.id, interface: 'public', region: 'East', url: 'http://dns.example' },
    });
    expect(endpoint).toMatchObject({ region_id: 'East', region: 'East', enabled: true });
    expect((await t.admin.get(`/v3/endpoints?service_id=${service.id}`)).endpoints).toHaveLength(1);
    for (const gone of [`endpoints/${endpoint.id}`, `services/${service.id}`, 'regions/East'])
      expect((await t.admin.send('DELETE', `/v3/${gone}`)).status).toBe(204);
  });
});

describe('what users and projects are told beside their attributes', () => {
  it('is kept and shown; names are theirs alone in their domain, and a domain takes along what is in it', async () => {
    const { domain } = await t.admin.post('/v3/domains', { domain: { name: 'Extra' } });
    const body = { name: 'p', domain_id: domain.id, colour: 'red', id: 'mine', tags: ['a'] };
    const { project } = await t.admin.post('/v3/projects', { project: body });
    expect(project).toMatchObject({ name: 'p', colour: 'red', is_domain: false, parent_id: domain.id, tags: ['a'] });
    expect([project.id === 'mine', 'extra' in project]).toEqual([false, false]);
    const path = `/v3/projects/${project.id}`;
    const changed = await t.admin.ok('PATCH', path, { project: { size: 3, domain_id: 'default', name: 'P' } });
    expect(changed.project).toMatchObject({ name: 'P', colour: 'red', size: 3, domain_id: domain.id });
    expect((await t.admin.send('POST', '/v3/projects', { project: body })).status).toBe(409);
    await t.admin.ok('PUT', `${path}/tags/b`);
    expect((await t.admin.get(`${path}/tags`)).tags).toEqual(['a', 'b']);
    const { user } = await t.admin.post('/v3/users', { user: { name: 'u', domain_id: domain.id, password: 'x' } });
    expect(Object.keys(user).filter((key) => /^password|extra/.test(key))).toEqual(['password_expires_at']);
    expect((await t.demo.send('GET', `/v3/users/${user.id}`)).status).toBe(403);
    expect((await t.demo.send('GET', path)).status).toBe(404);
    await t.admin.ok('PATCH', `/v3/domains/${domain.id}`, { domain: { enabled: false } });
    await t.admin.ok('DELETE', `/v3/domains/${domain.id}`);
    for (const gone of [path, `/v3/users/${user.id}`]) expect((await t.admin.send('GET', gone)).status).toBe(404);
  });
});
