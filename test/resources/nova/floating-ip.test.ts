import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { novaFloatingIpAssociation } from '../../../src/resources/nova/floating-ip-association.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { Sibling } from '../../../src/template/schema/types.ts';
import { Unknown } from '../../../src/template/schema/types.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven } from '../driver.ts';

const test = useDevCloud();
const make = (name: string, given: ValueMap = {}, cloud = test.demo) =>
  new Driven(catalogue.get(`OS::${name}`) as ResourceType, { cloud }).create(given);

describe("Nova's floating IPs", () => {
  it('are of the only external network, or of the one that is named', async () => {
    const any = await make('Nova::FloatingIP');
    const named = await make('Nova::FloatingIP', { pool: 'public' });
    expect(await any.attribute('ip')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(await any.attribute('pool')).toBe(await named.attribute('pool'));
    expect(await any.attribute('pool')).toMatch(/^[0-9a-f-]{36}$/);
    await expect(make('Nova::FloatingIP', { pool: 'nowhere' })).rejects.toThrow("name or id 'nowhere'");
    await any.delete();
    await named.delete();
  });

  it('are of none where one would have to choose', async () => {
    const given = { network_type: 'vlan', physical_network: 'physnet1', segmentation_id: '99', router_external: true };
    const second = await make('Neutron::ProviderNet', given, test.admin);
    await expect(make('Nova::FloatingIP')).rejects.toThrow('Expected 1 external network, found 2');
    await second.delete();
  });

  it('lead to servers', async () => {
    const net = await make('Neutron::Net');
    const subnet = await make('Neutron::Subnet', { network: net.reference, cidr: '10.7.0.0/24' });
    const router = await make('Neutron::Router', { external_gateway_info: { network: 'public' } });
    const way = await make('Neutron::RouterInterface', { router: router.reference, subnet: subnet.reference });
    const machine = { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' };
    const servers = [
      await make('Nova::Server', { ...machine, networks: [{ network: net.reference }] }),
      await make('Nova::Server', { ...machine, networks: [{ network: net.reference }] }),
    ] as const;
    const [one, two] = [await make('Nova::FloatingIP'), await make('Nova::FloatingIP')];
    const leadsTo = async (address: Driven) => ((await address.attribute('show')) as ValueMap).fixed_ip_address;
    const addressOf = (server: Driven) => server.attribute('first_address');

    const given = { floating_ip: one.reference, server_id: servers[0].reference };
    const association = await make('Nova::FloatingIPAssociation', given);
    expect(association.reference).toBe(association.physicalName);
    expect(await leadsTo(one)).toBe(await addressOf(servers[0]));
    await association.check();
    // As after a crash.
    expect(await association.find()).toBe(association.physicalId);

    expect(await association.update({ ...given, server_id: servers[1].reference })).toBe('updated');
    expect(await leadsTo(one)).toBe(await addressOf(servers[1]));
    expect(await association.update({ floating_ip: two.reference, server_id: servers[1].reference })).toBe('updated');
    expect(await leadsTo(one)).toBeNull();
    expect(await leadsTo(two)).toBe(await addressOf(servers[1]));

    await association.delete();
    expect(await leadsTo(two)).toBeNull();
    await expect(association.check()).rejects.toThrow('does not lead to server');
    expect(await association.find()).toBeNull();
    const none = await make('Nova::Server', { ...machine, networks: [{ allocate_network: 'none' }] });
    await expect(
      make('Nova::FloatingIPAssociation', { floating_ip: one.reference, server_id: none.reference }),
    ).rejects.toThrow('no interface with an IPv4 address');
    for (const each of [none, one, two, ...servers, way, router, subnet, net]) await each.delete();
  });
});

describe('an association with a server', () => {
  const unknown = (what: string) => new Unknown(what) as never;
  const sibling = (name: string, type: string, properties: ValueMap): Sibling => ({ name, type, properties });
  const net = sibling('net', 'OS::Neutron::Net', {});
  const port = sibling('port', 'OS::Neutron::Port', { network: unknown('net') });
  const way = sibling('way', 'OS::Neutron::RouterInterface', { subnet: unknown('subnet') });
  const elsewhere = sibling('elsewhere', 'OS::Neutron::RouterInterface', { subnet: 'known' });
  const self = sibling('self', 'OS::Nova::FloatingIPAssociation', { server_id: unknown('server') });

  it.each<[string, ValueMap[], string[]]>([
    ['is on a network of the stack', [{ network: unknown('net') }], ['way']],
    ['has a port of the stack', [{ port: unknown('port') }], ['way']],
    ['has a subnet of the stack', [{ network: unknown('net'), subnet: unknown('subnet') }], ['way']],
    ['has another subnet', [{ network: unknown('net'), subnet: unknown('other') }], []],
    ['is on a network that was there', [{ network: 'public' }], ['way', 'elsewhere']],
  ])('waits for the way to one that %s', (_what, networks, names) => {
    const all = [net, port, way, elsewhere, self, sibling('server', 'OS::Nova::Server', { networks })];
    const siblings = {
      get: (name: string) => all.find((one) => one.name === name),
      ofType: (type: string) => all.filter((one) => one.type === type),
    };
    expect([...(novaFloatingIpAssociation.implicitDependencies?.(self, siblings as never) ?? [])]).toEqual(names);
  });
});
