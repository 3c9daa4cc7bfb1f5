/** What a nested stack waits for, for the sake of its members. */
import { expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { templateResource } from '../../../src/resources/template-resource.ts';
import { bind, creationOrder, dependencies, parseTemplate } from '../../../src/template/index.ts';
import { providerType } from '../../../src/template/properties/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const ref = (name: string) => ({ get_resource: name });
const group = (def: Value, more: ValueMap = {}) => ({
  type: 'OS::Heat::ResourceGroup',
  properties: { count: 2, resource_def: def },
  ...more,
});
const portOn = (network: Value) => ({ type: 'OS::Neutron::Port', properties: { network } });
const FILE = templateResource(
  providerType('net.yaml', {
    parameters: parseTemplate('{heat_template_version: 2021-04-16}').parameterSchemas,
    outputs: [],
  }),
  '',
);
const typeOf = (name: string) => (name.endsWith('.yaml') ? FILE : catalogue.get(name));
const NETWORK: ValueMap = {
  net: { type: 'OS::Neutron::Net' },
  subnet: { type: 'OS::Neutron::Subnet', properties: { network: ref('net') } },
  router: { type: 'OS::Neutron::Router' },
  tie: { type: 'OS::Neutron::RouterInterface', properties: { router: ref('router'), subnet: ref('subnet') } },
  port: portOn(ref('net')),
  elsewhere: { type: 'OS::Neutron::Subnet', properties: { network: 'other' } },
};

function graphOf(resources: ValueMap) {
  const definition = bind(parseTemplate({ heat_template_version: '2021-04-16', resources }), {
    parameters: { get: () => null },
  });
  return dependencies(definition, {
    implicit: ({ type }) => typeOf(type)?.implicitDependencies,
    wished: ({ type }) => typeOf(type)?.wishedDependencies,
  });
}

it.each<[string, ValueMap, string[]]>([
  ['a group of ports', group(portOn(ref('net'))), ['net', 'subnet', 'tie']],
  [
    'a group of servers',
    group({ type: 'OS::Nova::Server', properties: { networks: [{ network: ref('net') }] } }),
    ['net', 'subnet', 'tie'],
  ],
  ['a group of groups', group(group(portOn(ref('net')))), ['net', 'subnet', 'tie']],
  [
    'a chain',
    { type: 'OS::Heat::ResourceChain', properties: { resources: ['a.yaml'], resource_properties: { n: ref('net') } } },
    ['net', 'subnet', 'tie'],
  ],
  [
    'a template with a network for a parameter',
    { type: 'a.yaml', properties: { n: ref('net') } },
    ['net', 'subnet', 'tie'],
  ],
  [
    'a template that is given the network in a map, by its name',
    { type: 'a.yaml', properties: { wiring: { main: [{ get_attr: ['net', 'name'] }] } } },
    ['net', 'subnet', 'tie'],
  ],
  [
    'a group in a group in a template',
    group({ type: 'a.yaml', properties: { n: ref('net') } }),
    ['net', 'subnet', 'tie'],
  ],
  ['a template with a subnet', { type: 'a.yaml', properties: { s: ref('subnet') } }, ['subnet', 'tie']],
  ['a template with a port', { type: 'a.yaml', properties: { p: ref('port') } }, ['port', 'tie']],
  ['a group on a network that is there', group(portOn('other')), ['elsewhere']],
  [
    'a remote stack',
    { type: 'OS::Heat::Stack', properties: { template: '', parameters: { n: ref('net') } } },
    ['net', 'subnet', 'tie'],
  ],
  ['a group that gets no network', group({ type: 'OS::Heat::RandomString' }), []],
  ['a group of names', group(portOn('net')), []],
])('%s', (_title, nested, wanted) => {
  // First in the template, so that its place does not decide.
  const graph = graphOf({ nested, ...NETWORK });
  expect([...(graph.get('nested') ?? [])].sort()).toEqual(wanted);
  creationOrder(graph);
});

it('tells two networks of one nested stack apart', () => {
  const graph = graphOf({
    networks: { type: 'nets.yaml' },
    one: { type: 'OS::Neutron::Subnet', properties: { network: { get_attr: ['networks', 'one'] } } },
    two: { type: 'OS::Neutron::Subnet', properties: { network: { get_attr: ['networks', 'two'] } } },
    nested: group(portOn({ get_attr: ['networks', 'two'] })),
  });
  expect([...(graph.get('nested') ?? [])].sort()).toEqual(['networks', 'two']);
});

it('waits for nothing that waits for itself, whichever way round', () => {
  const subnetOf = (name: string): Value => ({
    type: 'OS::Neutron::Subnet',
    properties: { network: ref('net'), name: { get_attr: [name, 'refs'] } },
  });
  const graph = graphOf({
    net: { type: 'OS::Neutron::Net' },
    a: group(portOn(ref('net'))),
    b: group(portOn(ref('net'))),
    afterA: subnetOf('a'),
    afterB: subnetOf('b'),
  });
  // The first has its wish; with the other's there would be a circle of four.
  expect([...(graph.get('a') ?? [])]).toEqual(['net', 'afterB']);
  expect([...(graph.get('b') ?? [])]).toEqual(['net']);
  expect(creationOrder(graph)).toEqual(['net', 'b', 'afterB', 'a', 'afterA']);
});

it('is quick where hundreds wish for hundreds', () => {
  const resources: ValueMap = { net: { type: 'OS::Neutron::Net' } };
  for (let i = 0; i < 400; i++) {
    resources[`g${i}`] = group(portOn(ref('net')));
    resources[`s${i}`] = { type: 'OS::Neutron::Subnet', properties: { network: ref('net') } };
  }
  const graph = graphOf(resources);
  expect(graph.get('g399')?.size).toBe(401);
  expect(creationOrder(graph)).toHaveLength(801);
});
