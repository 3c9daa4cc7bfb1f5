import { describe, expect, it } from 'vitest';
import { TokenCache } from '../../src/api/auth/token-cache.ts';
import { Enforcer } from '../../src/api/policy/enforcer.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import { stackRow } from './fake-rows.ts';
import { identityOf, testApi } from './test-api.ts';

const ID = '11111111-1111-4111-8111-111111111111';

describe('authentication', () => {
  it.each([null, 'unknown'])('refuses the token %s', async (token) => {
    const { status, headers, json } = await testApi().call('GET', '/v1/p1/stacks', { token });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Keystone uri="http://keystone.test/v3"');
    expect(json()).toEqual({
      error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
    });
  });

  it('comes before anything is told about paths', async () => {
    expect((await testApi().call('GET', '/v1/p1/nothing/here', { token: null })).status).toBe(401);
  });

  it('says so when Keystone cannot be asked', async () => {
    const { status, json } = await testApi().call('GET', '/v1/p1/stacks', { token: 'broken' });
    expect(status).toBe(503);
    expect(json()).toMatchObject({ title: 'Service Unavailable' });
  });

  it('takes name and password', async () => {
    const headers = { 'x-auth-user': 'demo', 'x-auth-key': 'right' };
    const api = testApi();
    expect((await api.call('GET', '/v1/p1/stacks', { token: null, headers })).status).toBe(200);
    expect(api.orchestrator.last('list').caller).toMatchObject({ username: 'demo', password: 'right' });
    const wrong = { 'x-auth-user': 'demo', 'x-auth-key': 'wrong' };
    expect((await api.call('GET', '/v1/p1/stacks', { token: null, headers: wrong })).status).toBe(401);
  });

  it('asks Keystone once for a burst of requests', async () => {
    const api = testApi();
    await Promise.all(Array.from({ length: 20 }, () => api.call('GET', '/v1/p1/stacks')));
    expect(api.asked).toEqual(['member']);
  });
});

describe('the token cache', () => {
  it('believes until the age, the expiry, or the seconds of a refusal', async () => {
    let now = 0;
    const asked: string[] = [];
    const cache = new TokenCache(
      async (token) => {
        asked.push(token);
        return token === 'bad' ? null : identityOf(token, { expiresAt: token === 'short' ? 50 : 10_000 });
      },
      { maxAge: 100, maxRefusalAge: 10, now: () => now },
    );
    const ask = async (token: string): Promise<number> => {
      await cache.validate(token, 'req');
      return asked.filter((one) => one === token).length;
    };
    expect([await ask('good'), await ask('short'), await ask('bad')]).toEqual([1, 1, 1]);
    now = 9;
    expect([await ask('good'), await ask('short'), await ask('bad')]).toEqual([1, 1, 1]);
    now = 60;
    expect([await ask('good'), await ask('short'), await ask('bad')]).toEqual([1, 2, 2]);
    now = 101;
    expect(await ask('good')).toBe(2);
  });

  it('forgets failures and stays within its size', async () => {
    let fail = true;
    let asked = 0;
    const cache = new TokenCache(
      async (token) => {
        asked++;
        if (fail) throw new Error('down');
        return identityOf(token);
      },
      { size: 2 },
    );
    await expect(cache.validate('a', 'req')).rejects.toThrow('down');
    fail = false;
    expect((await cache.validate('a', 'req'))?.token).toBe('a');
    await cache.validate('b', 'req');
    await cache.validate('c', 'req');
    asked = 0;
    await cache.validate('c', 'req');
    expect(asked).toBe(0);
    await cache.validate('a', 'req');
    expect(asked).toBe(1);
  });
});

