import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { NotNow } from '../../../src/resources/not-now.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven, validate } from '../driver.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(`OS::Neutron::${name}`) as ResourceType;
const drive = (name: string, as = 'thing') => new Driven(type(name), { cloud: test.demo }, as);
const make = (name: string, given: ValueMap = {}, as = name.toLowerCase()) => drive(name, as).create(given);
const shown = async (driven: Driven) => (await driven.attribute('show')) as ValueMap;

async function network(cidr = '10.5.0.0/24') {
  const net = await make('Net');
  const subnet = await make('Subnet', { network: net.reference, cidr });
  return { net, subnet };
}

describe('OS::Neutron::Net', () => {
  it('lives its life', async () => {
    const net = await make('Net', { tags: ['b', 'a'], value_specs: { mtu: 1400 } });
    expect(await shown(net)).toMatchObject({
      name: net.physicalName,
      status: 'ACTIVE',
      mtu: 1400,
      tags: expect.arrayContaining(['a', 'b']),
    });
    expect(net.reference).toBe(net.physicalId);
    expect(await net.find()).toBe(net.physicalId);
    await net.check();
    expect(await net.update({ name: 'mine', admin_state_up: false, tags: ['c'] })).toBe('updated');
    expect(await shown(net)).toMatchObject({ name: 'mine', admin_state_up: false, tags: ['c'] });
    expect(await net.type.liveProperties?.(net)).toMatchObject({ tags: ['c'] });
    expect(await net.update({})).toBe('updated');
    expect(await shown(net)).toMatchObject({ name: net.physicalName, admin_state_up: true, tags: [] });
    expect(await net.update({})).toBe('unchanged');
    expect(await net.update({ availability_zone_hints: ['x'] })).toBe('replace');
    expect(await net.attribute('segments')).toEqual([]);
    expect(await net.type.liveProperties?.(net)).toMatchObject({ admin_state_up: true });
    await net.delete();
    await expect(net.check()).rejects.toThrow('could not be found');
    await net.delete();
  });
  it('refuses value_specs that stand for properties', async () => {
    await expect(make('Net', { value_specs: { shared: true } })).rejects.toThrow('shared not allowed in value_specs');
  });
  it('whose answer was lost is found by its name', async () => {
    const net = drive('Net');
    test.devCloud.faults.add({
      service: 'network',
      method: 'POST',
      path: '/networks$',
      count: 1,
      effect: { drop: 'after' },
    });
    await expect(net.create({})).rejects.toMatchObject({ outcome: 'unknown' });
    net.physicalId = await net.find();
    await net.check();
    await net.delete();
    expect(await net.find()).toBeNull();
  });
  it('is kept after a failure unless it is gone', async () => {
    const net = await make('Net');
    expect(await net.type.keepFailed?.(net)).toBe(true);
    await net.delete();
    expect(await net.type.keepFailed?.(net)).toBe(false);
  });
});

