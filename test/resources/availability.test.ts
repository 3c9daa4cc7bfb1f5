import { expect, it } from 'vitest';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { unavailable } from '../../src/resources/availability.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import type { ResourceType } from '../../src/resources/type.ts';
import { useDevCloud } from './dev-cloud.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(name) as ResourceType;

it('tells what a cloud lacks', async () => {
  expect(await unavailable(test.demo, type('OS::Heat::Value'))).toBeNull();
  expect(await unavailable(test.demo, type('OS::Neutron::Router'))).toBeNull();
  expect((await unavailable(test.demo, type('OS::Heat::Stack')))?.message).toBe(
    'HEAT-E99001 Service heat is not available for resource type OS::Heat::Stack, reason: Service endpoint not in service catalog.',
  );
  const odd = { ...type('OS::Neutron::Router'), requiredExtensions: ['time-travel'] };
  expect((await unavailable(test.demo, odd))?.message).toContain(
    'Required extension time-travel in neutron service is not available.',
  );
});

it('says when it cannot be asked', async () => {
  const broken = {
    endpoint: async () => 'http://x',
    request: async () => Promise.reject(new Error('down')),
  } as unknown as Cloud;
  await expect(unavailable(broken, type('OS::Neutron::Router'))).rejects.toThrow('down');
});
