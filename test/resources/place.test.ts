import { describe, expect, it } from 'vitest';
import type { Cloud, CloudRequest, Collection } from '../../src/openstack/cloud.ts';

import { placeOf } from '../../src/resources/place.ts';
import { restType } from '../../src/resources/rest-type.ts';
import { required, sentAs, text, update } from '../../src/resources/terms/index.ts';
import type { ResourceOperation, UpdateOperation } from '../../src/resources/type.ts';

const MEMBERS: Collection = {
  service: 'network',
  list: '/pools/{pool}/members',
  path: '/pools/{pool}/members',
  plural: 'members',
  singular: 'member',
};
const definition = {
  name: 'Test::Pool::Member',
  description: 'A member of a pool.',
  properties: { pool: text('Its pool.', required), name: text('Its name.', update) },
  rest: { collection: MEMBERS },
};
const type = restType(definition);

function playing(properties: Record<string, string | null>, more: object = {}) {
  const asked: string[] = [];
  const sent: unknown[] = [];
  const shown = { id: 'm1', name: 'given', description: 'made-up' };
  const cloud = {
    projectId: 'p',
    async request(_service: string, { method = 'GET', path, body }: CloudRequest) {
      asked.push(`${method} ${path}`);
      if (body !== undefined) sent.push(body);
      return { status: 200, headers: {}, body: method === 'GET' ? { members: [shown] } : { member: shown } };
    },
    async observe({ path, list }: Collection, id: string) {
      asked.push(`observe ${path}/${id} of ${list}`);
      return shown;
    },
  };
  const op = {
    physicalName: 'made-up',
    physicalId: 'm1',
    properties,
    data: new Map(),
    setData: () => {},
    save: async () => {},
    owned: async () => new Set(),
    cloud: cloud as unknown as Cloud,
    ...more,
  };
  return { op: op as unknown as UpdateOperation, asked, sent };
}

describe('a collection below another object', () => {
  it('is where an object is made, without saying so twice', async () => {
    const { op, asked, sent } = playing({ pool: 'p 1', name: null });
    expect(await type.create(op)).toBe('m1');
    expect(asked).toEqual(['POST /pools/p%201/members']);
    expect(sent).toEqual([{ member: { name: 'made-up' } }]);
  });
  it('is where it is looked for', async () => {
    const { op, asked } = playing({ pool: 'p1', name: 'given' });
    expect(await type.find(op)).toBe('m1');
    expect(asked).toEqual(['GET /pools/p1/members']);
  });
  it('is where it is read, checked and compared', async () => {
    const { op, asked } = playing({ pool: 'p1', name: 'given' });
    await type.check(op);
    expect(await type.attribute(op, 'name')).toBe('given');
    expect(await type.liveProperties?.(op)).toEqual({ name: 'given' });
    expect(new Set(asked)).toEqual(new Set(['observe /pools/p1/members/m1 of /pools/p1/members']));
  });
  it('is where it is changed: where it was put, whatever is wanted now', async () => {
    const changes = { changed: ['name'], changes: { name: 'new' }, before: { pool: 'p1', name: 'given' } };
    const { op, asked, sent } = playing({ pool: 'p2', name: 'new' }, changes);
    await type.update(op);
    expect(asked).toEqual(['PUT /pools/p1/members/m1']);
    expect(sent).toEqual([{ member: { name: 'new' } }]);
  });
  it('is where it is deleted', async () => {
    const { op, asked } = playing({ pool: 'p1', name: 'given' });
    await type.delete(op);
    expect(asked).toEqual(['DELETE /pools/p1/members/m1']);
  });
});

it('the property is sent as well where its term says as what', async () => {
  const properties = { ...definition.properties, pool: text('Its pool.', required, sentAs('pool_id')) };
  const { op, sent } = playing({ pool: 'p1', name: 'given' });
  await restType({ ...definition, properties }).create(op);
  expect(sent).toEqual([{ member: expect.objectContaining({ pool_id: 'p1' }) }]);
});

it.each([null, '', '..', '.'])('no place is found for %j', (pool) => {
  const op = { properties: { pool } } as unknown as ResourceOperation;
  expect(() => placeOf(op, { collection: MEMBERS })).toThrow('is no id or name of an object');
});

it('what a tenant gives leads nowhere else', () => {
  const op = { properties: { pool: 'a/../../b?c=d' } } as unknown as ResourceOperation;
  expect(placeOf(op, { collection: MEMBERS }).path).toBe('/pools/a%2F..%2F..%2Fb%3Fc%3Dd/members');
});
