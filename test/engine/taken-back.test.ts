/** What could not be deleted, because something outside uses it, and is wanted again is taken back, not made a second time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const template = (resources: object) => ({ heat_template_version: '2018-08-31', resources });
const note = { type: 'OS::Heat::TestResource' };
const net = (name: string) => ({ type: 'OS::Neutron::Net', properties: { name } });

async function create(name: string, body: object): Promise<string> {
  const { json } = await house.call('POST', '/stacks', { stack_name: name, template: body });
  const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
  expect(await house.rest(path)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  return path;
}
async function update(path: string, body: object): Promise<string> {
  await house.call('PUT', path, { template: body });
  return String((await house.rest(path)).stack_status);
}
async function resource(path: string, name: string): Promise<Record<string, unknown>> {
  const { json } = await house.call('GET', `${path}/resources/${name}`);
  return json.resource as Record<string, unknown>;
}
async function shown(path: string, body: object): Promise<unknown> {
  const { json } = await house.call('PUT', `${path}/preview?with_plan=true`, { template: body });
  const { steps } = json.plan as { steps: { id: string; decision: { fate: string; reason: { why: string } } }[] };
  const { fate, reason } = steps.find(({ id }) => id === 'do:net')?.decision ?? { reason: null };
  return [fate, reason?.why];
}
/** Somebody else's port keeps a network from being deleted. */
async function occupy(network: unknown): Promise<() => Promise<unknown>> {
  const port = { network_id: network, device_owner: 'compute:elsewhere', device_id: 'another' };
  const { body } = await cloud.request<{ port: { id: string } }>('network', { path: '/ports', body: { port } });
  return () => cloud.request('network', { method: 'DELETE', path: `/ports/${body.port.id}` });
}

it('as it is', async () => {
  const path = await create('kept', template({ net: net('one'), note }));
  const { physical_resource_id: id } = await resource(path, 'net');
  const leave = await occupy(id);
  expect(await update(path, template({ note }))).toBe('UPDATE_FAILED');
  expect(await resource(path, 'net')).toMatchObject({ resource_status: 'DELETE_FAILED' });
  expect(await shown(path, template({ net: net('one'), note }))).toEqual(['keep', 'taken-back']);
  expect(await update(path, template({ net: net('one'), note }))).toBe('UPDATE_COMPLETE');
  expect(await resource(path, 'net')).toMatchObject({ physical_resource_id: id, resource_status: 'UPDATE_COMPLETE' });
  expect(house.things().network).toBe(1);
  await leave();
  await house.call('DELETE', path);
  expect(await house.rest(path)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
});

it('with what is wanted of it now', async () => {
  const path = await create('changed', template({ net: net('one'), note }));
  const { physical_resource_id: id } = await resource(path, 'net');
  const leave = await occupy(id);
  expect(await update(path, template({ note }))).toBe('UPDATE_FAILED');
  expect(await shown(path, template({ net: net('two'), note }))).toEqual(['update', 'properties-changed']);
  expect(await update(path, template({ net: net('two'), note }))).toBe('UPDATE_COMPLETE');
  expect(await resource(path, 'net')).toMatchObject({ physical_resource_id: id });
  expect(house.things().network).toBe(1);
  await leave();
  await house.call('DELETE', path);
  await house.rest(path);
});
