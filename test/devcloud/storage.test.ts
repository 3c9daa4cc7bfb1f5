import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, passwordAuth, Session, type TestCloud, testCloud } from './session.ts';

let t: TestCloud;
let volumes: string;
beforeAll(async () => {
  t = await testCloud({ delayMs: 1000 });
  volumes = `/volume/v3/${t.project}`;
});
afterAll(() => t.cloud.close());

describe('Cinder', () => {
  it('makes, extends, snapshots, backs up and deletes volumes in their states', async () => {
    const { volume } = await t.demo.post(`${volumes}/volumes`, {
      volume: { size: 1, name: 'v', metadata: { k: 'x' } },
    });
    expect(volume).toMatchObject({ status: 'creating', volume_type: 'lvmdriver-1' });
    const path = `${volumes}/volumes/${volume.id}`;
    const act = (body: unknown) => t.demo.send('POST', `${path}/action`, body);
    expect((await act({ 'os-extend': { new_size: 3 } })).status).toBe(400);
    t.pass(1000);
    expect((await act({ 'os-extend': { new_size: 1 } })).status).toBe(400);
    expect((await act({ 'os-extend': { new_size: 3 } })).status).toBe(202);
    expect((await t.demo.get(path)).volume).toMatchObject({ status: 'extending', size: 1 });
    t.pass(1000);
    expect((await t.demo.get(path)).volume).toMatchObject({ status: 'available', size: 3 });
    const { snapshot } = await t.demo.post(`${volumes}/snapshots`, { snapshot: { volume_id: volume.id } });
    const { backup } = await t.demo.post(`${volumes}/backups`, { backup: { volume_id: volume.id } });
    expect((await t.demo.send('DELETE', path)).body.badRequest.message).toContain('Invalid volume');
    t.pass(1000);
    const fromSnapshot = await t.demo.post(`${volumes}/volumes`, { volume: { snapshot_id: snapshot.id } });
    expect(fromSnapshot.volume.size).toBe(3);
    const { restore } = await t.demo.post(`${volumes}/backups/${backup.id}/restore`, { restore: {} });
    expect((await t.demo.get(`${volumes}/volumes/${restore.volume_id}`)).volume.status).toBe('restoring-backup');
    expect((await t.demo.send('DELETE', `${volumes}/snapshots/${snapshot.id}`)).status).toBe(202);
    t.pass(1000);
    expect((await t.demo.send('DELETE', path)).status).toBe(202);
    expect((await t.demo.get(path)).volume.status).toBe('deleting');
    t.pass(1000);
    expect((await t.demo.send('GET', path)).body.itemNotFound.code).toBe(404);
  });

  it('refuses bad sizes, unknown types and sources, and what passes the quota', async () => {
    const make = (volume: unknown) => t.demo.send('POST', `${volumes}/volumes`, { volume });
    expect((await make({ size: 0 })).status).toBe(400);
    expect((await make({ size: 1, volume_type: 'gold' })).status).toBe(404);
    expect((await make({ size: 1, snapshot_id: 'x' })).status).toBe(404);
    t.cloud.setQuotas(t.project, { gigabytes: 5 });
    const over = await make({ size: 100 });
    expect([over.status, over.body.overLimit.message]).toEqual([
      413,
      expect.stringContaining('VolumeSizeExceedsAvailableQuota'),
    ]);
    t.cloud.setQuotas(t.project, { gigabytes: -1 });
    expect((await t.demo.send('GET', `/volume/v3/${'0'.repeat(32)}/volumes`)).status).toBe(400);
  });

  it('pages with links', async () => {
    for (let i = 0; i < 3; i++) await t.demo.post(`${volumes}/volumes`, { volume: { size: 1, name: 'page' } });
    const first = await t.demo.get(`${volumes}/volumes?name=page&limit=2`);
    const second = await t.demo.get(first.volumes_links[0].href.slice(t.base.length));
    expect([first.volumes.length, second.volumes.length, second.volumes_links]).toEqual([2, 1, undefined]);
  });
});

