/** Outputs on the dev cloud: of what an update moves, and of what moves without one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;
let demo: Cloud;
beforeAll(async () => {
  house = await openWholeHouse({}, { delayMs: 5 });
  demo = await cloudFromCredentials(house.user('demo'));
});
afterAll(() => house.close());

const NESTED = `
heat_template_version: 2021-04-16
parameters: {network: {type: string}}
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_param: network}, no_fixed_ips: true}}
outputs:
  device: {value: {get_attr: [port, device_owner]}}
`;
const template = (block: string): ValueMap => ({
  heat_template_version: '2021-04-16',
  resources: {
    net: { type: 'OS::Neutron::Net' },
    subnet: { type: 'OS::Neutron::Subnet', properties: { network: { get_resource: 'net' }, cidr: `${block}.0/24` } },
    port: {
      type: 'OS::Neutron::Port',
      properties: { network: { get_resource: 'net' }, fixed_ips: [{ subnet: { get_resource: 'subnet' } }] },
    },
    nested: { type: 'nested.yaml', properties: { network: { get_resource: 'net' } }, depends_on: 'port' },
  },
  outputs: {
    address: { value: { get_attr: ['port', 'fixed_ips', 0, 'ip_address'] } },
    cidr: { value: { get_attr: ['port', 'subnets', 0, 'cidr'] } },
    owner: { value: { get_attr: ['port', 'device_owner'] } },
    nested: { value: { get_attr: ['nested', 'device'] } },
  },
});

it('tell the addresses of now', async () => {
  const send = (method: string, path: string, block: string) =>
    house.call(method, path, {
      ...(method === 'POST' ? { stack_name: 'moving' } : {}),
      template: template(block),
      files: { 'nested.yaml': NESTED },
    });
  const { json } = await send('POST', '/stacks', '10.88.0');
  const path = `/stacks/moving/${(json.stack as { id: string }).id}`;
  const told = async () => {
    const stack = await house.rest(path);
    expect(stack).toMatchObject({ stack_status: expect.stringMatching(/_COMPLETE$/) });
    const outputs = stack.outputs as { output_key: string; output_value: unknown }[];
    return Object.fromEntries(outputs.map((one) => [one.output_key, one.output_value]));
  };
  expect(await told()).toMatchObject({
    address: expect.stringMatching(/^10\.88\.0\./),
    cidr: '10.88.0.0/24',
    owner: '',
    nested: '',
  });

  expect(await send('PUT', path, '10.99.0')).toMatchObject({ status: 202 });
  expect(await told()).toMatchObject({ address: expect.stringMatching(/^10\.99\.0\./), cidr: '10.99.0.0/24' });

  // Somebody uses the ports; no operation notices.
  const { body } = await demo.request<{ ports: { id: string }[] }>('network', { path: '/ports' });
  for (const { id } of body.ports)
    await demo.request('network', {
      method: 'PUT',
      path: `/ports/${id}`,
      body: { port: { device_owner: 'somebody:else' } },
    });
  expect(await told()).toMatchObject({ owner: 'somebody:else', nested: 'somebody:else' });
});
