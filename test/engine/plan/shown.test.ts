/** What is shown is what is run: what the cloud says of failed resources, and with `converge` of all, is known to the plan before it speaks. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrchestrator, type Orchestrator, startEngine } from '../../../src/engine/index.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { questions } from '../../../src/resources/questions/index.ts';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import { useDevCloud } from '../../resources/dev-cloud.ts';
import { House, template } from '../house.ts';

const cloud = useDevCloud();
let house: House;
let orchestrator: Orchestrator;
beforeAll(async () => {
  house = await House.open({}, { engine: false });
  const wiring = house.wire(
    {},
    { catalogue, registry: baseRegistry(catalogue), questions, cloudFor: () => cloud.demo },
  );
  house.engines.push(await startEngine(wiring));
  orchestrator = createOrchestrator(wiring);
});
afterAll(() => house.close());

const caller = () => house.caller({ cloud: cloud.demo, projectId: cloud.demo.projectId });
const net = (name: string) => template({ n: { type: 'OS::Neutron::Net', properties: { name } } });

async function made(name: string, body = net('one')): Promise<string> {
  const { stackId } = await orchestrator.create(caller(), { stackName: name, template: body });
  expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
  return stackId;
}
async function update(id: string, request: { template: ReturnType<typeof net>; converge?: boolean }): Promise<string> {
  await orchestrator.update(caller(), await house.stack(id), request);
  return house.rest(id);
}
async function shown(id: string, request: { template: ReturnType<typeof net>; converge?: boolean }) {
  const { plan } = await orchestrator.previewUpdate(caller(), await house.stack(id), request);
  return plan.steps.map(({ kind, decision }) => [kind, decision.fate, decision.either, decision.reason.why]);
}
const objectOf = async (id: string) => (await house.rows(id))['n']?.physicalId;

it('a failed resource that can be mended is shown and updated in place', async () => {
  const id = await made('mended');
  cloud.devCloud.faults.add({
    service: 'network',
    method: 'PUT',
    path: '/networks/',
    count: 20,
    effect: { status: 400 },
  });
  expect(await update(id, { template: net('two') })).toBe('UPDATE_FAILED');
  cloud.devCloud.faults.clear();
  const before = await objectOf(id);
  expect(await shown(id, { template: net('three') })).toEqual([['do', 'update', ['update'], 'properties-changed']]);
  expect(await update(id, { template: net('three') })).toBe('UPDATE_COMPLETE');
  expect(await objectOf(id)).toBe(before);
});

it('with converge, what was changed behind the back of the stack is shown and updated', async () => {
  const id = await made('strayed');
  const path = `/networks/${await objectOf(id)}`;
  await cloud.demo.request('network', { method: 'PUT', path, body: { network: { name: 'tampered' } } });
  expect(await shown(id, { template: net('one') })).toEqual([['do', 'keep', ['keep'], 'unchanged']]);
  const request = { template: net('one'), converge: true };
  expect(await shown(id, request)).toEqual([['do', 'update', ['update'], 'properties-changed']]);
  expect(await update(id, request)).toBe('UPDATE_COMPLETE');
  expect(await shown(id, request)).toEqual([['do', 'keep', ['keep'], 'unchanged']]);
});

it('with converge, what was deleted behind the back of the stack is shown and made again', async () => {
  const id = await made('gone');
  const before = await objectOf(id);
  await cloud.demo.request('network', { method: 'DELETE', path: `/networks/${before}` });
  const request = { template: net('one'), converge: true };
  expect((await shown(id, request))[0]).toEqual(['do', 'replace', ['replace'], 'gone']);
  expect(await update(id, request)).toBe('UPDATE_COMPLETE');
  expect(await objectOf(id)).not.toBe(before);
});

it('a service that does not answer leaves open what it alone could tell', async () => {
  const id = await made('silent');
  cloud.devCloud.faults.add({
    service: 'network',
    method: 'PUT',
    path: '/networks/',
    count: 20,
    effect: { status: 400 },
  });
  expect(await update(id, { template: net('two') })).toBe('UPDATE_FAILED');
  cloud.devCloud.faults.clear();
  cloud.devCloud.faults.add({ service: 'network', method: 'GET', path: '/networks/', effect: { status: 403 } });
  expect((await shown(id, { template: net('three') }))[0]).toEqual(['do', 'replace', ['replace'], 'failed-before']);
  cloud.devCloud.faults.clear();
  cloud.devCloud.faults.add({ service: 'network', method: 'GET', path: '/networks/', effect: { status: 503 } });
  const { plan } = await orchestrator.previewUpdate(caller(), await house.stack(id), { template: net('three') });
  expect(plan.steps[0]?.decision).toMatchObject({
    fate: 'replace',
    either: ['keep', 'update', 'replace'],
    hangsOn: ['n (live)'],
  });
  cloud.devCloud.faults.clear();
});

it('what bears a name in the template and an id in the next is the same', async () => {
  const server = (flavor: string) =>
    template({
      n: {
        type: 'OS::Nova::Server',
        properties: {
          image: 'cirros',
          flavor,
          flavor_update_policy: 'REPLACE',
          networks: [{ allocate_network: 'none' }],
        },
      },
    });
  const id = await made('named', server('m1.tiny'));
  const before = await objectOf(id);
  const { body } = await cloud.demo.request<{ flavors: { id: string; name: string }[] }>('compute', {
    path: '/flavors',
  });
  const flavor = body.flavors.find(({ name }) => name === 'm1.tiny')?.id ?? '';
  expect(await shown(id, { template: server(flavor) })).toEqual([['do', 'update', ['update'], 'definition-changed']]);
  expect(await update(id, { template: server(flavor) })).toBe('UPDATE_COMPLETE');
  expect(await objectOf(id)).toBe(before);
});
