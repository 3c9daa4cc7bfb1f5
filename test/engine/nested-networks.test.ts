/** Members of groups find the subnets of their network, beside the group in its stack, as ports there would. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import { createOrchestrator, type Orchestrator, startEngine } from '../../src/engine/index.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { questions } from '../../src/resources/questions/index.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';
import { House } from './house.ts';

const cloud = useDevCloud();
let house: House;
let orchestrator: Orchestrator;
beforeAll(async () => {
  house = await House.open({}, { engine: false });
  const wiring = house.wire(
    {},
    { catalogue, registry: baseRegistry(catalogue), questions, templateType, cloudFor: () => cloud.demo },
  );
  house.engines.push(await startEngine(wiring));
  orchestrator = createOrchestrator(wiring);
});
afterAll(() => house.close());

const NETWORK: ValueMap = {
  net: { type: 'OS::Neutron::Net' },
  subnet: { type: 'OS::Neutron::Subnet', properties: { network: { get_resource: 'net' }, cidr: '10.7.0.0/24' } },
};
const PORT = `
heat_template_version: 2021-04-16
parameters: {network: {type: string}}
resources: {port: {type: OS::Neutron::Port, properties: {network: {get_param: network}}}}
`;

it.each([
  ['ports', { type: 'OS::Neutron::Port', properties: { network: { get_resource: 'net' } } }],
  ['templates with a port', { type: 'port.yaml', properties: { network: { get_resource: 'net' } } }],
])('of %s', async (_title, member) => {
  const caller = house.caller({ cloud: cloud.demo, projectId: cloud.demo.projectId });
  const nested = { type: 'OS::Heat::ResourceGroup', properties: { count: 2, resource_def: member } };
  const { stackId } = await orchestrator.create(caller, {
    stackName: 'networks',
    template: { heat_template_version: '2021-04-16', resources: { nested, ...NETWORK } },
    files: { 'port.yaml': PORT },
  });
  expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
  await orchestrator.delete(caller, await house.stack(stackId));
  expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
  const told = await house.events(stackId);
  const after = (later: string, earlier: string) => {
    expect(told.indexOf(earlier)).toBeGreaterThanOrEqual(0);
    expect(told.indexOf(later)).toBeGreaterThan(told.indexOf(earlier));
  };
  after('nested CREATE_IN_PROGRESS', 'subnet CREATE_COMPLETE');
  after('subnet DELETE_IN_PROGRESS', 'nested DELETE_COMPLETE');
});
