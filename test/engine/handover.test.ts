/** What only one of two can hold goes from a resource to its replacement; the plan says so, and when the new one fails the old one has it again. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;
let cloud: Cloud;
beforeAll(async () => {
  house = await openWholeHouse({ retry_delay: 1, late_call_grace: 0, action_retry_limit: 0 });
  cloud = await cloudFromCredentials(house.user('demo'));
});
afterAll(() => house.close());
afterEach(() => house.cloud.faults.clear());

type Fields = Record<string, unknown>;
const ref = (name: string) => ({ get_resource: name });
const template = (resources: object) => ({ heat_template_version: '2018-08-31', resources });

async function create(name: string, body: object): Promise<string> {
  const { json } = await house.call('POST', '/stacks', { stack_name: name, template: body });
  const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
  expect(await house.rest(path)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  return path;
}
async function update(path: string, body: object, more: object = {}): Promise<string> {
  await house.call('PUT', path, { template: body, ...more });
  return String((await house.rest(path)).stack_status);
}
async function remove(path: string): Promise<void> {
  await house.call('DELETE', path);
  expect(await house.rest(path)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
}
async function idOf(path: string, resource: string): Promise<string> {
  const { json } = await house.call('GET', `${path}/resources/${resource}`);
  return (json.resource as { physical_resource_id: string }).physical_resource_id;
}
async function shown(path: string, body: object, resource: string): Promise<Fields> {
  const { json } = await house.call('PUT', `${path}/preview?with_plan=true`, { template: body });
  const { steps } = json.plan as { steps: { id: string; decision: Fields }[] };
  return steps.find(({ id }) => id === `do:${resource}`)?.decision ?? {};
}
async function inCloud(service: 'compute' | 'volume' | 'network', kind: string, id: string): Promise<Fields> {
  const { body } = await cloud.request<Record<string, Fields>>(service, { path: `/${kind}s/${id}` });
  return body[kind] ?? {};
}
async function holders(volume: string): Promise<unknown[]> {
  const { attachments } = await inCloud('volume', 'volume', volume);
  return (attachments as { server_id: string }[]).map(({ server_id }) => server_id);
}
const refuseServers = () =>
  house.cloud.faults.add({ service: 'compute', method: 'POST', path: '/servers$', count: 1, effect: { status: 400 } });

const booted = (greeting: string) =>
  template({
    disk: { type: 'OS::Cinder::Volume', properties: { size: 1, image: 'cirros' } },
    host: {
      type: 'OS::Nova::Server',
      properties: {
        flavor: 'm1.tiny',
        networks: [{ allocate_network: 'none' }],
        user_data_format: 'RAW',
        user_data: greeting,
        block_device_mapping_v2: [{ volume_id: ref('disk'), boot_index: 0, delete_on_termination: true }],
      },
    },
  });

it('a server that boots from a volume goes before the new one is made', async () => {
  const path = await create('boots', booted('one'));
  const [old, disk] = [await idOf(path, 'host'), await idOf(path, 'disk')];
  expect(await shown(path, booted('two'), 'host')).toMatchObject({
    fate: 'replace',
    handsOver: { things: [`volume ${disk}`], goesFirst: true },
  });
  expect(await update(path, booted('two'))).toBe('UPDATE_COMPLETE');
  const host = await idOf(path, 'host');
  expect(host).not.toBe(old);
  expect(await holders(disk)).toEqual([host]);
  expect(house.things().server).toBe(1);
  await remove(path);
});

it('it is made again when the new one fails, and the next update is as the first', async () => {
  const path = await create('returns', booted('one'));
  const disk = await idOf(path, 'disk');
  refuseServers();
  expect(await update(path, booted('two'))).toBe('UPDATE_FAILED');
  const again = await idOf(path, 'host');
  expect(await holders(disk)).toEqual([again]);
  expect(await inCloud('compute', 'server', again)).toMatchObject({ status: 'ACTIVE' });
  expect(await shown(path, booted('one'), 'host')).toMatchObject({ fate: 'keep' });
  expect(await update(path, booted('two'))).toBe('UPDATE_COMPLETE');
  expect(await holders(disk)).toEqual([await idOf(path, 'host')]);
  expect(house.things()).toMatchObject({ server: 1, volume: 1 });
  await remove(path);
});

it('a rollback finds it made again', async () => {
  const path = await create('back', booted('one'));
  const disk = await idOf(path, 'disk');
  refuseServers();
  expect(await update(path, booted('two'), { disable_rollback: false })).toBe('ROLLBACK_COMPLETE');
  expect(await holders(disk)).toEqual([await idOf(path, 'host')]);
  expect(house.things()).toMatchObject({ server: 1, volume: 1 });
  await remove(path);
});

const withData = (greeting: string, fail = false) =>
  template({
    disk: { type: 'OS::Cinder::Volume', properties: { size: 1 } },
    host: {
      type: 'OS::Nova::Server',
      properties: {
        image: 'cirros',
        flavor: 'm1.tiny',
        networks: [{ allocate_network: 'none' }],
        user_data_format: 'RAW',
        user_data: greeting,
        block_device_mapping_v2: [{ volume_id: ref('disk'), boot_index: -1, device_name: '/dev/vdb' }],
      },
    },
    last: { type: 'OS::Heat::TestResource', properties: { fail }, depends_on: 'host' },
  });

it('a volume with data goes over while the old server stands by, stopped', async () => {
  const path = await create('data', withData('one'));
  const [old, disk] = [await idOf(path, 'host'), await idOf(path, 'disk')];
  expect((await shown(path, withData('two'), 'host')).handsOver).toEqual({
    things: [`volume ${disk}`],
    goesFirst: false,
  });
  expect(await update(path, withData('two'))).toBe('UPDATE_COMPLETE');
  expect(await idOf(path, 'host')).not.toBe(old);
  expect(await holders(disk)).toEqual([await idOf(path, 'host')]);
  await remove(path);
});

it.each([
  ['cannot be made', () => refuseServers(), withData('two')],
  ['is made in vain', () => {}, withData('two', true)],
])('and comes back, the server started again, when the new one %s', async (_what, arrange, next) => {
  const path = await create('data-back', withData('one'));
  const [old, disk] = [await idOf(path, 'host'), await idOf(path, 'disk')];
  arrange();
  expect(await update(path, next, { disable_rollback: false })).toBe('ROLLBACK_COMPLETE');
  expect(await idOf(path, 'host')).toBe(old);
  expect(await holders(disk)).toEqual([old]);
  expect(await inCloud('compute', 'server', old)).toMatchObject({ status: 'ACTIVE' });
  await remove(path);
});

const addressed = (greeting: string, network: (subnet: object) => object) =>
  template({
    net: { type: 'OS::Neutron::Net' },
    subnet: { type: 'OS::Neutron::Subnet', properties: { network: ref('net'), cidr: '10.66.0.0/24' } },
    host: {
      type: 'OS::Nova::Server',
      properties: {
        image: 'cirros',
        flavor: 'm1.tiny',
        user_data_format: 'RAW',
        user_data: greeting,
        networks: [network(ref('subnet'))],
      },
    },
  });

it.each([
  ['that Nova makes', () => ({ network: ref('net'), fixed_ip: '10.66.0.9' })],
  ['that Hearth makes', (subnet: object) => ({ subnet, fixed_ip: '10.66.0.9' })],
])('a fixed address goes over with a port %s, and comes back', async (_what, network) => {
  const path = await create('fixed', addressed('one', network));
  const old = await idOf(path, 'host');
  refuseServers();
  const next = addressed('two', network);
  expect((await shown(path, next, 'host')).handsOver).toEqual({ things: ['address 10.66.0.9'], goesFirst: false });
  expect(await update(path, next, { disable_rollback: false })).toBe('ROLLBACK_COMPLETE');
  expect(await idOf(path, 'host')).toBe(old);
  const address = async () =>
    Object.values((await inCloud('compute', 'server', await idOf(path, 'host'))).addresses as Fields).flat();
  expect(await address()).toMatchObject([{ addr: '10.66.0.9' }]);
  expect(await update(path, next)).toBe('UPDATE_COMPLETE');
  expect(await address()).toMatchObject([{ addr: '10.66.0.9' }]);
  expect(await idOf(path, 'host')).not.toBe(old);
  await remove(path);
});

it('a key of a given name goes before the new one, and is there again when that fails', async () => {
  const pair = await cloud.request<{ keypair: Fields }>('compute', {
    path: '/os-keypairs',
    body: { keypair: { name: 'source' } },
  });
  const key = (type: string) =>
    template({
      key: {
        type: 'OS::Nova::KeyPair',
        properties: { name: 'mine', public_key: pair.body.keypair.public_key, type },
      },
    });
  const path = await create('key', key('ssh'));
  house.cloud.faults.add({
    service: 'compute',
    method: 'POST',
    path: '/os-keypairs$',
    count: 1,
    effect: { status: 400 },
  });
  const fingerprint = async () => (await cloud.request('compute', { path: '/os-keypairs/mine' })).status;
  await house.call('PATCH', `${path}/resources/key`, { mark_unhealthy: true });
  expect(await update(path, key('ssh'))).toBe('UPDATE_FAILED');
  expect(await fingerprint()).toBe(200);
  expect(await update(path, key('ssh'))).toBe('UPDATE_COMPLETE');
  expect(await fingerprint()).toBe(200);
  await remove(path);
});