describe('OS::Neutron::Subnet', () => {
  it('lives its life', async () => {
    const net = await make('Net');
    const pools = [{ start: '10.6.0.10', end: '10.6.0.99' }];
    const given = { network_id: net.physicalName, cidr: '10.6.0.0/24', enable_dhcp: false, allocation_pools: pools };
    const subnet = await make('Subnet', { ...given, gateway_ip: '', tags: ['t'] });
    expect(await shown(subnet)).toMatchObject({
      gateway_ip: null,
      network_id: net.physicalId,
      tags: ['t'],
      enable_dhcp: false,
    });
    expect(await subnet.find()).toBe(subnet.physicalId);
    const routes = [{ destination: '10.9.0.0/16', nexthop: '10.6.0.9' }];
    expect(
      await subnet.update({ ...given, gateway_ip: '10.6.0.1', host_routes: routes, dns_nameservers: ['9.9.9.9'] }),
    ).toBe('updated');
    expect(await subnet.attribute('host_routes')).toEqual(routes);
    expect(await subnet.attribute('dns_nameservers')).toEqual(['9.9.9.9']);
    expect(await subnet.update({ ...given, cidr: '10.7.0.0/24' })).toBe('replace');
    await expect(subnet.update({ ...given, gateway_ip: 'auto' })).rejects.toThrow('auto');
    await subnet.delete();
    await net.delete();
  });
  it.each<[string, ValueMap, string]>([
    ['a pool and a block', { subnetpool: 'p', cidr: '10.0.0.0/8' }, 'at the same time: subnetpool, cidr'],
    ['neither pool nor block', {}, 'subnetpool, cidr'],
    ['a prefix with a block', { cidr: '10.0.0.0/8', prefixlen: 9 }, 'prefixlen, cidr'],
    ['a mode for IPv4', { cidr: '10.0.0.0/8', ip_version: 4, ipv6_ra_mode: 'slaac' }, 'not supported for ipv4'],
    [
      'two modes',
      { cidr: 'fd00::/64', ip_version: 6, ipv6_ra_mode: 'slaac', ipv6_address_mode: 'dhcpv6-stateful' },
      'must be equal',
    ],
    ['a gateway that is none', { cidr: '10.0.0.0/8', gateway_ip: 'here' }, 'Gateway IP address "here"'],
  ])('refuses %s', async (_what, properties, message) => {
    const check = async () => validate(type('Subnet'), { properties, cloud: test.demo });
    await expect(check()).rejects.toThrow(message);
  });
});

describe('OS::Neutron::Port', () => {
  it('lives its life', async () => {
    const { net, subnet } = await network();
    const group = await make('SecurityGroup');
    const port = await make('Port', {
      network: net.reference,
      fixed_ips: [{ subnet: subnet.reference, ip_address: '10.5.0.77' }],
      security_groups: [group.physicalName],
      tags: ['t'],
    });
    expect(await shown(port)).toMatchObject({
      security_groups: [group.physicalId],
      tags: ['t'],
      'binding:vnic_type': 'normal',
    });
    expect(await port.attribute('fixed_ips')).toEqual([{ subnet_id: subnet.physicalId, ip_address: '10.5.0.77' }]);
    expect(await port.attribute('subnets')).toMatchObject([{ id: subnet.physicalId, cidr: '10.5.0.0/24' }]);
    expect(await port.attribute('network')).toMatchObject({ id: net.physicalId });
    const addresses = [{ subnet: subnet.physicalId, ip_address: '10.5.0.77' }];
    expect(await port.type.liveProperties?.(port)).toMatchObject({
      fixed_ips: addresses,
      name: port.physicalName,
      value_specs: {},
    });
    expect(await port.find()).toBe(port.physicalId);
    const pairs = [{ ip_address: '10.1.1.1' }];
    expect(await port.update({ network: net.reference, allowed_address_pairs: pairs, security_groups: [] })).toBe(
      'updated',
    );
    // Addresses no longer asked for stay; groups taken away are gone.
    expect(await shown(port)).toMatchObject({
      fixed_ips: [{ ip_address: '10.5.0.77' }],
      security_groups: [],
      allowed_address_pairs: pairs,
    });
    expect(await port.update({ network: net.reference, no_fixed_ips: true })).toBe('updated');
    expect(await port.attribute('fixed_ips')).toEqual([]);
    expect((await shown(port)).security_groups).toHaveLength(1);
    expect(port.type.mustReplace?.({ replacement_policy: 'REPLACE_ALWAYS' })).toBe(true);
    await port.delete();
    await group.delete();
    await subnet.delete();
    await net.delete();
  });
  it('gives its address to the one that takes its place, and takes it back', async () => {
    const { net, subnet } = await network('10.8.0.0/24');
    const port = await make('Port', { network: net.reference, fixed_ips: [{ ip_address: '10.8.0.50' }] });
    await port.type.beforeReplace?.(port);
    expect(await port.attribute('fixed_ips')).toEqual([]);
    // Asked again after a crash, it has none any more, and knows which it had.
    await port.type.beforeReplace?.(port);
    const other = await make('Port', { network: net.reference, fixed_ips: [{ ip_address: '10.8.0.50' }] });
    await expect(port.type.afterReplaceFailed?.(port)).rejects.toThrow(NotNow);
    await other.delete();
    expect(await port.type.afterReplaceFailed?.(port)).toBe(true);
    expect(await port.attribute('fixed_ips')).toMatchObject([{ ip_address: '10.8.0.50' }]);
    await port.delete();
    await subnet.delete();
    await net.delete();
  });
  it('refuses addresses together with none', async () => {
    const check = async () =>
      validate(type('Port'), { properties: { fixed_ips: [{}], no_fixed_ips: true }, cloud: test.demo });
    await expect(check()).rejects.toThrow('fixed_ips, no_fixed_ips');
  });
  it('keeps what Nova wrote into the binding profile', async () => {
    const { net, subnet } = await network('10.11.0.0/24');
    const cloud = test.admin;
    const given = (profile: ValueMap) => ({ network: net.reference, value_specs: { 'binding:profile': profile } });
    const port = await new Driven(type('Port'), { cloud }).create(given({ a: '1' }));
    await cloud.request('network', {
      method: 'PUT',
      path: `/ports/${port.physicalId}`,
      body: { port: { 'binding:profile': { a: '1', slot: '7' } } },
    });
    await port.update(given({ a: '2' }));
    expect((await shown(port))['binding:profile']).toEqual({ a: '2', slot: '7' });
    await port.delete();
    await subnet.delete();
    await net.delete();
  });
});

