/** Templates that are none, or not sound. */
import { create, hot, of, resources, SOUND, table, template } from '../refusal.ts';

const VALUE = 'OS::Heat::Value';
const value = (properties: unknown, more: Record<string, unknown> = {}) => ({ type: VALUE, properties, ...more });
const get = (reference: unknown) => ({ a: value({ value: reference }) });

export const TEMPLATES = table({
  'a template that is not YAML': create({ template: 'a: [' }),
  'a template with a tab': create({ template: 'heat_template_version: 2021-04-16\nresources:\n\ta: {}' }),
  'a template that is one word': create({ template: 'word' }),
  'a template that is a list': create({ template: '- a\n- b' }),
  'a template that is empty': create({ template: '' }),
  'a template that is null': create({ template: null }),
  'a template that is a number': create({ template: 5 }),
  'a template that is a JSON list': create({ template: [] }),
  'a template that is false': create({ template: false }),
  'a template that is an empty mapping': create({ template: {} }),
  'no template': create({}),
  'a template too large': create({
    template: `heat_template_version: 2021-04-16\ndescription: ${'x'.repeat(524_288)}`,
  }),
  'a template too large as a mapping': create({ template: hot({ description: 'x'.repeat(524_288) }) }),
  'no version': create({ template: { resources: {} } }),
  'an unknown version': create({ template: { heat_template_version: '1999-01-01', resources: {} } }),
  'a version that is a number': create({ template: { heat_template_version: 5, resources: {} } }),
  'an unknown version of CloudFormation': create({
    template: { AWSTemplateFormatVersion: '1999-01-01', Resources: {} },
  }),
  'two versions': create({ template: { ...SOUND, AWSTemplateFormatVersion: '2010-09-09' } }),
  'an unknown section': template({ nonsense: {} }),
  'a section of CloudFormation': template({ Resources: {} }),
  'resources that are a list': template({ resources: [] }),
  'resources that are a text': template({ resources: 'x' }),
  'a resource that is null': resources({ a: null }),
  'a resource that is a text': resources({ a: 'x' }),
  'a resource that is a list': resources({ a: [] }),
  'a resource without a type': resources({ a: { properties: {} } }),
  'a type that is null': resources({ a: { type: null } }),
  'a type that is a number': resources({ a: { type: 5 } }),
  'a type that is a list': resources({ a: { type: ['x'] } }),
  'a type that is empty': resources({ a: { type: '' } }),
  'an unknown type': resources({ a: { type: 'OS::No::Such' } }),
  'an unknown member of a resource': resources({ a: { type: VALUE, nonsense: 1 } }),
  'properties that are a list': resources({ a: value([]) }),
  'properties that are a text': resources({ a: value('x') }),
  'an unknown property': resources({ a: value({ value: 1, nonsense: 2 }) }),
  'a missing property': resources({ a: value({}) }),
  'a property of a wrong type': resources({ a: { type: 'OS::Heat::RandomString', properties: { length: 'many' } } }),
  'a property out of range': resources({ a: { type: 'OS::Heat::RandomString', properties: { length: 0 } } }),
  'a property not among the allowed': resources({ a: value({ value: 1, type: 'rope' }) }),
  'a property that is a list and should be a map': resources({
    a: { type: 'OS::Heat::ResourceGroup', properties: { resource_def: [] } },
  }),
  'an unknown flavor': resources({
    a: {
      type: 'OS::Nova::Server',
      properties: { flavor: 'none-such', image: 'none-such', networks: [{ network: 'none-such' }] },
    },
  }),
  'an unknown network': resources({
    a: { type: 'OS::Neutron::Subnet', properties: { network: 'none-such', cidr: '10.0.0.0/24' } },
  }),
  'a malformed address range': resources({
    n: { type: 'OS::Neutron::Net' },
    a: { type: 'OS::Neutron::Subnet', properties: { network: { get_resource: 'n' }, cidr: '10.0.0.0/99' } },
  }),
  'metadata that is a list': resources({ a: { type: VALUE, properties: { value: 1 }, metadata: [] } }),
  'depends_on nothing that is there': resources({ a: value({ value: 1 }, { depends_on: 'nope' }) }),
  'depends_on a number': resources({ a: value({ value: 1 }, { depends_on: 5 }) }),
  'depends_on a map': resources({ a: value({ value: 1 }, { depends_on: { a: 1 } }) }),
  'an unknown deletion policy': resources({ a: value({ value: 1 }, { deletion_policy: 'Forget' }) }),
  'an update policy that is a list': resources({ a: value({ value: 1 }, { update_policy: [] }) }),
  'an external id that is a number': resources({ a: value({ value: 1 }, { external_id: 5 }) }),
  'a reference to no resource': resources(get({ get_resource: 'nope' })),
  'a reference to no parameter': resources(get({ get_param: 'nope' })),
  'an attribute of no resource': resources(get({ get_attr: ['nope', 'value'] })),
  'an unknown attribute': resources({ b: value({ value: 1 }), a: value({ value: { get_attr: ['b', 'nope'] } }) }),
  'get_attr with one name': resources({ b: value({ value: 1 }), a: value({ value: { get_attr: 'b' } }) }),
  'a file that is not there': resources(get({ get_file: 'nope.txt' })),
  'a circle of two': resources({
    a: value({ value: { get_resource: 'b' } }),
    b: value({ value: { get_resource: 'a' } }),
  }),
  'a circle of one': resources({ a: value({ value: { get_resource: 'a' } }) }),
  'a circle by depends_on': resources({
    a: value({ value: 1 }, { depends_on: 'b' }),
    b: value({ value: 1 }, { depends_on: ['a'] }),
  }),
  'an unknown condition': resources({ a: value({ value: 1 }, { condition: 'nope' }) }),
  'a condition that is a text': template({ conditions: { c: 'x' }, resources: { a: value({ value: 1 }) } }),
  'conditions that are a list': template({ conditions: [], resources: { a: value({ value: 1 }) } }),
  'conditions in a circle': template({
    conditions: { c: { not: 'd' }, d: { not: 'c' } },
    resources: { a: value({ value: 1 }, { condition: 'c' }) },
  }),
  'str_replace without params': resources(get({ str_replace: { template: 'x' } })),
  'str_replace with a list': resources(get({ str_replace: [] })),
  'str_replace_strict with a name that is not there': resources(
    get({ str_replace_strict: { template: 'x', params: { y: 'z' } } }),
  ),
  'list_join of a map': resources(get({ list_join: [',', { a: 1 }] })),
  'list_join without arguments': resources(get({ list_join: [] })),
  'repeat without for_each': resources(get({ repeat: { template: 'x' } })),
  'digest by an unknown algorithm': resources(get({ digest: ['rot13', 'x'] })),
  'yaql that is no expression': resources(get({ yaql: { expression: '$.data.(', data: {} } })),
  'yaql without data': resources(get({ yaql: { expression: '$' } })),
  'if with two arguments': resources(get({ if: ['c', 1] })),
  'a function of a newer version': create({
    template: { heat_template_version: '2013-05-23', resources: get({ yaql: { expression: '$', data: {} } }) },
  }),
  'outputs that are a list': template({ resources: get('x'), outputs: [] }),
  'an output that is a text': template({ resources: get('x'), outputs: { o: 'x' } }),
  'an output without a value': template({ resources: get('x'), outputs: { o: { description: 'x' } } }),
  'an unknown member of an output': template({ resources: get('x'), outputs: { o: { value: 1, nonsense: 2 } } }),
  'an output of no resource': template({
    resources: get('x'),
    outputs: { o: { value: { get_attr: ['nope', 'value'] } } },
  }),
  'an output with an unknown attribute': template({
    resources: get('x'),
    outputs: { o: { value: { get_attr: ['a', 'nope'] } } },
  }),
  'parameter_groups that are a text': template({ resources: get('x'), parameter_groups: 'x' }),
  'a parameter group without parameters': template({ resources: get('x'), parameter_groups: [{ label: 'x' }] }),
  'a parameter group of no parameter': template({ resources: get('x'), parameter_groups: [{ parameters: ['nope'] }] }),
  'a template resource without its file': resources({ a: { type: 'nope.yaml' } }),
  'a template resource whose file is no YAML': resources({ a: { type: 'a.yaml' } }, { files: { 'a.yaml': 'a: [' } }),
  'a template resource whose file is empty': resources({ a: { type: 'a.yaml' } }, { files: { 'a.yaml': '' } }),
  'a template resource with an unknown type within': resources(
    { a: { type: 'a.yaml' } },
    { files: { 'a.yaml': JSON.stringify(hot({ resources: { b: { type: 'OS::No::Such' } } })) } },
  ),
  'a template resource without a parameter': resources(
    { a: { type: 'a.yaml' } },
    { files: { 'a.yaml': JSON.stringify(hot({ parameters: { p: { type: 'string' } } })) } },
  ),
  'a template resource with an unknown property': resources(
    { a: { type: 'a.yaml', properties: { q: 1 } } },
    { files: { 'a.yaml': JSON.stringify(hot({})) } },
  ),
  'a template resource deep within itself': resources(
    { a: { type: 'a.yaml' } },
    {
      files: {
        'a.yaml': JSON.stringify(hot({ resources: { b: { type: 'b.yaml' } } })),
        'b.yaml': JSON.stringify(hot({ resources: { a: { type: 'a.yaml' } } })),
      },
    },
  ),
  'a template resource in six others': resources(
    { a: { type: '0.yaml' } },
    {
      files: Object.fromEntries(
        Array.from({ length: 7 }, (_, index) => [
          `${index}.yaml`,
          JSON.stringify(hot({ resources: { a: { type: index === 6 ? 'OS::Heat::None' : `${index + 1}.yaml` } } })),
        ]),
      ),
    },
  ),
  'a template resource whose file has a circle': resources(
    { a: { type: 'a.yaml' } },
    { files: { 'a.yaml': JSON.stringify(hot({ resources: { b: { type: 'OS::Heat::None', depends_on: 'b' } } })) } },
  ),
  'a template resource whose file has a bad reference': resources(
    { a: { type: 'a.yaml' } },
    {
      files: {
        'a.yaml': JSON.stringify(
          hot({ resources: { b: { type: 'OS::Heat::Value', properties: { value: { get_resource: 'nope' } } } } }),
        ),
      },
    },
  ),
  'a template resource within itself': resources(
    { a: { type: 'a.yaml' } },
    { files: { 'a.yaml': JSON.stringify(hot({ resources: { a: { type: 'a.yaml' } } })) } },
  ),
  'a group without its definition': resources({ a: { type: 'OS::Heat::ResourceGroup', properties: { count: 1 } } }),
  'a group of an unknown type': resources({
    a: { type: 'OS::Heat::ResourceGroup', properties: { count: 1, resource_def: { type: 'OS::No::Such' } } },
  }),
  'a group of minus one': resources({
    a: { type: 'OS::Heat::ResourceGroup', properties: { count: -1, resource_def: { type: 'OS::Heat::None' } } },
  }),
  'a nested stack that is no YAML': resources({ a: { type: 'OS::Heat::Stack', properties: { template: 'a: [' } } }),
  'validation of text that is not YAML': of('POST', '/validate', { template: 'a: [' }),
  'validation of an unknown type': of('POST', '/validate', {
    template: hot({ resources: { a: { type: 'OS::No::Such' } } }),
  }),
  'validation of an unknown type, to be passed over': of('POST', '/validate?ignore_errors=99001', {
    template: hot({ resources: { a: { type: 'OS::No::Such' } } }),
  }),
  'validation of a bad reference': of('POST', '/validate', {
    template: hot({ resources: get({ get_resource: 'nope' }) }),
  }),
  'validation of a circle': of('POST', '/validate', { template: hot({ resources: get({ get_resource: 'a' }) }) }),
  'validation of an unknown version': of('POST', '/validate', { template: { heat_template_version: '1999-01-01' } }),
  'validation of nothing': of('POST', '/validate', {}),
  'validation with unknown codes to ignore': of('POST', '/validate?ignore_errors=1,2', { template: SOUND }),
  'validation with a malformed show_nested': of('POST', '/validate?show_nested=maybe', { template: SOUND }),
  'a preview of an unknown type': of('POST', '/stacks/preview', {
    stack_name: '{fresh}',
    template: hot({ resources: { a: { type: 'OS::No::Such' } } }),
  }),
  'a preview without a name': of('POST', '/stacks/preview', { template: SOUND }),
  'a preview under a taken name': of('POST', '/stacks/preview', { stack_name: '{name}', template: SOUND }),
});
