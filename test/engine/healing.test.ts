/**
 * Self-healing: something outside knows that a resource is broken, whatever its service says; it marks the resource, and updates the stack with
 * what it has. What was marked is replaced, a nested stack whole, a member of a group alone, and nothing else.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse({ retry_delay: 1, late_call_grace: 0 });
});
afterAll(() => house.close());

const ref = (name: string) => ({ get_resource: name });
const template = (resources: object) => ({ heat_template_version: '2018-08-31', resources });
const node = template({ word: { type: 'OS::Heat::RandomString', properties: { length: 8 } } });
const files = { 'node.yaml': JSON.stringify(node) };

const ALL = template({
  net: { type: 'OS::Neutron::Net' },
  subnet: {
    type: 'OS::Neutron::Subnet',
    properties: { network: ref('net'), cidr: '10.77.0.0/24', enable_dhcp: false },
  },
  port: {
    type: 'OS::Neutron::Port',
    properties: { network: ref('net'), fixed_ips: [{ subnet: ref('subnet'), ip_address: '10.77.0.9' }] },
  },
  groups: { type: 'OS::Neutron::SecurityGroup', properties: { rules: [] } },
  disk: { type: 'OS::Cinder::Volume', properties: { size: 1 } },
  near: { type: 'OS::Nova::ServerGroup', properties: { policies: ['affinity'] } },
  host: {
    type: 'OS::Nova::Server',
    properties: { image: 'cirros', flavor: 'm1.tiny', networks: [{ allocate_network: 'none' }] },
  },
  word: { type: 'OS::Heat::RandomString' },
  node: { type: 'node.yaml' },
  nodes: { type: 'OS::Heat::ResourceGroup', properties: { count: 2, resource_def: { type: 'node.yaml' } } },
});

interface Shown {
  resource_name: string;
  physical_resource_id: string;
  resource_status: string;
  parent_resource?: string;
  links: { rel: string; href: string }[];
}

async function create(name: string): Promise<string> {
  const { json } = await house.call('POST', '/stacks', { stack_name: name, template: ALL, files });
  const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
  expect(await house.rest(path)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  return path;
}
async function resources(path: string, query = ''): Promise<Shown[]> {
  const { json } = await house.call('GET', `${path}/resources${query}`);
  return json.resources as Shown[];
}
async function ids(path: string): Promise<Record<string, string>> {
  const shown = await resources(path);
  return Object.fromEntries(shown.map((one) => [one.resource_name, one.physical_resource_id]));
}
const mark = async (path: string, name: string, unhealthy = true) => {
  const body = { mark_unhealthy: unhealthy, resource_status_reason: 'the guest says so' };
  expect((await house.call('PATCH', `${path}/resources/${name}`, body)).status).toBe(200);
};
async function shownAsReplaced(path: string): Promise<string[]> {
  const { json } = await house.call('PUT', `${path}/preview`, { template: ALL, files });
  const { replaced } = json.resource_changes as { replaced: Shown[] };
  return replaced.map((one) => one.resource_name).sort();
}
const update = async (path: string) => {
  await house.call('PUT', path, { template: ALL, files });
  expect(await house.rest(path)).toMatchObject({ stack_status: 'UPDATE_COMPLETE' });
};
const differing = (before: Record<string, string>, after: Record<string, string>) =>
  Object.keys(before)
    .filter((name) => before[name] !== after[name])
    .sort();

const CASES = ['port', 'groups', 'disk', 'near', 'host', 'word', 'node'];

describe('what was marked unhealthy', () => {
  it('is shown as replaced and replaced, of every type, and nothing else is', async () => {
    const path = await create('marked');
    const before = await ids(path);
    for (const name of CASES) await mark(path, name);
    await mark(path, 'net');
    await mark(path, 'net', false);
    expect(await shownAsReplaced(path)).toEqual(CASES.toSorted());
    await update(path);
    const after = await ids(path);
    expect(differing(before, after)).toEqual(CASES.toSorted());
    expect(await shownAsReplaced(path)).toEqual([]);
    await update(path);
    expect(await ids(path)).toEqual(after);
    await house.call('DELETE', path);
    await house.rest(path);
  });

  it('is replaced alone where it is a member of a group', async () => {
    const path = await create('member');
    const before = await ids(path);
    const members = async () => {
      const all = await resources(path, '?nested_depth=1');
      return all.filter(({ parent_resource: parent }) => parent === 'nodes');
    };
    const old = await members();
    const link = old[0]?.links.find(({ rel }) => rel === 'stack')?.href ?? '';
    await mark(link.slice(link.indexOf('/stacks/')), '1');
    await update(path);
    const idsOf = (list: Shown[]) =>
      Object.fromEntries(list.map((one) => [one.resource_name, one.physical_resource_id]));
    expect(differing(idsOf(old), idsOf(await members()))).toEqual(['1']);
    expect(differing(before, await ids(path))).toEqual([]);
    await house.call('DELETE', path);
    await house.rest(path);
  });
});

it('what a check found broken is replaced, although its service has it well again', async () => {
  const path = await create('checked');
  const before = await ids(path);
  house.cloud.faults.add({
    service: 'network',
    method: 'GET',
    path: `/networks/${before.net}`,
    effect: { status: 404 },
  });
  await house.call('POST', `${path}/actions`, { check: null });
  expect(await house.rest(path)).toMatchObject({ stack_status: 'CHECK_FAILED' });
  house.cloud.faults.clear();
  expect(await shownAsReplaced(path)).toContain('net');
  await update(path);
  expect(differing(before, await ids(path))).toEqual(['net', 'port', 'subnet']);
  await house.call('DELETE', path);
  await house.rest(path);
});
