import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven, validate } from '../driver.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(`OS::Octavia::${name}`) as ResourceType;
const make = (name: string, given: ValueMap, cloud = test.demo) => new Driven(type(name), { cloud }).create(given);
const subnet = async () => {
  const neutron = (name: string, given: ValueMap) =>
    new Driven(catalogue.get(`OS::Neutron::${name}`) as ResourceType, { cloud: test.demo }).create(given);
  const net = await neutron('Net', {});
  return (await neutron('Subnet', { network: net.reference, cidr: '10.3.0.0/24' })).reference;
};

describe('a load balancer', () => {
  it('tells where it is, and what leads where', async () => {
    const vip_subnet = await subnet();
    const balancer = await make('LoadBalancer', { vip_subnet, vip_address: '10.3.0.77' });
    expect(await balancer.attribute('vip_address')).toBe('10.3.0.77');
    expect(await balancer.attribute('vip_subnet_id')).toBe(vip_subnet);
    expect(await balancer.attribute('vip_port_id')).toMatch(/^[0-9a-f-]{36}$/);
    const listener = await make('Listener', { loadbalancer: balancer.reference, protocol: 'HTTP', protocol_port: 80 });
    const pool = await make('Pool', { listener: listener.reference, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' });
    expect(await listener.attribute('default_pool_id')).toBe(pool.physicalId);
    expect(await balancer.attribute('pools')).toEqual([{ id: pool.physicalId }]);
    const member = await make('PoolMember', { pool: pool.reference, address: '10.3.0.9', protocol_port: 8080 });
    expect(await pool.attribute('members')).toEqual([{ id: member.physicalId }]);
    const reject = { listener: listener.reference, action: 'REJECT' };
    const policy = await make('L7Policy', reject);
    const given = { ...reject, action: 'REDIRECT_TO_POOL', redirect_pool: pool.reference };
    expect(await policy.update(given)).toBe('updated');
    expect(await policy.attribute('show')).toMatchObject({
      action: 'REDIRECT_TO_POOL',
      redirect_pool_id: pool.physicalId,
    });
    const path = { l7policy: policy.reference, type: 'PATH', compare_type: 'EQUAL_TO', value: '/' };
    const rule = await make('L7Rule', path);
    expect(await policy.attribute('rules')).toEqual([{ id: rule.physicalId }]);
    expect(await rule.update({ ...path, type: 'HEADER', key: 'X-Who' })).toBe('updated');
    expect(await rule.attribute('show')).toMatchObject({ type: 'HEADER', key: 'X-Who' });
    for (const each of [rule, policy, member, pool, listener, balancer]) await each.delete();
  });
});

describe('a quota', () => {
  it('is what is given, and the default again when it goes', async () => {
    const { projectId: project } = test.demo;
    const most = async () => {
      const path = `/lbaas/quotas/${project}`;
      return (await test.admin.request<{ quota: ValueMap }>('load-balancer', { path })).body.quota.pool;
    };
    const before = await most();
    const quota = await make('Quota', { project: 'demo', pool: 7 }, test.admin);
    expect(await most()).toBe(7);
    expect(await quota.update({ project: 'demo', pool: 8 })).toBe('updated');
    expect(await most()).toBe(8);
    await quota.check();
    await quota.delete();
    expect(await most()).toBe(before);
  });
});

it.each<[string, string, ValueMap, string]>([
  [
    'a pool of nothing',
    'Pool',
    {},
    'At least one of the following properties must be specified: listener, loadbalancer',
  ],
  [
    'a session known by no cookie',
    'Pool',
    { loadbalancer: 'b', session_persistence: { type: 'APP_COOKIE' } },
    'Property cookie_name is required',
  ],
  [
    'a cookie for an address',
    'Pool',
    { loadbalancer: 'b', session_persistence: { type: 'SOURCE_IP', cookie_name: 'c' } },
    'must NOT be specified',
  ],
  [
    'a certificate that is not there',
    'Listener',
    { protocol: 'TERMINATED_HTTPS' },
    'default_tls_container_ref required',
  ],
  [
    'a redirection of what is rejected',
    'L7Policy',
    { action: 'REJECT', redirect_url: 'http://a' },
    'not required when action type is set to REJECT',
  ],
  ['a redirection to no pool', 'L7Policy', { action: 'REDIRECT_TO_POOL' }, 'Property redirect_pool is required'],
  [
    'a pool for an address',
    'L7Policy',
    { action: 'REDIRECT_TO_URL', redirect_pool: 'p' },
    'redirect_pool property should only be specified',
  ],
  ['a header of no name', 'L7Rule', { type: 'HEADER' }, 'Property key is missing'],
  ['a quota of nothing', 'Quota', {}, 'At least one of'],
])('is refused: %s', async (_what, name, properties, words) => {
  await expect(validate(type(name), { properties, cloud: null })).rejects.toThrow(words);
});
