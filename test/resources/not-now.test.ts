import { describe, expect, it } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import type { Cloud, Collection } from '../../src/openstack/cloud.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import { NotNow } from '../../src/resources/not-now.ts';
import { restType } from '../../src/resources/rest-type.ts';
import { required, sentAs, text, update } from '../../src/resources/terms/index.ts';
import type { ResourceOperation } from '../../src/resources/type.ts';

const refusal = (service: string, message: string) =>
  new CloudError(message, { service, status: 409, outcome: 'refused' });
const IMMUTABLE = 'Load Balancer 6a1 is immutable and cannot be updated. (HTTP 409)';

describe('what is behind an error', () => {
  it('a "not now" that a type threw is itself', () => {
    const thrown = new NotNow('busy', { patience: 5 });
    expect(NotNow.behind(thrown)).toBe(thrown);
    expect(thrown.failure).toBe(thrown);
  });
  it('a service may be known to mean it', () => {
    const error = refusal('load-balancer', IMMUTABLE);
    const behind = NotNow.behind(error);
    expect(behind).toMatchObject({ message: IMMUTABLE, patience: null });
    expect(behind?.failure).toBe(error);
  });
  it.each([
    ['other refusals of that service', refusal('load-balancer', 'Quota has been met for resources: load_balancer')],
    ['the same words from another one', refusal('network', IMMUTABLE)],
    ['a service that nobody knows', refusal('constructor', IMMUTABLE)],
    ['what has not to do with a cloud', new HeatError('EntityNotFound', IMMUTABLE)],
  ])('%s is a failure', (_what, error) => {
    expect(NotNow.behind(error)).toBeNull();
  });
});

describe('a type of a service that changes as a whole', () => {
  const listeners: Collection = {
    service: 'load-balancer',
    list: '/lbaas/listeners',
    path: '/lbaas/listeners',
    plural: 'listeners',
    singular: 'listener',
  };
  const asked: string[] = [];
  let status = 'PENDING_CREATE';
  const cloud = {
    projectId: 'p',
    async request(service: string, { method = 'GET', path }: { method?: string; path: string }) {
      asked.push(`${method} ${service} ${path}`);
      return { status: 200, headers: {}, body: {} };
    },
    observe: async () => ({ id: 'front', provisioning_status: status }),
  };
  const type = restType({
    name: 'Test::Balancer::Listener',
    description: 'A listener.',
    properties: {
      loadbalancer: text('Its balancer.', required, sentAs('loadbalancer_id')),
      name: text('Its name.', update),
      description: text('Words about it.', update),
    },
    rest: { collection: listeners },
  });
  const notes = new Map<string, string>();
  const op = {
    physicalName: 'made-up',
    physicalId: 'front',
    properties: { loadbalancer: 'balancer', name: 'given', description: 'words' },
    data: notes,
    setData: (key: string, value: string) => notes.set(key, value),
    save: async () => {},
    cloud: cloud as unknown as Cloud,
  } as unknown as ResourceOperation;

  it('takes turns by the key that the profile knows', async () => {
    expect(await type.alone?.(op)).toBe('/lbaas/loadbalancers/balancer');
  });
  it('is completed when it is ready: before, every change would be refused', async () => {
    expect(await type.created(op)).toBe(false);
    expect(asked).toEqual([]);
    status = 'ACTIVE';
    await type.created(op);
    expect(asked).toEqual(['PUT load-balancer /lbaas/listeners/front']);
  });
});
