/**
 * What two can have only one after the other (a port, an address, a tie between two objects) is where it belongs, whatever comes of a
 * replacement; and no call of a run that was stopped comes in the way of the next.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import { type Cloud, CloudError } from '../../src/openstack/cloud.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';
import { House, note, thing } from './house.ts';

describe('on a dev cloud', () => {
  let house: WholeHouse;
  let cloud: Cloud;
  beforeAll(async () => {
    house = await openWholeHouse({ retry_delay: 1, late_call_grace: 0 });
    cloud = await cloudFromCredentials(house.user('demo'));
  });
  afterAll(() => house.close());
  afterEach(() => house.cloud.faults.clear());

  const ref = (name: string) => ({ get_resource: name });
  const NETWORK = {
    net: { type: 'OS::Neutron::Net' },
    subnet: { type: 'OS::Neutron::Subnet', properties: { network: ref('net'), cidr: '10.55.0.0/24' } },
    port: { type: 'OS::Neutron::Port', properties: { network: ref('net') }, depends_on: 'subnet' },
  };
  const server = (flavor: string, networks: unknown[]) => ({
    type: 'OS::Nova::Server',
    properties: { image: 'cirros', flavor, flavor_update_policy: 'REPLACE', networks },
  });
  const template = (resources: object) => ({ heat_template_version: '2021-04-16', resources });
  async function create(name: string, body: object) {
    const { json } = await house.call('POST', '/stacks', { stack_name: name, template: body });
    const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
    expect((await house.rest(path)).stack_status).toBe('CREATE_COMPLETE');
    return path;
  }
  async function remove(path: string) {
    await house.call('DELETE', path);
    expect((await house.rest(path)).stack_status).toBe('DELETE_COMPLETE');
  }
  async function physicalId(path: string, resource: string) {
    const { json } = await house.call('GET', `${path}/resources/${resource}`);
    return (json.resource as { physical_resource_id: string }).physical_resource_id;
  }

  const wired = (flavor: string, more: object = {}) =>
    template({ ...NETWORK, server: server(flavor, [{ port: ref('port') }]), ...more });
  const inCloud = async (path: string, resource: string, plural: string) => {
    const id = await physicalId(path, resource);
    const { body } = await cloud.request<Record<string, Record<string, unknown>>>('network', {
      path: `/${plural}/${id}`,
    });
    return body[plural.slice(0, -1)] ?? {};
  };
  const holder = async (path: string) => (await inCloud(path, 'port', 'ports')).device_id;

  it('a rolled back replacement of a server, itself complete, gives the port back', async () => {
    const last = (fail: boolean) => ({
      last: { type: 'OS::Heat::TestResource', properties: { value: ref('server'), fail } },
    });
    const path = await create('back', wired('m1.tiny', last(false)));
    const old = await physicalId(path, 'server');
    await house.call('PUT', path, { template: wired('m1.small', last(true)), disable_rollback: false });
    expect((await house.rest(path)).stack_status).toBe('ROLLBACK_COMPLETE');
    expect(await physicalId(path, 'server')).toBe(old);
    expect(await holder(path)).toBe(old);
    expect(house.things().server).toBe(1);
    await remove(path);
  });

  it('so does one that is cancelled while the new server is being built', async () => {
    const path = await create('cancelled', wired('m1.tiny'));
    const old = await physicalId(path, 'server');
    house.cloud.faults.add({ service: 'compute', method: 'POST', path: '/servers$', effect: { latencyMs: 300 } });
    await house.call('PUT', path, { template: wired('m1.small') });
    for (let round = 0; round < 500; round++) {
      const { json } = await house.call('GET', `${path}/resources/server`);
      if ((json.resource as { resource_status: string }).resource_status === 'CREATE_IN_PROGRESS') break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await house.call('POST', `${path}/actions`, { cancel_update: null });
    expect((await house.rest(path)).stack_status).toBe('ROLLBACK_COMPLETE');
    expect(await physicalId(path, 'server')).toBe(old);
    expect(await holder(path)).toBe(old);
    expect(house.things().server).toBe(1);
    await remove(path);
  });

  it.each([
    ['goes back', { cancel_update: null }, 'ROLLBACK_COMPLETE'],
    ['stops there', { cancel_without_rollback: null }, 'UPDATE_FAILED'],
  ])(
    'so does a server that has stepped aside when the update %s before there is a new one',
    async (_what, cancel, end) => {
      const path = await create(end.toLowerCase(), wired('m1.tiny'));
      const old = await physicalId(path, 'server');
      house.cloud.faults.add({ service: 'compute', method: 'GET', path: '/os-interface$', effect: { latencyMs: 200 } });
      await house.call('PUT', path, { template: wired('m1.small') });
      await expect.poll(() => holder(path), { interval: 5, timeout: 5000 }).toBe('');
      await house.call('POST', `${path}/actions`, cancel);
      await expect.poll(async () => (await house.rest(path)).stack_status).toBe(end);
      if (end === 'ROLLBACK_COMPLETE') expect(await physicalId(path, 'server')).toBe(old);
      // Where it stops, the new server may just have been begun, and gets finished.
      await expect.poll(async () => (await holder(path)) === (await physicalId(path, 'server'))).toBe(true);
      await remove(path);
    },
  );

  it('a port keeps its address when its replacement is rolled back', async () => {
    const port = (more: object) =>
      template({
        ...NETWORK,
        port: {
          type: 'OS::Neutron::Port',
          properties: { network: ref('net'), fixed_ips: [{ ip_address: '10.55.0.77' }], ...more },
          depends_on: 'subnet',
        },
        last: { type: 'OS::Heat::TestResource', properties: { fail: 'mac_address' in more }, depends_on: 'port' },
      });
    const path = await create('addressed', port({}));
    const old = await physicalId(path, 'port');
    await house.call('PUT', path, { template: port({ mac_address: 'fa:16:3e:00:00:01' }), disable_rollback: false });
    expect((await house.rest(path)).stack_status).toBe('ROLLBACK_COMPLETE');
    expect(await physicalId(path, 'port')).toBe(old);
    expect((await inCloud(path, 'port', 'ports')).fixed_ips).toMatchObject([{ ip_address: '10.55.0.77' }]);
    await remove(path);
  });

  const floating = template({
    ...NETWORK,
    router: { type: 'OS::Neutron::Router', properties: { external_gateway_info: { network: 'public' } } },
    tie: { type: 'OS::Neutron::RouterInterface', properties: { router: ref('router'), subnet: ref('subnet') } },
    address: { type: 'OS::Neutron::FloatingIP', properties: { floating_network: 'public' }, depends_on: 'router' },
    association: {
      type: 'OS::Neutron::FloatingIPAssociation',
      properties: { floatingip_id: ref('address'), port_id: ref('port') },
    },
  });

  it('a tie that is replaced by the same one is not undone with the old one', async () => {
    const path = await create('tied', floating);
    const port = await physicalId(path, 'port');
    await house.call('PATCH', `${path}/resources/association`, { mark_unhealthy: true });
    await house.call('PUT', path, { template: floating });
    expect((await house.rest(path)).stack_status).toBe('UPDATE_COMPLETE');
    await house.call('POST', `${path}/actions`, { check: null });
    expect((await house.rest(path)).stack_status).toBe('CHECK_COMPLETE');
    expect((await inCloud(path, 'address', 'floatingips')).port_id).toBe(port);
    await remove(path);
  });

  it('nor is one whose first making failed in doubt', async () => {
    const attached = template({
      ...NETWORK,
      server: server('m1.tiny', [{ port: ref('port') }]),
      volume: { type: 'OS::Cinder::Volume', properties: { size: 1 } },
      attachment: {
        type: 'OS::Cinder::VolumeAttachment',
        properties: { instance_uuid: ref('server'), volume_id: ref('volume') },
      },
    });
    const fault = { service: 'compute', method: 'POST', path: '/os-volume_attachments', effect: { status: 500 } };
    house.cloud.faults.add(fault);
    const { json } = await house.call('POST', '/stacks', { stack_name: 'doubtful', template: attached });
    const path = `/stacks/doubtful/${(json.stack as { id: string }).id}`;
    expect((await house.rest(path)).stack_status).toBe('CREATE_FAILED');
    house.cloud.faults.clear();
    await house.call('PUT', path, { template: attached });
    expect((await house.rest(path)).stack_status).toBe('UPDATE_COMPLETE');
    await house.call('POST', `${path}/actions`, { check: null });
    expect((await house.rest(path)).stack_status).toBe('CHECK_COMPLETE');
    await remove(path);
  });
});

it('a question that acts has come to its end before the next run begins', async () => {
  const house = await House.open();
  try {
    const id = await house.create({ a: thing(), b: note() });
    await house.rest(id);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    Object.assign(house.fake.cloud, {
      request: async () => {
        begun.resolve();
        await gate.promise;
        house.fake.log.push('acted');
        return { status: 202, headers: {}, body: null };
      },
    });
    let asked = 0;
    house.fake.on('deleted', 'a', async (_object, op) => {
      asked++;
      if (asked === 1) throw new CloudError('busy', { service: 'fake', status: 503, outcome: 'refused' });
      if (asked === 2) await op.cloud.request('compute', { method: 'DELETE', path: '/a' });
    });
    await house.update(id, { b: note() });
    await begun.promise;
    await house.update(id, { a: thing(), b: note() });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(house.fake.log.filter((line) => line === 'create a')).toHaveLength(1);
    gate.resolve();
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log.lastIndexOf('create a')).toBeGreaterThan(house.fake.log.indexOf('acted'));
    expect(house.fake.objects.size).toBe(1);
  } finally {
    await house.close();
  }
});
