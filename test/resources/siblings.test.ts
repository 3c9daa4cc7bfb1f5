/** What a resource waits for though it refers to something else. */
import { expect, it } from 'vitest';
import { catalogue } from '../../src/resources/catalogue.ts';
import { bind, dependencies, parseTemplate } from '../../src/template/index.ts';
import type { ValueMap } from '../../src/template/value.ts';

const ref = (name: string) => ({ get_resource: name });
const resources: ValueMap = {
  net: { type: 'OS::Neutron::Net' },
  subnet: { type: 'OS::Neutron::Subnet', properties: { network: ref('net') } },
  elsewhere: { type: 'OS::Neutron::Subnet', properties: { network_id: 'other' } },
  port: { type: 'OS::Neutron::Port', properties: { network_id: ref('net') } },
  fixed: {
    type: 'OS::Neutron::Port',
    properties: { network: ref('net'), fixed_ips: [{ subnet: ref('elsewhere') }] },
  },
  server: { type: 'OS::Nova::Server', properties: { networks: [{ network: ref('net') }] } },
  wired: { type: 'OS::Nova::Server', properties: { networks: [{ port: ref('port') }] } },
  plain: { type: 'OS::Nova::Server', properties: {} },
  router: { type: 'OS::Neutron::Router', properties: { external_gateway_info: { network: 'public' } } },
  tie: { type: 'OS::Neutron::RouterInterface', properties: { router: ref('router'), subnet: ref('subnet') } },
  fip: { type: 'OS::Neutron::FloatingIP', properties: { floating_network: 'public', port_id: ref('port') } },
  apart: { type: 'OS::Neutron::FloatingIP', properties: { floating_network: 'outside', port_id: ref('fixed') } },
  association: {
    type: 'OS::Neutron::FloatingIPAssociation',
    properties: { port_id: { get_attr: ['port', 'show', 'id'] } },
  },
  gateway: { type: 'OS::Neutron::RouterGateway', properties: { router_id: ref('router'), network: 'public' } },
};
const definition = bind(parseTemplate({ heat_template_version: '2021-04-16', resources }), {
  parameters: { get: () => null },
});
const alone = dependencies(definition);
const graph = dependencies(definition, { implicit: ({ type }) => catalogue.get(type)?.implicitDependencies });

it.each([
  ['port', ['subnet']],
  ['fixed', ['subnet']],
  ['server', ['subnet']],
  // Its only network is that of the port, which does not say which.
  ['wired', ['subnet', 'elsewhere']],
  ['plain', []],
  ['router', []],
  ['fip', ['gateway', 'tie', 'router']],
  ['apart', []],
  ['association', ['tie']],
  ['gateway', ['tie']],
])('%s waits for %j', (name, wanted) => {
  expect([...(graph.get(name) ?? [])].filter((other) => !alone.get(name)?.has(other))).toEqual(wanted);
});

it('goes through those only that it may have to wait for', () => {
  let read = 0;
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`port${i}`, { type: 'OS::Neutron::Port', properties: { network: 'net' } }]),
  );
  const stack = bind(parseTemplate({ heat_template_version: '2021-04-16', resources: many }), {
    parameters: { get: () => null },
  });
  const port = catalogue.get('OS::Neutron::Port')?.implicitDependencies;
  dependencies(stack, {
    implicit: () => (self, siblings) =>
      port?.(self, {
        get: (name) => siblings.get(name),
        ofType: (type) => {
          const found = siblings.ofType(type);
          read += found.length;
          return found;
        },
      }) ?? [],
  });
  expect(read).toBe(0);
});
