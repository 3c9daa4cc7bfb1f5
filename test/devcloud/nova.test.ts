import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { login, makeNetwork, passwordAuth, type TestCloud, testCloud } from './session.ts';

const C = '/compute/v2.1';
const N = '/network/v2.0';
let t: TestCloud;
let network: string;
let image: string;
beforeAll(async () => {
  t = await testCloud({ delayMs: 1000 });
  image = (await t.demo.get('/image/v2/images?name=cirros')).images[0].id;
});
beforeEach(async () => {
  network = (await makeNetwork(t.demo)).network;
});
afterAll(() => t.cloud.close());

const boot = async (more: Record<string, unknown> = {}): Promise<string> =>
  (
    await t.demo.post(`${C}/servers`, {
      server: { name: 's', flavorRef: '42', imageRef: image, networks: [{ uuid: network }], ...more },
    })
  ).server.id;
const show = async (id: string, version = '2.79') =>
  (await t.demo.get(`${C}/servers/${id}`, { 'openstack-api-version': `compute ${version}` })).server;
const act = (id: string, body: unknown) => t.demo.send('POST', `${C}/servers/${id}/action`, body);
const volumes = () => `/volume/v3/${t.project}/volumes`;

describe('servers', () => {
  it('take their time to build, act, and go, and take their ports with them', async () => {
    const { port: kept } = await t.demo.post(`${N}/ports`, { port: { network_id: network } });
    const id = await boot({ networks: [{ uuid: network }, { port: kept.id }] });
    expect(await show(id)).toMatchObject({ status: 'BUILD', 'OS-EXT-STS:vm_state': 'building' });
    expect((await act(id, { 'os-stop': null })).status).toBe(409);
    t.pass(1000);
    const server = await show(id);
    expect(server.status).toBe('ACTIVE');
    expect(server.addresses.net.map((a: { addr: string }) => a.addr)).toContain(kept.fixed_ips[0].ip_address);
    expect((await act(id, { 'os-stop': null })).status).toBe(202);
    expect((await show(id))['OS-EXT-STS:task_state']).toBe('powering-off');
    t.pass(1000);
    expect((await show(id)).status).toBe('SHUTOFF');
    const { instanceActions } = await t.demo.get(`${C}/servers/${id}/os-instance-actions`);
    expect(instanceActions.map((item: { action: string }) => item.action)).toEqual(['stop', 'create']);
    const conflict = await act(id, { 'os-stop': null });
    expect([conflict.status, Object.keys(conflict.body)]).toEqual([409, ['conflictingRequest']]);
    expect((await t.demo.send('DELETE', `${C}/servers/${id}`)).status).toBe(204);
    expect((await show(id))['OS-EXT-STS:task_state']).toBe('deleting');
    t.pass(1000);
    expect((await t.demo.send('GET', `${C}/servers/${id}`)).body.itemNotFound.code).toBe(404);
    const left = (await t.demo.get(`${N}/ports?network_id=${network}`)).ports;
    expect(left).toMatchObject([{ id: kept.id, device_id: '', status: 'DOWN' }]);
  });

  it('are shown as the microversion wants', async () => {
    const id = await boot({ metadata: { a: 'b' } });
    expect((await show(id, '2.1')).flavor.id).toBe('42');
    expect((await show(id, '2.47')).flavor.original_name).toBe('m1.nano');
    expect('locked' in (await show(id, '2.8'))).toBe(false);
    expect(
      (await t.demo.send('GET', `${C}/servers`, undefined, { 'openstack-api-version': 'compute 2.999' })).status,
    ).toBe(406);
    const answer = await t.demo.send('GET', `${C}/servers`, undefined, { 'x-openstack-nova-api-version': '2.50' });
    expect(answer.headers.get('openstack-api-version')).toBe('compute 2.50');
  });

  it('are refused for what is not there', async () => {
    for (const wrong of [
      { flavorRef: 'nope' },
      { imageRef: crypto.randomUUID() },
      { networks: [{ uuid: crypto.randomUUID() }] },
      { key_name: 'nope' },
      { name: '' },
      { availability_zone: 'mars' },
      { security_groups: [{ name: 'nope' }] },
    ]) {
      const answer = await t.demo.send('POST', `${C}/servers`, {
        server: { name: 's', flavorRef: '42', imageRef: image, networks: [{ uuid: network }], ...wrong },
      });
      expect([answer.status, answer.body.badRequest?.code]).toEqual([400, 400]);
    }
    expect((await t.demo.get(`${N}/ports?network_id=${network}`)).ports).toEqual([]);
  });

  it('resize, rebuild, and keep volumes that are attached', async () => {
    const id = await boot();
    const { volume } = await t.demo.post(volumes(), { volume: { size: 1 } });
    t.pass(1000);
    expect((await act(id, { resize: { flavorRef: '84' } })).status).toBe(202);
    t.pass(1000);
    expect(await show(id)).toMatchObject({ status: 'VERIFY_RESIZE', flavor: { original_name: 'm1.micro' } });
    expect((await act(id, { confirmResize: null })).status).toBe(204);
    expect((await act(id, { rebuild: { imageRef: image } })).status).toBe(202);
    t.pass(1000);
    await t.demo.post(`${C}/servers/${id}/os-volume_attachments`, { volumeAttachment: { volumeId: volume.id } });
    expect((await t.demo.get(`${volumes()}/${volume.id}`)).volume.status).toBe('attaching');
    t.pass(1000);
    expect((await t.demo.get(`${volumes()}/${volume.id}`)).volume).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: id, device: '/dev/vdb' }],
    });
    expect((await t.demo.send('DELETE', `${volumes()}/${volume.id}`)).body.badRequest.code).toBe(400);
    expect((await t.demo.send('DELETE', `${C}/servers/${id}/os-volume_attachments/${volume.id}`)).status).toBe(202);
    expect((await t.demo.get(`${C}/servers/${id}/os-volume_attachments`)).volumeAttachments).toHaveLength(1);
    t.pass(1000);
    expect((await t.demo.get(`${C}/servers/${id}/os-volume_attachments`)).volumeAttachments).toEqual([]);
    expect((await t.demo.get(`${volumes()}/${volume.id}`)).volume.status).toBe('available');
  });

  it('boot from new volumes, which go with them', async () => {
    const id = await boot({
      imageRef: '',
      block_device_mapping_v2: [
        {
          source_type: 'image',
          destination_type: 'volume',
          uuid: image,
          volume_size: 2,
          boot_index: 0,
          delete_on_termination: true,
        },
      ],
    });
    t.pass(1000);
    const server = await show(id);
    expect(server).toMatchObject({ status: 'ACTIVE', image: '' });
    const [{ id: volume }] = server['os-extended-volumes:volumes_attached'];
    expect((await t.demo.get(`${volumes()}/${volume}`)).volume).toMatchObject({ status: 'in-use', bootable: 'true' });
    await t.demo.send('DELETE', `${C}/servers/${id}`);
    t.pass(1000);
    await t.demo.send('GET', `${C}/servers`);
    t.pass(1000);
    expect((await t.demo.send('GET', `${volumes()}/${volume}`)).status).toBe(404);
  });

  it('are counted in quotas, and kept apart by project', async () => {
    const id = await boot();
    const other = await login(t.base, passwordAuth('other'));
    expect((await other.send('GET', `${C}/servers/${id}`)).status).toBe(404);
    expect((await other.get(`${C}/servers/detail`)).servers).toEqual([]);
    expect((await other.send('GET', `${C}/servers?all_tenants=1`)).status).toBe(403);
    const used = (await t.demo.get(`${C}/limits`)).limits.absolute.totalInstancesUsed;
    t.cloud.setQuotas(t.project, { instances: used });
    const answer = await t.demo.send('POST', `${C}/servers`, {
      server: { name: 's', flavorRef: '42', imageRef: image, networks: [{ uuid: network }] },
    });
    expect([answer.status, answer.body.forbidden.message]).toEqual([
      403,
      expect.stringContaining('Quota exceeded for instances'),
    ]);
    t.cloud.setQuotas(t.project, { instances: -1 });
  });

  it('end in ERROR with a reason when a fault says so', async () => {
    t.cloud.faults.add({
      service: 'compute',
      method: 'POST',
      path: '/servers$',
      count: 1,
      effect: { outcome: 'ERROR', reason: 'No valid host was found.' },
    });
    const id = await boot();
    t.pass(1000);
    expect(await show(id)).toMatchObject({
      status: 'ERROR',
      fault: { code: 500, message: 'No valid host was found.' },
    });
  });
});

it('key pairs: generated, imported, refused', async () => {
  const made = await t.demo.post(`${C}/os-keypairs`, { keypair: { name: 'k' } });
  expect(made.keypair.private_key).toContain('BEGIN RSA PRIVATE KEY');
  expect((await t.demo.send('POST', `${C}/os-keypairs`, { keypair: { name: 'k' } })).status).toBe(409);
  const again = await t.demo.post(`${C}/os-keypairs`, { keypair: { name: 'k2', public_key: made.keypair.public_key } });
  expect(again.keypair.fingerprint).toBe(made.keypair.fingerprint);
  expect(
    (await t.demo.send('POST', `${C}/os-keypairs`, { keypair: { name: 'k3', public_key: 'garbage' } })).status,
  ).toBe(400);
});
