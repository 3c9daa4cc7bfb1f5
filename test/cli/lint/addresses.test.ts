/** Addresses that a template wants in a subnet of its own. */
import { expect, it } from 'vitest';
import { strayAddresses } from '../../../src/cli/lint/addresses.ts';
import { lintedTypes } from '../../../src/cli/lint/types.ts';
import { lintTemplate } from '../../../src/template/index.ts';

const NETWORK = `heat_template_version: 2018-08-31
parameters:
  block: {type: string, default: 10.1.0.0/24}
  open: {type: string}
resources:
  net: {type: OS::Neutron::Net}
  four: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: {get_param: block}}}
  six: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: "fd00::/64", ip_version: 6, gateway_ip: "fe80::1"}}
  any: {type: OS::Neutron::Net}
  given: {type: OS::Neutron::Subnet, properties: {network: {get_resource: any}, cidr: {get_param: open}, gateway_ip: 10.9.9.9}}
`;

function stray(resource: string, parameters = {}): string[] {
  return lintTemplate(`${NETWORK}${resource}\n`, {
    types: lintedTypes,
    environment: { parameters },
    more: strayAddresses,
  }).map(
    ({ code, message, path }) =>
      `${code === 'address-outside-subnet' ? '' : code}${path?.slice(3).join('.')}: ${message}`,
  );
}
const subnet = (more: string) =>
  `  s: {type: OS::Neutron::Subnet, properties: {network: other, cidr: 192.168.0.0/28, ${more}}}`;
const port = (more: string) => `  p: {type: OS::Neutron::Port, properties: {${more}}}`;
const IN_NET = 'network: {get_resource: net}';
const IN_FOUR = 'subnet: {get_resource: four}';

it.each([
  subnet('gateway_ip: 192.168.0.14'),
  subnet('gateway_ip: ""'),
  subnet('allocation_pools: [{start: 192.168.0.2, end: 192.168.0.9}]'),
  port(`${IN_NET}, fixed_ips: [{ip_address: 10.1.0.255}, {ip_address: "FD00:0::1"}]`),
  port(`${IN_NET}, fixed_ips: [{ip_address: 10.1.0.9, ${IN_FOUR}}]`),
  // What these are in is not known.
  port(`${IN_NET}, fixed_ips: [{ip_address: 10.2.0.9, subnet: other}]`),
  port('network: other, fixed_ips: [{ip_address: 10.2.0.9}]'),
  port('network: {get_resource: any}, fixed_ips: [{ip_address: 10.2.0.9}]'),
  port(`${IN_NET}, fixed_ips: [{ip_address: {get_param: open}}]`),
  port(`${IN_NET}, fixed_ips: {get_param: open}`),
  `  s: {type: OS::Nova::Server, properties: {flavor: f, image: i, networks: [{${IN_NET}, fixed_ip: 10.1.0.7}, {port: p}]}}`,
  // Another subnet may be made within.
  `${port(`${IN_NET}, fixed_ips: [{ip_address: 10.2.0.9}]`)}\n  g: {type: OS::Heat::ResourceGroup, properties: {resource_def: {type: OS::Heat::None}}}`,
])('%s is in order', (resource) => {
  expect(stray(resource)).toEqual([]);
});

it.each([
  [subnet('gateway_ip: 192.168.1.1'), 'gateway_ip: 192.168.1.1 is not an address of the subnet s (192.168.0.0/28).'],
  [
    subnet('allocation_pools: [{start: 192.168.0.2, end: 192.168.0.16}]'),
    'allocation_pools.0.end: 192.168.0.16 is not an address of the subnet s (192.168.0.0/28).',
  ],
  [
    port(`${IN_NET}, fixed_ips: [{ip_address: 10.1.1.0}]`),
    'fixed_ips.0.ip_address: 10.1.1.0 is not an address of any of the subnets four (10.1.0.0/24), six (fd00::/64).',
  ],
  [
    port(`${IN_NET}, fixed_ips: [{ip_address: "fd00::1", ${IN_FOUR}}]`),
    'fixed_ips.0.ip_address: fd00::1 is not an address of the subnet four (10.1.0.0/24).',
  ],
  [
    `  s: {type: OS::Nova::Server, properties: {flavor: f, image: i, networks: [{${IN_NET}, fixed_ip: 10.0.0.7}]}}`,
    'networks.0.fixed_ip: 10.0.0.7 is not an address of any of the subnets four (10.1.0.0/24), six (fd00::/64).',
  ],
  [
    `  r: {type: OS::Neutron::Router, properties: {external_gateway_info: {${IN_NET}, external_fixed_ips: [{${IN_FOUR}, ip_address: 1.1.1.1}]}}}`,
    'external_gateway_info.external_fixed_ips.0.ip_address: 1.1.1.1 is not an address of the subnet four (10.1.0.0/24).',
  ],
])('%s is not', (resource, told) => {
  expect(stray(resource)).toEqual([told]);
});

it('goes by the values that are given', () => {
  const wanted = port(`${IN_NET}, fixed_ips: [{ip_address: 10.1.0.9, ${IN_FOUR}}]`);
  expect(stray(wanted, { block: '10.2.0.0/16' })).toEqual([
    'fixed_ips.0.ip_address: 10.1.0.9 is not an address of the subnet four (10.2.0.0/16).',
  ]);
  expect(stray(port('network: x'), { open: '10.8.0.0/16' })).toEqual([
    'gateway_ip: 10.9.9.9 is not an address of the subnet given (10.8.0.0/16).',
  ]);
});