describe('Glance', () => {
  it('takes and gives image data, keeps private images private, shares with members', async () => {
    const image = await t.demo.post('/image/v2/images', {
      name: 'i',
      disk_format: 'raw',
      container_format: 'bare',
      colour: 'red',
    });
    expect(image).toMatchObject({ status: 'queued', colour: 'red', visibility: 'shared' });
    const data = Buffer.from([0, 255, 1, 254]);
    expect((await t.demo.send('PUT', `/image/v2/images/${image.id}/file`, data)).status).toBe(204);
    expect(await t.demo.get(`/image/v2/images/${image.id}`)).toMatchObject({ status: 'active', size: 4 });
    expect((await t.demo.send('PUT', `/image/v2/images/${image.id}/file`, data)).status).toBe(409);
    const other = await login(t.base, passwordAuth('other'));
    expect((await other.send('GET', `/image/v2/images/${image.id}`)).status).toBe(404);
    await t.demo.post(`/image/v2/images/${image.id}/members`, { member: t.cloud.projectId('other') });
    const response = await fetch(`${t.base}/image/v2/images/${image.id}/file`, {
      headers: { 'x-auth-token': other.token },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(data);
    expect((await other.send('DELETE', `/image/v2/images/${image.id}`)).status).toBe(403);
    expect(
      (
        await t.demo.send(
          'PATCH',
          `/image/v2/images/${image.id}`,
          JSON.stringify([{ op: 'replace', path: '/visibility', value: 'public' }]),
        )
      ).status,
    ).toBe(403);
    expect((await t.demo.send('DELETE', `/image/v2/images/${image.id}`)).status).toBe(204);
  });
});

describe('Swift', () => {
  const account = () => `/object/v1/AUTH_${t.project}`;

  it('keeps containers and objects with metadata, lists them, and refuses to delete what is not empty', async () => {
    expect((await t.demo.send('PUT', `${account()}/c`, undefined, { 'x-container-meta-colour': 'red' })).status).toBe(
      201,
    );
    expect((await t.demo.send('PUT', `${account()}/c`)).status).toBe(202);
    expect((await t.demo.send('PUT', `${account()}/missing/o`, 'x')).status).toBe(404);
    for (const name of ['a/1', 'a/2', 'b c']) {
      expect(
        (await t.demo.send('PUT', `${account()}/c/${name.replace(' ', '%20')}`, name, { 'x-object-meta-n': name }))
          .status,
      ).toBe(201);
    }
    const head = await t.demo.send('HEAD', `${account()}/c`);
    expect([
      head.status,
      head.headers.get('x-container-object-count'),
      head.headers.get('x-container-meta-colour'),
    ]).toEqual([204, '3', 'red']);
    expect((await t.demo.send('GET', `${account()}/c`)).text).toBe('a/1\na/2\nb c\n');
    expect(
      (await t.demo.get(`${account()}/c?format=json&delimiter=/`)).map(
        (row: { name?: string; subdir?: string }) => row.subdir ?? row.name,
      ),
    ).toEqual(['a/', 'b c']);
    const object = await t.demo.send('GET', `${account()}/c/b%20c`, undefined, { range: 'bytes=2-' });
    expect([object.status, object.text, object.headers.get('x-object-meta-n')]).toEqual([206, 'c', 'b c']);
    expect((await t.demo.send('DELETE', `${account()}/c`)).status).toBe(409);
    for (const name of ['a/1', 'a/2', 'b%20c'])
      expect((await t.demo.send('DELETE', `${account()}/c/${name}`)).status).toBe(204);
    expect((await t.demo.send('DELETE', `${account()}/c`)).status).toBe(204);
    expect((await t.demo.send('GET', `${account()}/c`)).status).toBe(404);
  });

  it('lets who has a signed URL put and get, until it expires', async () => {
    await t.demo.send('POST', account(), undefined, { 'x-account-meta-temp-url-key': 'secret' });
    await t.demo.send('PUT', `${account()}/signed`);
    const expires = Date.parse('2026-03-01T00:00:00Z') / 1000 + 3600;
    const anyone = new Session(t.base);
    for (const [root, algorithm] of [
      ['', 'sha1'],
      ['/object', 'sha256'],
    ] as const) {
      const path = `/v1/AUTH_${t.project}/signed/o`;
      const sign = (method: string) =>
        createHmac(algorithm, 'secret').update(`${method}\n${expires}\n${root}${path}`).digest('hex');
      const url = (method: string) => `/object${path}?temp_url_sig=${sign(method)}&temp_url_expires=${expires}`;
      expect((await anyone.send('PUT', url('PUT'), '{"status": "SUCCESS"}')).status).toBe(201);
      expect((await anyone.send('GET', url('GET'))).text).toBe('{"status": "SUCCESS"}');
      expect((await anyone.send('PUT', url('GET'), 'x')).status).toBe(401);
      expect((await anyone.send('GET', url('GET').replace('/o?', '/p?'))).status).toBe(401);
    }
    expect((await anyone.send('GET', `${account()}/signed/o`)).status).toBe(401);
    const path = `/v1/AUTH_${t.project}/signed/o`;
    const late = createHmac('sha1', 'secret').update(`GET\n${expires}\n${path}`).digest('hex');
    t.pass(3600_000);
    expect((await anyone.send('GET', `/object${path}?temp_url_sig=${late}&temp_url_expires=${expires}`)).status).toBe(
      401,
    );
  });
});
