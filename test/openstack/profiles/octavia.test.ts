import { expect, it } from 'vitest';
import { CloudError } from '../../../src/openstack/cloud.ts';
import { OCTAVIA } from '../../../src/openstack/profiles/octavia.ts';
import type { Kind, Shown } from '../../../src/openstack/profiles/profile.ts';

const refusal = (status: number, message: string) =>
  new CloudError(message, { service: 'load-balancer', status, outcome: 'refused' });

it.each([
  [409, 'Load Balancer 6a1 is immutable and cannot be updated. (HTTP 409)', true],
  [409, 'Invalid state PENDING_UPDATE of loadbalancer resource 6a1 (HTTP 409)', true],
  [409, 'Another Listener on this Load Balancer is already using protocol TCP and protocol_port 80 (HTTP 409)', false],
  [400, 'Validation failure: name is immutable (HTTP 400)', false],
])('%i %s: busy %s', (status, message, busy) => {
  expect(OCTAVIA.busy(refusal(status, message))).toBe(busy);
});

const OBJECTS: Record<string, Shown> = {
  '/lbaas/listeners/front': { id: 'front', loadbalancers: [{ id: 'balancer' }] },
  '/lbaas/pools/back': { id: 'back', loadbalancers: [{ id: 'balancer' }] },
  '/lbaas/l7policies/rule-set': { id: 'rule-set', listener_id: 'front' },
};
const look = async ({ path }: Kind, id: string) => OBJECTS[`${path}/${id}`] ?? null;
const kind = (path: string): Kind => ({ list: path, path, plural: 'things', singular: 'thing' });

it.each([
  ['/lbaas/loadbalancers', 'balancer', {}],
  ['/lbaas/listeners', null, { loadbalancer: 'balancer' }],
  ['/lbaas/pools', null, { listener: 'front', loadbalancer: null }],
  ['/lbaas/pools/back/members', 'member', { pool: 'back' }],
  ['/lbaas/healthmonitors', null, { pool: 'back' }],
  ['/lbaas/l7policies', null, { listener: 'front' }],
  ['/lbaas/l7policies/rule-set/rules', 'rule', { l7policy: 'rule-set' }],
])('%s changes with its balancer', async (path, id, properties) => {
  expect(await OCTAVIA.alone?.({ kind: kind(path), id, properties }, look)).toMatchObject({
    kind: { path: '/lbaas/loadbalancers' },
    id: 'balancer',
  });
});

it.each([
  ['/lbaas/loadbalancers', null, { name: 'new' }],
  ['/lbaas/flavors', 'gold', { name: 'gold' }],
  ['/lbaas/pools/gone/members', 'member', { pool: 'gone' }],
])('%s need not wait for its turn', async (path, id, properties) => {
  expect(await OCTAVIA.alone?.({ kind: kind(path), id, properties }, look)).toBeNull();
});
