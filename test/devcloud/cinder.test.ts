import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCloud, testCloud } from './session.ts';

let t: TestCloud;
let V: string;
let A: string;
beforeAll(async () => {
  t = await testCloud({ delayMs: 1000 });
  V = `/volume/v3/${t.project}`;
  A = `/volume/v3/${t.cloud.projectId('admin')}`;
});
afterAll(() => t.cloud.close());

const version = (minor: number) => ({ 'openstack-api-version': `volume 3.${minor}` });
const make = async (volume: Record<string, unknown> = {}): Promise<string> => {
  const { id } = (await t.demo.post(`${V}/volumes`, { volume: { size: 1, ...volume } })).volume;
  t.pass(1000);
  return id;
};
const status = async (path: string): Promise<string> => {
  const { body } = await t.demo.send('GET', `${V}${path}`);
  return Object.values(body as Record<string, { status?: string }>)[0]?.status ?? 'gone';
};
const act = (id: string, body: unknown) => t.demo.send('POST', `${V}/volumes/${id}/action`, body);

describe('volumes', () => {
  it('take what they know; what they do not is refused from 3.53 on', async () => {
    const post = (volume: unknown, minor: number) => t.demo.send('POST', `${V}/volumes`, { volume }, version(minor));
    expect((await post({ size: 1, colour: 'red' }, 52)).status).toBe(202);
    expect((await post({ size: 1, colour: 'red' }, 53)).body.badRequest.message).toContain("'colour' was unexpected");
    for (const size of [0, -1, 'x', 1.5, undefined]) expect((await post({ size }, 0)).status).toBe(400);
    const made = (await post({ size: '2', display_name: 'old', metadata: { a: 'b' } }, 70)).body.volume;
    expect(made).toMatchObject({ name: 'old', size: 2, consumes_quota: true, bootable: 'false', status: 'creating' });
    t.pass(1000);
    expect((await t.demo.get(`${V}/volumes/${made.id}`)).volume).not.toHaveProperty('consumes_quota');
    expect((await t.demo.get(`${V}/volumes?metadata={'a':'b'}`)).volumes).toMatchObject([{ id: made.id, name: 'old' }]);
  });

  it('are kept while they have snapshots, and go with them if told so', async () => {
    const id = await make();
    const { snapshot } = await t.demo.post(`${V}/snapshots`, { snapshot: { volume_id: id } });
    expect(await status(`/snapshots/${snapshot.id}`)).toBe('creating');
    t.pass(1000);
    expect((await t.demo.send('DELETE', `${V}/volumes/${id}`)).status).toBe(400);
    for (const _ of [1, 2]) expect((await t.demo.send('DELETE', `${V}/volumes/${id}?cascade=true`)).status).toBe(202);
    expect([await status(`/volumes/${id}`), await status(`/snapshots/${snapshot.id}`)]).toEqual([
      'deleting',
      'deleting',
    ]);
    t.pass(1000);
    expect((await t.demo.send('GET', `${V}/volumes/${id}`)).status).toBe(404);
    expect((await t.demo.send('GET', `${V}/snapshots/${snapshot.id}`)).status).toBe(404);
  });

  it('are extended, retyped and reverted in their time, from where they are', async () => {
    const id = await make();
    expect((await act(id, { 'os-extend': { new_size: 1 } })).status).toBe(400);
    expect((await act(id, { 'os-extend': { new_size: 3 } })).status).toBe(202);
    expect(await status(`/volumes/${id}`)).toBe('extending');
    expect((await act(id, { 'os-extend': { new_size: 4 } })).status).toBe(400);
    t.pass(1000);
    expect((await t.demo.get(`${V}/volumes/${id}`)).volume).toMatchObject({ size: 3, status: 'available' });
    expect((await act(id, { 'os-retype': { new_type: 'lvmdriver-1' } })).status).toBe(400);
    expect((await act(id, { 'os-force_delete': null })).status).toBe(403);
    expect((await act(id, { toString: null })).status).toBe(400);
  });

  it('come from backups, and are restored from them', async () => {
    const id = await make({ size: 2 });
    const { backup } = await t.demo.post(`${V}/backups`, { backup: { volume_id: id, name: 'b' } });
    expect(Object.keys(backup)).toEqual(['id', 'name', 'links']);
    t.pass(1000);
    await t.demo.post(`${V}/backups/${backup.id}/restore`, { restore: { volume_id: id } });
    expect([await status(`/volumes/${id}`), await status(`/backups/${backup.id}`)]).toEqual([
      'restoring-backup',
      'restoring',
    ]);
    t.pass(1000);
    const body = { volume: { backup_id: backup.id } };
    expect((await t.demo.post(`${V}/volumes`, body, version(47))).volume).toMatchObject({ size: 2 });
    expect((await t.demo.send('POST', `${V}/volumes`, body, version(46))).status).toBe(400);
  });

  it('end as a fault has it', async () => {
    const effect = { outcome: 'error', reason: 'no space' };
    t.cloud.faults.add({ service: 'volume', method: 'POST', path: '/volumes$', count: 1, effect });
    const id = await make();
    expect(await status(`/volumes/${id}`)).toBe('error');
    t.cloud.faults.add({ service: 'volume', method: 'DELETE', path: '/volumes/', count: 1, effect });
    await t.demo.send('DELETE', `${V}/volumes/${id}`);
    t.pass(1000);
    expect(await status(`/volumes/${id}`)).toBe('error');
  });

  it('are limited in number and size', async () => {
    const { volumes } = await t.demo.get(`${V}/volumes`);
    t.cloud.setQuotas(t.project, { volumes: volumes.length });
    const refused = await t.demo.send('POST', `${V}/volumes`, { volume: { size: 1 } });
    expect(refused.body.overLimit.message).toContain(
      `volumes allowed (${volumes.length}) exceeded for quota 'volumes'`,
    );
    t.cloud.setQuotas(t.project, { volumes: -1, gigabytes: 1 });
    expect((await t.demo.send('POST', `${V}/volumes`, { volume: { size: 1 } })).status).toBe(413);
    t.cloud.setQuotas(t.project, { gigabytes: -1 });
  });
});

