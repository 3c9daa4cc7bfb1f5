import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { login, passwordAuth, Session, type TestCloud, testCloud } from './session.ts';

const NETWORKS = '/network/v2.0/networks';
let t: TestCloud;
beforeAll(async () => {
  t = await testCloud({ seed: 7 });
});
afterAll(() => t.cloud.close());
afterEach(() => t.cloud.faults.clear());

const create = (name: string) => t.demo.send('POST', NETWORKS, { network: { name } });
const named = async (name: string): Promise<number> => (await t.demo.get(`${NETWORKS}?name=${name}`)).networks.length;
const posts = { service: 'network', method: 'POST', path: '/networks$' };

it('an error in place of the answer, with Retry-After, as often as told', async () => {
  t.cloud.faults.add({ ...posts, skip: 1, count: 2, effect: { status: 503, message: 'busy', retryAfter: 3 } });
  const answers = [await create('e'), await create('e'), await create('e'), await create('e')];
  expect(answers.map((answer) => answer.status)).toEqual([201, 503, 503, 201]);
  expect(answers[1]?.headers.get('retry-after')).toBe('3');
  expect(answers[1]?.body.NeutronError.message).toBe('busy');
  expect(await named('e')).toBe(2);
  expect(t.cloud.faults.list()[0]?.struck).toBe(2);
});

it('a connection that drops before acting leaves nothing behind; one that drops after acting has acted', async () => {
  t.cloud.faults.add({ ...posts, count: 1, effect: { drop: 'before' } });
  await expect(create('before')).rejects.toThrow();
  expect(await named('before')).toBe(0);
  t.cloud.faults.add({ ...posts, count: 1, effect: { drop: 'after' } });
  await expect(create('after')).rejects.toThrow();
  expect(await named('after')).toBe(1);
  t.cloud.faults.add({ ...posts, count: 1, effect: { status: 500, afterActing: true } });
  expect((await create('anyway')).status).toBe(500);
  expect(await named('anyway')).toBe(1);
});

it('a hanging request never answers', async () => {
  t.cloud.faults.add({ ...posts, count: 1, effect: { hang: 'after' } });
  const request = fetch(`${t.base}${NETWORKS}`, {
    method: 'POST',
    headers: { 'x-auth-token': t.demo.token },
    body: '{"network": {"name": "hang"}}',
    signal: AbortSignal.timeout(150),
  });
  await expect(request).rejects.toThrow('timeout');
  expect(await named('hang')).toBe(1);
});

it('latency adds to the rules after it', async () => {
  t.cloud.faults.add({ service: 'network', effect: { latencyMs: 60 } });
  t.cloud.faults.add({ ...posts, effect: { status: 429 } });
  const start = performance.now();
  expect((await create('slow')).status).toBe(429);
  expect(performance.now() - start).toBeGreaterThan(55);
});

it('rules pick by project, body and chance; chance repeats with the seed', async () => {
  const other = await login(t.base, passwordAuth('other'));
  t.cloud.faults.add({
    ...posts,
    projectId: t.cloud.projectId('other'),
    bodyMatches: 'unlucky',
    effect: { status: 500 },
  });
  expect((await create('unlucky')).status).toBe(201);
  expect((await other.send('POST', NETWORKS, { network: { name: 'lucky' } })).status).toBe(201);
  expect((await other.send('POST', NETWORKS, { network: { name: 'unlucky' } })).status).toBe(500);
  const run = async (): Promise<number[]> => {
    const twin = await testCloud({ seed: 99 });
    twin.cloud.faults.add({ service: 'network', probability: 0.5, effect: { status: 500 } });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await twin.demo.send('GET', NETWORKS)).status);
    await twin.cloud.close();
    return statuses;
  };
  const first = await run();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await run()).toEqual(first);
});

it('limits refuse with the service’s own error', async () => {
  t.cloud.setQuotas(t.project, { network: await t.demo.get(NETWORKS).then((body) => body.networks.length - 1) });
  const answer = await create('too-many');
  expect([answer.status, answer.body.NeutronError.type]).toEqual([409, 'OverQuota']);
  t.cloud.setQuotas(t.project, { network: -1 });
});

it('everything can be done over HTTP, and the cloud inspected', async () => {
  const control = new Session(t.cloud.controlUrl);
  const { id } = await control.post('/faults', { ...posts, effect: { status: 500 } });
  expect((await control.send('POST', '/faults', { path: '(', effect: {} })).status).toBe(400);
  expect((await control.send('POST', '/faults', {})).status).toBe(400);
  expect((await create('control')).status).toBe(500);
  expect((await control.get('/faults')).faults).toMatchObject([{ id, struck: 1 }]);
  expect((await control.send('DELETE', `/faults/${id}`)).status).toBe(204);
  await create('control');
  const seen = await control.get(`/inspect?project_id=${t.project}&objects=1`);
  expect(seen.projects).toHaveLength(1);
  expect(seen.projects[0].name).toBe('demo');
  expect(seen.projects[0].counts.network).toBe(seen.projects[0].objects.network.length);
  expect(
    seen.projects[0].objects.network.filter((network: { name: string }) => network.name === 'control'),
  ).toHaveLength(1);
  expect(JSON.stringify(await control.get('/inspect?objects=1'))).not.toContain('passwordHash');
  expect((await control.get('/requests')).requests['network POST 500']).toBeGreaterThan(0);
  await control.post('/endpoints', { type: 'orchestration', url: 'http://127.0.0.1:1/v1/%(tenant_id)s' });
  const { catalog } = await t.demo.get('/v3/auth/catalog');
  expect(catalog.some((service: { type: string }) => service.type === 'orchestration')).toBe(true);
  expect((await control.post('/tokens/revoke', { project_id: t.project })).revoked).toBeGreaterThan(0);
  expect((await t.demo.send('GET', NETWORKS)).status).toBe(401);
});
