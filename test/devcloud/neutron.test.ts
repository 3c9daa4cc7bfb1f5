import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatIp, parseCidr, parseIp } from '../../src/devcloud/neutron/ip-address.ts';
import { login, makeNetwork, passwordAuth, type Session, type TestCloud, testCloud } from './session.ts';

const N = '/network/v2.0';
let t: TestCloud;
let other: Session;
beforeAll(async () => {
  t = await testCloud();
  other = await login(t.base, passwordAuth('other'));
});
afterAll(() => t.cloud.close());

const external = async (): Promise<string> => (await t.demo.get(`${N}/networks?name=public`)).networks[0].id;

/** The type of Neutron's refusal, after checking its status. */
async function refusal(
  status: number,
  method: string,
  path: string,
  body?: unknown,
  session: Session = t.demo,
): Promise<string> {
  const answer = await session.send(method, `${N}${path}`, body);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining('NeutronError')]);
  return answer.body.NeutronError.type;
}

describe('addresses', () => {
  it('are written and read alike', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
        expect(parseIp(formatIp(6, value))).toEqual({ version: 6, value });
        expect(parseIp(formatIp(4, value & 0xffffffffn))).toEqual({ version: 4, value: value & 0xffffffffn });
      }),
    );
    expect(formatIp(6, parseIp('2001:db8:0:0:1:0:0:1')?.value ?? 0n)).toBe('2001:db8::1:0:0:1');
    expect(parseCidr('10.0.0.0/33')).toBeUndefined();
  });

  it('are given out once, from the pools only, and again when free, whatever the order of creations and deletions', async () => {
    const { network, subnet } = await makeNetwork(t.demo, '10.9.0.0/29');
    const inPool = new Set(['10.9.0.2', '10.9.0.3', '10.9.0.4', '10.9.0.5', '10.9.0.6']);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constant('create' as const), fc.nat(4)), { maxLength: 25 }),
        async (steps) => {
          const live: { id: string; ip: string }[] = [];
          for (const step of steps) {
            if (step === 'create') {
              const answer = await t.demo.send('POST', `${N}/ports`, { port: { network_id: network } });
              if (live.length === inPool.size) {
                expect(answer.body.NeutronError.type).toBe('IpAddressGenerationFailure');
                expect(answer.status).toBe(409);
              } else {
                const ip = answer.body.port.fixed_ips[0].ip_address;
                expect(inPool.has(ip) && live.every((port) => port.ip !== ip)).toBe(true);
                live.push({ id: answer.body.port.id, ip });
              }
            } else {
              const [gone] = live.splice(step, 1);
              if (gone) expect((await t.demo.send('DELETE', `${N}/ports/${gone.id}`)).status).toBe(204);
            }
          }
          for (const port of live) await t.demo.send('DELETE', `${N}/ports/${port.id}`);
        },
      ),
      { numRuns: 15 },
    );
    expect((await t.demo.send('DELETE', `${N}/subnets/${subnet}`)).status).toBe(204);
  });

  it('follow the MAC address in SLAAC subnets', async () => {
    const { network } = await makeNetwork(t.demo, '2001:db8::/64', {
      ipv6_address_mode: 'slaac',
      ipv6_ra_mode: 'slaac',
    });
    const { port } = await t.demo.post(`${N}/ports`, {
      port: { network_id: network, mac_address: 'fa:16:3e:00:00:01' },
    });
    expect(port.fixed_ips[0].ip_address).toBe('2001:db8::f816:3eff:fe00:1');
  });

  it('come from subnet pools without overlapping', async () => {
    const { subnetpool } = await t.demo.post(`${N}/subnetpools`, {
      subnetpool: { name: 'pool', prefixes: ['10.50.0.0/23'], default_prefixlen: 24 },
    });
    const { network } = await t.demo.post(`${N}/networks`, { network: {} });
    const make = () =>
      t.demo.send('POST', `${N}/subnets`, {
        subnet: { network_id: network.id, ip_version: 4, subnetpool_id: subnetpool.id },
      });
    expect([(await make()).body.subnet.cidr, (await make()).body.subnet.cidr]).toEqual([
      '10.50.0.0/24',
      '10.50.1.0/24',
    ]);
    expect((await make()).body.NeutronError.type).toBe('SubnetAllocationError');
    expect(await refusal(409, 'DELETE', `/subnetpools/${subnetpool.id}`)).toBe('SubnetPoolInUse');
  });
});