describe('routers, floating IPs and what ties them', () => {
  it('live their lives together', async () => {
    const { net, subnet } = await network('10.12.0.0/24');
    const router = await make('Router', { external_gateway_info: { network: 'public' }, tags: ['r'] });
    expect(await router.attribute('external_gateway_info')).toMatchObject({ enable_snat: true });
    expect(await router.find()).toBe(router.physicalId);
    const live = await router.type.liveProperties?.(router);
    expect(live?.external_gateway_info).toEqual(
      router.properties.external_gateway_info && {
        network: (router.properties.external_gateway_info as ValueMap).network,
        enable_snat: true,
      },
    );
    const tie = await make('RouterInterface', { router: router.reference, subnet_id: subnet.physicalName });
    expect(tie.reference).toBe(`${router.physicalId}:subnet_id=${subnet.physicalId}`);
    expect(await tie.find()).toBe(tie.reference);
    await tie.check();
    const port = await make('Port', { network: net.reference });
    const fip = await make('FloatingIP', { floating_network: 'public', port_id: port.reference });
    expect(await fip.attribute('show')).toMatchObject({ description: fip.physicalName, port_id: port.physicalId });
    expect(await fip.attribute('router_id')).toBe(router.physicalId);
    expect(await fip.update({ floating_network: 'public' })).toBe('updated');
    expect(await fip.attribute('port_id')).toBeNull();
    const association = await make('FloatingIPAssociation', { floatingip_id: fip.reference, port_id: port.reference });
    await association.check();
    expect(await fip.attribute('port_id')).toBe(port.physicalId);
    const other = await make('FloatingIP', { floating_network: 'public' }, 'other');
    expect(await association.update({ floatingip_id: other.reference, port_id: port.reference })).toBe('updated');
    expect(await fip.attribute('port_id')).toBeNull();
    expect(await other.attribute('port_id')).toBe(port.physicalId);

    // An interface that a floating IP needs is in use until the association is gone.
    await expect(tie.delete()).rejects.toThrow('required by one or more floating IPs');
    await association.delete();
    expect(await other.attribute('port_id')).toBeNull();
    await tie.delete();
    await expect(tie.check()).rejects.toThrow('has no interface');
    await other.delete();
    await fip.delete();
    await port.delete();

    expect(await router.update({ name: 'named' })).toBe('updated');
    expect(await router.attribute('external_gateway_info')).toBeNull();
    const gateway = await make('RouterGateway', { router_id: router.reference, network: 'public' });
    expect(gateway.reference.startsWith(`${router.physicalId}:`)).toBe(true);
    await gateway.check();
    await gateway.delete();
    await expect(gateway.check()).rejects.toThrow('no gateway');
    await router.delete();
    await subnet.delete();
    await net.delete();
  });
  it('refuses what cannot be together', async () => {
    const check = (name: string, properties: ValueMap) => async () =>
      validate(type(name), { properties, cloud: test.demo });
    await expect(check('RouterInterface', { subnet: 'a', port: 'b' })()).rejects.toThrow('subnet, port');
    await expect(check('RouterInterface', {})()).rejects.toThrow('At least one');
    await expect(check('Router', { ha: true, distributed: true })()).rejects.toThrow('distributed, ha');
    await expect(check('Router', { l3_agent_ids: ['a', 'b'] })()).rejects.toThrow('Non HA');
    await expect(check('FloatingIP', { fixed_ip_address: '1.1.1.1' })()).rejects.toThrow('port_id');
  });
});