describe('projects and policies', () => {
  it('keep everybody in their own project', async () => {
    const { status, json } = await testApi().call('GET', '/v1/p1/stacks', { token: 'other' });
    expect(status).toBe(403);
    expect(json()).toEqual({
      code: 403,
      title: 'Forbidden',
      explanation: 'Access was denied to this resource.',
      error: { type: 'HTTPForbidden', traceback: null, message: 'Access was denied to this resource.' },
    });
    expect((await testApi().call('GET', '/v1/p1/stacks', { token: 'unscoped' })).status).toBe(403);
    expect((await testApi().call('GET', '/v1/p1/stacks', { token: 'system' })).status).toBe(403);
  });

  it('let an admin follow links into other projects', async () => {
    const api = testApi();
    const { status, json } = await api.call('GET', `/v1/p1/stacks/web/${ID}`, { token: 'admin' });
    expect(status).toBe(200);
    expect(json()).toMatchObject({ stack: { links: [{ href: `http://heat.test:8004/v1/p1/stacks/web/${ID}` }] } });
    expect((await api.call('GET', '/v1/p-admin/stacks', { token: 'admin' })).json()).toMatchObject({
      stacks: [{ project: 'p1' }],
    });
  });

  it('let readers read and members write', async () => {
    const api = testApi();
    const token = 'reader';
    expect((await api.call('GET', `/v1/p1/stacks/web/${ID}`, { token })).status).toBe(200);
    const refused = await api.call('DELETE', `/v1/p1/stacks/web/${ID}`, { token });
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({
      error: { type: 'Forbidden', message: 'You are not authorized to use stacks:delete.' },
    });
    const actions = `/v1/p1/stacks/web/${ID}/actions`;
    expect((await api.call('POST', actions, { token, body: { check: null } })).status).toBe(200);
    expect((await api.call('POST', actions, { token, body: { suspend: null } })).status).toBe(403);
    expect((await api.call('GET', '/v1/p1/services')).status).toBe(403);
    expect((await api.call('GET', '/v1/p-admin/services', { token: 'admin' })).status).toBe(200);
  });

  it('can be overridden', async () => {
    const api = testApi({ enforcer: new Enforcer({ 'stacks:global_index': 'role:member', 'stacks:index': '@' }) });
    expect((await api.call('GET', '/v1/p1/stacks?global_tenant=1')).status).toBe(400);
    const { status, json } = await api.call('GET', '/v1/p1/stacks?global_tenant=true');
    expect(status).toBe(200);
    expect(json()).toMatchObject({ stacks: [{ project: 'p1' }] });
    expect(api.orchestrator.last('list').about[0]).not.toHaveProperty('projectId');
  });
});

