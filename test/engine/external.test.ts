/** Stacks that hold what is there already, by `external_id`: nothing is asked for, nothing is changed, nothing is deleted. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lintedTypes } from '../../src/cli/lint/types.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { lintTemplate } from '../../src/template/index.ts';
import { stringify, type ValueMap } from '../../src/template/value.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;
let demo: Cloud;
const ids: Record<string, string> = {};

beforeAll(async () => {
  house = await openWholeHouse({}, { delayMs: 5 });
  demo = await cloudFromCredentials(house.user('demo'));
  const make = async (kind: string, service: 'network' | 'compute' | 'volume', path: string, body: ValueMap) => {
    const answer = await demo.request<Record<string, { id: string }>>(service, {
      method: 'POST',
      path,
      body: { [kind]: body },
    });
    ids[kind] = answer.body[kind]?.id ?? '';
  };
  await make('network', 'network', '/networks', { name: 'there' });
  await make('subnet', 'network', '/subnets', { network_id: ids.network ?? '', cidr: '10.77.0.0/24', ip_version: 4 });
  await make('port', 'network', '/ports', { network_id: ids.network ?? '', name: 'there' });
  await make('security_group', 'network', '/security-groups', { name: 'there' });
  await make('volume', 'volume', '/volumes', { size: 1, name: 'there' });
  const { body: flavors } = await demo.request<{ flavors: { id: string; name: string }[] }>('compute', {
    path: '/flavors',
  });
  const { body: images } = await demo.request<{ images: { id: string; name: string }[] }>('image', { path: '/images' });
  await make('server', 'compute', '/servers', {
    name: 'there',
    flavorRef: flavors.flavors.find(({ name }) => name === 'm1.nano')?.id ?? '',
    imageRef: images.images.find(({ name }) => name === 'cirros')?.id ?? '',
    networks: [{ port: ids.port ?? '' }],
  });
  await vi.waitFor(async () => {
    const { body } = await demo.request<{ server: { status: string } }>('compute', { path: `/servers/${ids.server}` });
    expect(body.server.status).toBe('ACTIVE');
  });
});
afterAll(() => house.close());

const resources = (): Record<string, ValueMap> => ({
  disk: { type: 'OS::Cinder::Volume', external_id: ids.volume ?? '' },
  port: { type: 'OS::Neutron::Port', external_id: ids.port ?? '' },
  vm: { type: 'OS::Nova::Server', external_id: ids.server ?? '' },
  groups: { type: 'OS::Neutron::SecurityGroup', external_id: ids.security_group ?? '' },
  subnet: { type: 'OS::Neutron::Subnet', external_id: ids.subnet ?? '' },
});
const OUTPUTS = {
  size: { value: { get_attr: ['disk', 'size'] } },
  address: { value: { get_attr: ['port', 'fixed_ips', 0, 'ip_address'] } },
  first: { value: { get_attr: ['vm', 'first_address'] } },
  id: { value: { get_resource: 'vm' } },
};
const template = (resources: ValueMap, outputs: ValueMap = OUTPUTS): ValueMap => ({
  heat_template_version: '2016-10-14',
  resources,
  outputs,
});

/** Everything in the cloud that could have been changed. */
async function present() {
  const see = async (service: 'network' | 'compute' | 'volume', path: string) =>
    (await demo.request(service, { path })).body;
  return Promise.all([
    see('network', `/ports/${ids.port}`),
    see('network', `/security-groups/${ids.security_group}`),
    see('network', `/subnets/${ids.subnet}`),
    see('volume', `/volumes/${ids.volume}`),
    see('compute', `/servers/${ids.server}`),
  ]);
}

let made = 0;
async function create(given: ValueMap): Promise<string> {
  const name = `wrap-${++made}`;
  const { status, json } = await house.call('POST', '/stacks', {
    stack_name: name,
    disable_rollback: true,
    ...given,
  });
  expect({ status, json }).toMatchObject({ status: 201 });
  return `/stacks/${name}/${(json.stack as { id: string }).id}`;
}
const statusOf = async (path: string) => {
  const stack = await house.rest(path);
  return `${String(stack.stack_status)}: ${String(stack.stack_status_reason)}`;
};

