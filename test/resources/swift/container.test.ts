import { expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven } from '../driver.ts';

const test = useDevCloud();
const make = (given: ValueMap) =>
  new Driven(catalogue.get('OS::Swift::Container') as ResourceType, { cloud: test.demo }).create(given);
const put = (container: Driven, name: string) =>
  test.demo.request('object-store', { method: 'PUT', path: `/${container.physicalId}/${name}`, body: 'hello' });

it('lives its life', async () => {
  const container = await make({
    'X-Container-Meta': { web: 'x' },
    'X-Container-Read': '.r:*',
    'X-Account-Meta': { color: 'red' },
    PurgeOnDelete: true,
  });
  expect(container.reference).toBe(container.physicalName);
  for (let i = 0; i < 5; i++) await put(container, `a/${i}`);
  expect(await container.attribute('ObjectCount')).toBe('5');
  expect(await container.attribute('BytesUsed')).toBe('25');
  expect(await container.attribute('HeadContainer')).toMatchObject({
    'x-container-meta-web': 'x',
    'x-container-read': '.r:*',
  });
  expect(await container.attribute('WebsiteURL')).toBe(
    `${await container.attribute('RootURL')}/${container.physicalName}`,
  );
  expect(await container.attribute('DomainName')).toBe('127.0.0.1');
  await container.check();
  await container.delete();
  await expect(container.check()).rejects.toThrow('could not be found');
  await container.delete();
});

it('that is not empty stays, unless told to purge', async () => {
  const container = await make({ name: 'full' });
  await put(container, 'one');
  await expect(container.delete()).rejects.toThrow('Deleting non-empty container (full)');
  await test.demo.request('object-store', { method: 'DELETE', path: '/full/one' });
  await container.delete();
});