describe('what depends on each other', () => {
  it('cannot be deleted in the wrong order', async () => {
    const { network, subnet } = await makeNetwork(t.demo);
    const { router } = await t.demo.post(`${N}/routers`, { router: { name: 'r' } });
    const { port } = await t.demo.post(`${N}/ports`, { port: { network_id: network } });
    const publicNet = await external();
    expect(
      await refusal(404, 'POST', '/floatingips', { floatingip: { floating_network_id: publicNet, port_id: port.id } }),
    ).toBe('ExternalGatewayForFloatingIPNotFound');
    const added = await t.demo.ok('PUT', `${N}/routers/${router.id}/add_router_interface`, { subnet_id: subnet });
    expect(added.subnet_id).toBe(subnet);
    expect(await refusal(400, 'PUT', `/routers/${router.id}/add_router_interface`, { subnet_id: subnet })).toBe(
      'BadRequest',
    );
    await t.demo.ok('PUT', `${N}/routers/${router.id}`, {
      router: { external_gateway_info: { network_id: publicNet } },
    });
    const { floatingip } = await t.demo.post(`${N}/floatingips`, {
      floatingip: { floating_network_id: publicNet, port_id: port.id },
    });
    expect(floatingip).toMatchObject({
      status: 'ACTIVE',
      router_id: router.id,
      fixed_ip_address: port.fixed_ips[0].ip_address,
    });

    expect(await refusal(409, 'DELETE', `/networks/${network}`)).toBe('NetworkInUse');
    expect(await refusal(409, 'DELETE', `/subnets/${subnet}`)).toBe('SubnetInUse');
    expect(await refusal(409, 'DELETE', `/routers/${router.id}`)).toBe('RouterInUse');
    expect(await refusal(409, 'DELETE', `/ports/${added.port_id}`)).toBe('ServicePortInUse');
    expect(await refusal(409, 'PUT', `/routers/${router.id}/remove_router_interface`, { subnet_id: subnet })).toBe(
      'RouterInterfaceInUseByFloatingIP',
    );
    expect(await refusal(409, 'PUT', `/routers/${router.id}`, { router: { external_gateway_info: {} } })).toBe(
      'RouterExternalGatewayInUseByFloatingIp',
    );

    expect((await t.demo.send('DELETE', `${N}/floatingips/${floatingip.id}`)).status).toBe(204);
    await t.demo.ok('PUT', `${N}/routers/${router.id}/remove_router_interface`, { subnet_id: subnet });
    expect(await refusal(404, 'PUT', `/routers/${router.id}/remove_router_interface`, { subnet_id: subnet })).toBe(
      'RouterInterfaceNotFoundForSubnet',
    );
    for (const path of [`/ports/${port.id}`, `/routers/${router.id}`, `/networks/${network}`]) {
      expect((await t.demo.send('DELETE', `${N}${path}`)).status).toBe(204);
    }
    expect(await refusal(404, 'GET', `/subnets/${subnet}`)).toBe('SubnetNotFound');
  });

  it('security groups: default rules, duplicates, use', async () => {
    const { security_group: group } = await t.demo.post(`${N}/security-groups`, { security_group: { name: 'g' } });
    expect(
      group.security_group_rules
        .map((r: { direction: string; ethertype: string }) => `${r.direction} ${r.ethertype}`)
        .sort(),
    ).toEqual(['egress IPv4', 'egress IPv6']);
    const rule = {
      security_group_id: group.id,
      direction: 'ingress',
      protocol: 'tcp',
      port_range_min: 80,
      port_range_max: 80,
    };
    await t.demo.post(`${N}/security-group-rules`, { security_group_rule: rule });
    expect(await refusal(409, 'POST', '/security-group-rules', { security_group_rule: rule })).toBe(
      'SecurityGroupRuleExists',
    );
    expect(
      await refusal(400, 'POST', '/security-group-rules', { security_group_rule: { ...rule, port_range_min: 90 } }),
    ).toBe('SecurityGroupInvalidPortRange');
    const { network } = await makeNetwork(t.demo);
    const { port } = await t.demo.post(`${N}/ports`, { port: { network_id: network, security_groups: [group.id] } });
    expect(await refusal(409, 'DELETE', `/security-groups/${group.id}`)).toBe('SecurityGroupInUse');
    await t.demo.ok('PUT', `${N}/ports/${port.id}`, { port: { security_groups: [] } });
    expect((await t.demo.send('DELETE', `${N}/security-groups/${group.id}`)).status).toBe(204);
    const [own] = (await t.demo.get(`${N}/security-groups?name=default`)).security_groups;
    expect(await refusal(409, 'DELETE', `/security-groups/${own.id}`)).toBe('SecurityGroupCannotRemoveDefault');
  });
});