it('volume types: of administrators, for those who have access, kept while used', async () => {
  const spec = { name: 'fast', 'os-volume-type-access:is_public': false, extra_specs: { a: '1' } };
  expect((await t.demo.send('POST', `${V}/types`, { volume_type: spec })).status).toBe(403);
  const { id } = (await t.admin.post(`${A}/types`, { volume_type: spec })).volume_type;
  expect((await t.admin.send('POST', `${A}/types`, { volume_type: spec })).status).toBe(409);
  expect((await t.demo.send('GET', `${V}/types/${id}`)).status).toBe(404);
  await t.admin.send('POST', `${A}/types/${id}/action`, { addProjectAccess: { project: t.project } });
  expect((await t.demo.get(`${V}/types/${id}`)).volume_type).toMatchObject({ name: 'fast', is_public: false });
  await t.admin.send('PUT', `${A}/types/${id}/extra_specs/b`, { b: '2' });
  expect((await t.demo.get(`${V}/types/${id}/extra_specs`)).extra_specs).toEqual({ a: '1', b: '2' });
  expect((await t.demo.send('DELETE', `${V}/types/${id}/extra_specs/b`)).status).toBe(403);
  expect((await t.admin.send('DELETE', `${A}/types/${id}/extra_specs/nope`)).status).toBe(404);
  const { encryption } = await t.admin.ok('POST', `${A}/types/${id}/encryption`, { encryption: { cipher: 'aes' } });
  expect(encryption).toMatchObject({ cipher: 'aes', volume_type_id: id });
  const volume = await make({ volume_type: 'fast' });
  expect((await t.demo.get(`${V}/volumes/${volume}`)).volume).toMatchObject({ encrypted: true, volume_type: 'fast' });
  expect((await t.admin.send('DELETE', `${A}/types/${id}`)).status).toBe(400);
});

it('QoS specs: keys of their own, kept while associated', async () => {
  const body = { qos_specs: { name: 'q', total: '5', read: '1' } };
  const { id, specs } = (await t.admin.post(`${A}/qos-specs`, body)).qos_specs;
  expect(specs).toEqual({ total: '5', read: '1' });
  await t.admin.send('PUT', `${A}/qos-specs/${id}`, { qos_specs: { consumer: 'both', read: '2' } });
  await t.admin.send('PUT', `${A}/qos-specs/${id}/delete_keys`, { keys: ['total'] });
  expect((await t.admin.get(`${A}/qos-specs/${id}`)).qos_specs).toEqual({
    id,
    name: 'q',
    consumer: 'both',
    specs: { read: '2' },
  });
  const type = (await t.admin.get(`${A}/types/default`)).volume_type.id;
  await t.admin.get(`${A}/qos-specs/${id}/associate?vol_type_id=${type}`);
  expect((await t.admin.get(`${A}/qos-specs/${id}/associations`)).qos_associations).toMatchObject([{ id: type }]);
  expect((await t.admin.send('DELETE', `${A}/qos-specs/${id}`)).status).toBe(400);
  expect((await t.admin.send('DELETE', `${A}/qos-specs/${id}?force=true`)).status).toBe(202);
  expect((await t.admin.get(`${A}/types/default`)).volume_type.qos_specs_id).toBe(null);
});

it('attachments of the API of their own take a volume, and give it back', async () => {
  const volume = await make();
  const body = { attachment: { volume_uuid: volume, instance_uuid: t.project } };
  const { id } = (await t.demo.post(`${V}/attachments`, body)).attachment;
  expect(await status(`/volumes/${volume}`)).toBe('reserved');
  expect((await t.demo.send('POST', `${V}/attachments`, body)).status).toBe(400);
  await t.demo.send('PUT', `${V}/attachments/${id}`, { attachment: { connector: { host: 'h' } } });
  expect((await t.demo.send('POST', `${V}/attachments/${id}/action`, { 'os-complete': {} })).status).toBe(204);
  expect([await status(`/attachments/${id}`), await status(`/volumes/${volume}`)]).toEqual(['attached', 'in-use']);
  expect((await t.demo.send('DELETE', `${V}/attachments/${id}`)).status).toBe(200);
  expect(await status(`/volumes/${volume}`)).toBe('available');
});