describe('the edges', () => {
  it('answer versions with 300, unknown ones too', async () => {
    const versions = {
      versions: [{ id: 'v1.0', status: 'CURRENT', links: [{ rel: 'self', href: 'http://heat.test:8004/v1/' }] }],
    };
    for (const path of ['/', '/versions', '/v2/p1/stacks']) {
      const { status, json } = await testApi().call('GET', path, { token: null });
      expect([path, status, json()]).toEqual([path, 300, versions]);
    }
    for (const path of ['/v1', '/v1/']) {
      expect((await testApi().call('GET', path, { token: null })).status).toBe(200);
    }
    expect((await testApi().call('GET', '/v1.0/p1/stacks')).status).toBe(200);
  });

  it('answer unknown paths with 404, known ones with the methods they take', async () => {
    const { call } = testApi();
    expect((await call('GET', '/nothing')).status).toBe(404);
    const unknown = await call('GET', '/v1/p1/nothing');
    expect(unknown.status).toBe(404);
    expect(unknown.json()).toEqual({
      message: 'The resource could not be found.<br /><br />\n\n\n',
      code: '404 Not Found',
      title: 'Not Found',
    });
    const wrong = await call('POST', `/v1/p1/stacks/web/${ID}`);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.allow).toBe('GET,PUT,PATCH,DELETE');
    expect(wrong.json()).toMatchObject({
      code: 405,
      title: 'Method Not Allowed',
      error: { type: 'HTTPMethodNotAllowed' },
    });
    const options = await call('OPTIONS', '/v1/p1/stacks');
    expect([options.status, options.headers.allow, options.text]).toEqual([204, 'GET,POST', '']);
    expect((await call('HEAD', '/v1/p1/stacks')).status).toBe(405);
    expect((await call('GET', '/v1/p1/stacks/a/b/c/d/e/f')).status).toBe(404);
    expect((await call('GET', '/v1/p1/%zz')).status).toBe(400);
  });

  it('give each request an id', async () => {
    const { headers } = await testApi().call('GET', '/v1/p1/stacks', { headers: { 'x-openstack-request-id': 'mine' } });
    expect(headers['x-openstack-request-id']).toMatch(/^req-[0-9a-f-]{36}$/);
    const refused = await testApi().call('GET', '/v1/p1/stacks', { token: null });
    expect(refused.headers['x-openstack-request-id']).toMatch(/^req-/);
  });

  it('hide what went wrong inside, and say what went wrong in a cloud', async () => {
    const lines: { about: object; message: string }[] = [];
    const log = {
      info: (about: object, message: string) => lines.push({ about, message }),
      error: (about: object, message: string) => lines.push({ about, message }),
    };
    const api = testApi({ log });
    api.orchestrator.failure = new TypeError('cannot read properties of secret');
    const inside = await api.call('GET', '/v1/p1/stacks');
    expect(inside.status).toBe(500);
    expect(inside.json()).toEqual({
      code: 500,
      title: 'Internal Server Error',
      explanation: 'The server has either erred or is incapable of performing the requested operation.',
      error: { type: 'InternalError', traceback: null },
    });
    expect(lines.some(({ message }) => message === 'request failed')).toBe(true);
    expect(JSON.stringify(lines)).not.toContain('member');
    for (const [status, expected] of [
      [404, 404],
      [409, 409],
      [413, 400],
      [401, 403],
      [500, 503],
      [0, 503],
    ]) {
      api.orchestrator.failure = new CloudError('nova said no', {
        service: 'compute',
        status: status as number,
        outcome: 'refused',
      });
      const answer = await api.call('GET', '/v1/p1/stacks');
      expect([status, answer.status]).toEqual([status, expected]);
      expect(answer.json()).toMatchObject({ error: { message: 'compute: nova said no' } });
    }
  });

  it('believe a proxy only when told to', async () => {
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'cloud.example, inner',
      'x-forwarded-prefix': '/orchestration/',
    };
    const link = async (proxyHeaders: boolean): Promise<unknown> =>
      (await testApi({}, { proxyHeaders }).call('GET', '/v1/p1/stacks/web', { headers })).headers.location;
    expect(await link(false)).toBe(`http://heat.test:8004/v1/p1/stacks/web/${ID}`);
    expect(await link(true)).toBe(`https://cloud.example/orchestration/v1/p1/stacks/web/${ID}`);
  });

  it('write links that are URLs whatever a name holds', async () => {
    const api = testApi();
    api.orchestrator.stacks = [stackRow({ name: "it's (ü)" })];
    expect((await api.call('GET', `/v1/p1/stacks/${ID}`)).headers.location).toBe(
      `http://heat.test:8004/v1/p1/stacks/it%27s%20%28%C3%BC%29/${ID}`,
    );
  });

  it('tell their health and figures', async () => {
    expect((await testApi().call('GET', '/healthcheck', { token: null })).text).toBe('OK');
    const ill = testApi({
      health: async () => {
        throw new Error('gone');
      },
    });
    expect((await ill.call('GET', '/healthcheck', { token: null })).status).toBe(503);
    expect((await testApi().call('GET', '/metrics', { token: null })).status).toBe(404);
    const open = testApi({ serveMetrics: true });
    await open.call('GET', '/v1/p1/stacks');
    expect((await open.call('GET', '/metrics', { token: null })).text).toMatch(
      /hearth_api_request_seconds_count\{route="\/v1\/:tenant_id\/stacks",method="GET",status="200"\} 1/,
    );
  });
});