describe('requests', () => {
  it('do not see or touch what belongs to other projects', async () => {
    const { network, subnet } = await makeNetwork(t.demo);
    expect(await refusal(404, 'GET', `/networks/${network}`, undefined, other)).toBe('NetworkNotFound');
    expect(await refusal(404, 'DELETE', `/subnets/${subnet}`, undefined, other)).toBe('SubnetNotFound');
    expect((await other.get(`${N}/networks`)).networks.map((n: { name: string }) => n.name)).toEqual(['public']);
    expect(await refusal(403, 'DELETE', `/networks/${await external()}`)).toBe('PolicyNotAuthorized');
    expect(await refusal(403, 'POST', '/networks', { network: { shared: true } })).toBe('PolicyNotAuthorized');
    expect((await t.admin.get(`${N}/networks/${network}`)).network['provider:network_type']).toBe('geneve');
  });

  it('are checked attribute by attribute', async () => {
    expect(await refusal(400, 'POST', '/networks', { network: { colour: 'red' } })).toBe('HTTPBadRequest');
    expect(await refusal(400, 'POST', '/networks', { network: { admin_state_up: 'perhaps' } })).toBe('HTTPBadRequest');
    expect(await refusal(400, 'POST', '/subnets', { subnet: {} })).toBe('HTTPBadRequest');
    expect(await refusal(400, 'POST', '/networks', {})).toBe('HTTPBadRequest');
    const { network } = await t.demo.post(`${N}/networks`, { network: {} });
    expect(await refusal(400, 'PUT', `/networks/${network.id}`, { network: { status: 'DOWN' } })).toBe(
      'HTTPBadRequest',
    );
  });

  it('make all of many, or none', async () => {
    const { network } = await makeNetwork(t.demo, '10.0.0.0/30');
    const answer = await t.demo.send('POST', `${N}/ports`, {
      ports: [{ network_id: network }, { network_id: network }],
    });
    expect(answer.body.NeutronError.type).toBe('IpAddressGenerationFailure');
    expect((await t.demo.get(`${N}/ports?network_id=${network}`)).ports).toEqual([]);
  });

  it('page, filter, pick fields, and carry tags', async () => {
    const { network } = await makeNetwork(t.demo);
    const made = (
      await t.demo.post(`${N}/ports`, {
        ports: Array.from({ length: 5 }, (_, i) => ({ network_id: network, name: `p${i}` })),
      })
    ).ports;
    const seen: string[] = [];
    let path = `${N}/ports?network_id=${network}&limit=2&fields=id`;
    while (path) {
      const page = await t.demo.get(path);
      for (const port of page.ports) {
        expect(Object.keys(port)).toEqual(['id']);
        seen.push(port.id);
      }
      path = page.ports_links?.[0].href.slice(t.base.length) ?? '';
    }
    expect(seen).toEqual(made.map((port: { id: string }) => port.id));
    expect(
      (await t.demo.get(`${N}/ports?name=p3&network_id=${network}`)).ports.map((p: { id: string }) => p.id),
    ).toEqual([made[3].id]);
    await t.demo.ok('PUT', `${N}/ports/${made[1].id}/tags`, { tags: ['a', 'b'] });
    expect((await t.demo.get(`${N}/ports?tags=a,b`)).ports.map((p: { id: string }) => p.id)).toEqual([made[1].id]);
    expect((await t.demo.send('DELETE', `${N}/ports/${made[1].id}/tags/c`)).status).toBe(404);
  });
});
