/** What sets the types of Neutron's load balancers apart from Octavia's, whose objects they make. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { questions } from '../../../src/resources/questions/index.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven, validate } from '../driver.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(`OS::Neutron::${name}`) as ResourceType;
const make = (name: string, given: ValueMap) => new Driven(type(name), { cloud: test.demo }).create(given);
const shown = (driven: Driven) => driven.attribute('show');

describe("Neutron's load balancers", () => {
  it('are made of presets that Octavia does not take', async () => {
    const net = await make('Net', {});
    const { reference: vip_subnet } = await make('Subnet', { network: net.reference, cidr: '10.8.0.0/24' });
    const balancer = await make('LBaaS::LoadBalancer', { vip_subnet, provider: 'octavia' });
    const speaking = { loadbalancer: balancer.reference, protocol: 'TCP' };
    const pool = await make('LBaaS::Pool', { ...speaking, lb_algorithm: 'SOURCE_IP' });

    // It is found by its pool.
    const listener = await make('LBaaS::Listener', {
      protocol: 'TCP',
      protocol_port: 80,
      default_pool: pool.reference,
    });
    expect(await listener.attribute('loadbalancers')).toEqual([{ id: balancer.physicalId }]);

    const asked = { pool: pool.reference, delay: 5, max_retries: 3, timeout: 4, type: 'TCP' };
    const monitor = await make('LBaaS::HealthMonitor', asked);
    expect(await shown(monitor)).toMatchObject({ type: 'TCP', http_method: null, url_path: null });
    expect(await monitor.update({ ...asked, url_path: '/healthy', delay: 6 })).toBe('updated');
    expect(await shown(monitor)).toMatchObject({ delay: 6, url_path: null });
    expect(await monitor.update({ ...asked, type: 'HTTP' })).toBe('replace');

    const at = { address: '10.8.0.9', protocol_port: 80, subnet: vip_subnet };
    const member = await make('LBaaS::PoolMember', { ...at, pool: pool.reference });
    expect(await member.attribute('pool_id')).toBe(pool.physicalId);
    expect(await member.attribute('address')).toBe('10.8.0.9');
    for (const each of [member, monitor, listener, pool, balancer]) await each.delete();
  });

  it('are of providers that Octavia has', async () => {
    const check = (name: string) => questions.constraint(test.demo, 'neutron.lbaas.provider', name);
    expect(await check('amphora')).toBeNull();
    expect(await check('haproxy')).toMatch(/^Unable to find neutron provider 'haproxy'/);
  });

  it('need a balancer, or a pool of one', async () => {
    const properties = { protocol: 'TCP', protocol_port: 80 };
    await expect(validate(type('LBaaS::Listener'), { properties, cloud: null })).rejects.toThrow(
      'At least one of the following properties must be specified: loadbalancer, default_pool',
    );
  });
});