describe('security groups', () => {
  const rules = async (group: Driven) =>
    ((await shown(group)).security_group_rules as ValueMap[])
      .map(
        (rule) =>
          `${rule.direction} ${rule.ethertype} ${rule.protocol} ${rule.port_range_min} ${rule.remote_group_id === group.physicalId}`,
      )
      .sort();
  const OPEN = ['egress IPv4 null null false', 'egress IPv6 null null false'];

  it('have exactly the rules wanted', async () => {
    const ssh = { protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '0.0.0.0/0' };
    const group = await make('SecurityGroup', { rules: [ssh, { remote_mode: 'remote_group_id' }] });
    expect(await rules(group)).toEqual([...OPEN, 'ingress IPv4 null null true', 'ingress IPv4 tcp 22 false']);
    // Completing again, as after a crash, adds nothing.
    group.forgetNotes();
    await group.type.created(group);
    expect(await rules(group)).toHaveLength(4);
    expect(await group.find()).toBe(group.physicalId);
    expect(await group.update({ description: 'x', rules: [ssh, { direction: 'egress', protocol: 'udp' }] })).toBe(
      'updated',
    );
    expect(await rules(group)).toEqual(['egress IPv4 udp null false', 'ingress IPv4 tcp 22 false']);
    expect(await group.update({})).toBe('updated');
    expect(await rules(group)).toEqual(OPEN);
    await group.delete();
  });
  it('cannot be called default', async () => {
    await expect(make('SecurityGroup', { name: 'default' })).rejects.toThrow('"default"');
  });
  it('take single rules', async () => {
    const group = await make('SecurityGroup');
    const rule = await make('SecurityGroupRule', {
      security_group: group.physicalName,
      port_range_min: 80,
      port_range_max: 90,
    });
    expect(await rule.find()).toBe(rule.physicalId);
    expect(await rules(group)).toContain('ingress IPv4 tcp 80 false');
    await rule.delete();
    expect(await rules(group)).toEqual(OPEN);
    await group.delete();
  });
});

describe('OS::Neutron::ProviderNet', () => {
  it('lives its life', async () => {
    const net = await new Driven(type('ProviderNet'), { cloud: test.admin }).create({
      network_type: 'vlan',
      physical_network: 'physnet1',
      segmentation_id: '101',
      router_external: true,
    });
    expect(await shown(net)).toMatchObject({ 'provider:network_type': 'vlan', 'router:external': true, shared: true });
    expect(
      await net.update({ network_type: 'vlan', physical_network: 'physnet1', segmentation_id: '101', shared: false }),
    ).toBe('updated');
    expect(await shown(net)).toMatchObject({ shared: false, 'router:external': false });
    await net.delete();
  });
  it('refuses numbers where there are none', async () => {
    const check = async () =>
      validate(type('ProviderNet'), { properties: { network_type: 'flat', segmentation_id: '1' }, cloud: test.admin });
    await expect(check()).rejects.toThrow('segmentation_id not allowed');
  });
});
