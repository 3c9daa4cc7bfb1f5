import { expect, it } from 'vitest';
import { type Cloud, CloudError } from '../../src/openstack/cloud.ts';
import { isGone, unlessGone } from '../../src/resources/deletion.ts';
import type { ResourceOperation } from '../../src/resources/type.ts';

const collection = {
  service: 'compute',
  list: '/things',
  plural: 'things',
  path: '/things',
  singular: 'thing',
} as const;

function about(shown: object | null): { op: ResourceOperation; asked: () => number } {
  let asked = 0;
  const cloud: Pick<Cloud, 'observe'> = {
    observe: async () => {
      asked++;
      return shown as never;
    },
  };
  return { op: { physicalId: '1', cloud } as unknown as ResourceOperation, asked: () => asked };
}

it('an object is gone when its service shows it no more', async () => {
  expect(await isGone(about({ id: '1' }).op, { collection })).toBe(false);
  expect(await isGone(about(null).op, { collection })).toBe(true);
});

it('where the answer to the delete means that, nobody is asked', async () => {
  const { op, asked } = about({ id: '1' });
  expect(await isGone(op, { collection, goneAtOnce: true })).toBe(true);
  expect(asked()).toBe(0);
});

it('only what is not found is gone', async () => {
  const failing = (status: number) =>
    unlessGone(Promise.reject(new CloudError('no', { service: 'compute', status, outcome: 'refused' })));
  expect(await failing(404)).toBeNull();
  await expect(failing(409)).rejects.toThrow('no');
});