describe('a stack of what is there already', () => {
  it('is previewed, validated and linted without a property', async () => {
    const body = { stack_name: 'seen', template: template(resources()) };
    expect(await house.call('POST', '/stacks/preview', body)).toMatchObject({ status: 200 });
    expect(await house.call('POST', '/validate', { template: body.template })).toMatchObject({ status: 200 });
    const findings = lintTemplate(stringify(body.template), { types: lintedTypes });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('tells what the objects tell, is checked and updated, and deletes nothing', async () => {
    const before = await present();
    const path = await create({ template: template(resources()) });
    expect(await statusOf(path)).toMatch(/^CREATE_COMPLETE/);
    const { outputs } = await house.rest(path);
    const told = Object.fromEntries(
      (outputs as { output_key: string; output_value: unknown }[]).map((one) => [one.output_key, one.output_value]),
    );
    expect(told).toEqual({
      size: '1',
      address: expect.stringMatching(/^10\.77\.0\./),
      first: told.address,
      id: ids.server,
    });

    // More is written than is needed; what is there stays as it is.
    const more: ValueMap = {
      ...resources(),
      disk: { type: 'OS::Cinder::Volume', external_id: ids.volume ?? '', properties: { size: 5, name: 'other' } },
      more: { type: 'OS::Heat::RandomString' },
    };
    const planned = await house.call('PUT', `${path}/preview`, { template: template(more) });
    expect(planned).toMatchObject({ status: 200 });
    expect(await house.call('PUT', path, { template: template(more) })).toMatchObject({ status: 202 });
    expect(await statusOf(path)).toMatch(/^UPDATE_COMPLETE/);
    expect(await house.call('POST', `${path}/actions`, { check: null })).toMatchObject({ status: 200 });
    expect(await statusOf(path)).toMatch(/^CHECK_COMPLETE/);

    const { port: _port, ...fewer } = more;
    const { address: _address, ...outputsLeft } = OUTPUTS;
    expect(await house.call('PUT', path, { template: template(fewer, outputsLeft) })).toMatchObject({ status: 202 });
    expect(await statusOf(path)).toMatch(/^UPDATE_COMPLETE/);
    expect(await house.call('DELETE', path)).toMatchObject({ status: 204 });
    expect(await statusOf(path)).toMatch(/^DELETE_COMPLETE/);
    expect(await present()).toEqual(before);
  });

  it('refuses to hold another object under the same name', async () => {
    const path = await create({
      template: template({ port: { type: 'OS::Neutron::Port', external_id: ids.port ?? '' } }, {}),
    });
    expect(await statusOf(path)).toMatch(/^CREATE_COMPLETE/);
    const { body } = await demo.request<{ port: { id: string } }>('network', {
      method: 'POST',
      path: '/ports',
      body: { port: { network_id: ids.network ?? '' } },
    });
    const other = { port: { type: 'OS::Neutron::Port', external_id: body.port.id } };
    expect(await house.call('PUT', path, { template: template(other, {}) })).toMatchObject({ status: 202 });
    expect(await statusOf(path)).toContain(
      'Update to property external_id of port (OS::Neutron::Port) is not supported.',
    );
    await house.call('DELETE', path);
    await statusOf(path);
  });

  it('is refused where one of them is not there', async () => {
    const missing = '00000000-0000-4000-8000-000000000000';
    const { status, json } = await house.call('POST', '/stacks', {
      stack_name: 'gone',
      template: template({ disk: { type: 'OS::Cinder::Volume', external_id: missing } }, {}),
    });
    expect(status).toBe(400);
    expect(stringify(json.error as ValueMap)).toContain(`Resource ${missing} (OS::Cinder::Volume) can not be found`);
  });
});
