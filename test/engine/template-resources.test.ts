/** Templates used as resource types, and groups of them, with the types of the real catalogue that need no cloud. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import type { StackRequest } from '../../src/engine/orchestrator.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House } from './house.ts';

const HOT = 'heat_template_version: 2021-04-16\n';

let house: House;
beforeEach(async () => {
  house = await House.open({}, { catalogue, registry: baseRegistry(catalogue), templateType });
});
afterEach(() => house.close());

const request = (template: string, more: Partial<StackRequest> = {}): StackRequest => ({
  stackName: 's',
  template: HOT + template,
  ...more,
});
const create = async (template: string, more: Partial<StackRequest> = {}) =>
  (await house.orchestrator.create(house.caller(), request(template, more))).stackId;
const refusal = async (template: string, more: Partial<StackRequest> = {}): Promise<string> =>
  create(template, more).then(
    () => 'not refused',
    (error: Error) => error.message,
  );
const outputs = async (id: string) =>
  Object.fromEntries(
    (await house.orchestrator.show(house.caller(), await house.stack(id), { resolveOutputs: true })).outputs?.map(
      ({ key, value, error }) => [key, error ?? value],
    ) ?? [],
  );
const registry = (entries: ValueMap) => ({ resource_registry: entries });

describe('a template that stands for a type of the catalogue', () => {
  const parent = `
resources: {secret: {type: OS::Heat::RandomString, properties: {length: 7}}}
outputs: {value: {value: {get_attr: [secret, value]}}}
`;
  const provider = `${HOT}
parameters: {length: {type: number}}
resources: {inner: {type: OS::Heat::RandomString, properties: {length: {get_param: length}}}}
outputs: {value: {value: {get_attr: [inner, value]}}}
`;

  it('means the type itself within itself', async () => {
    const id = await create(parent, {
      environment: registry({ 'OS::Heat::RandomString': 'random.yaml' }),
      files: { 'random.yaml': provider },
    });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect((await outputs(id)).value).toMatch(/^\w{7}$/);
    const { secret } = await house.rows(id);
    const nested = await house.rows(secret?.nestedStackId ?? '');
    expect(Object.values(nested)).toMatchObject([{ name: 'inner', type: 'OS::Heat::RandomString' }]);
  });

  it('does so where it stands for it in one place only', async () => {
    const id = await create(parent, {
      environment: registry({ resources: { secret: { 'OS::Heat::RandomString': 'random.yaml' } } }),
      files: { 'random.yaml': provider },
    });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect((await outputs(id)).value).toMatch(/^\w{7}$/);
  });
});

describe('a template that stands for another template', () => {
  const parent = (properties: string) => `resources: {one: {type: My::Thing, properties: ${properties}}}`;
  const facade = `${HOT}
parameters: {a: {type: string}, b: {type: string, default: ''}}
outputs: {out: {value: nothing}}
`;
  const environment = registry({
    'My::Thing': 'facade.yaml',
    resources: { one: { 'My::Thing': 'concrete.yaml' } },
  });
  const refused = (properties: string, concrete: string) =>
    refusal(parent(properties), { environment, files: { 'facade.yaml': facade, 'concrete.yaml': HOT + concrete } });

  it.each([
    ['{}', '', 'Required property a for facade My::Thing missing in provider'],
    ['{a: x}', 'parameters: {a: {type: string}}', 'Attribute out for facade My::Thing missing in provider'],
    [
      '{a: 1}',
      'parameters: {a: {type: number}}',
      'Property a type mismatch between facade My::Thing (string) and provider (number)',
    ],
    [
      '{a: x, c: y}',
      'parameters: {a: {type: string}, c: {type: string}}',
      'Provider requires property c unknown in facade My::Thing',
    ],
  ])('has to offer what that does (%s, %s)', async (properties, concrete, message) => {
    expect(await refused(properties, concrete)).toBe(message);
  });

  it('is taken where it does', async () => {
    expect(await refused('{a: x}', 'parameters: {a: {type: string}}\noutputs: {out: {value: 1}}')).toBe('not refused');
  });
});

it('a parameter that the environment has a default for need not be given as a property', async () => {
  const id = await create(
    `
resources: {inner: {type: nested.yaml}}
outputs: {value: {value: {get_attr: [inner, value]}}}
`,
    {
      environment: { parameter_defaults: { length: 12 } },
      files: {
        'nested.yaml': `${HOT}
parameters: {length: {type: number}}
resources: {random: {type: OS::Heat::RandomString, properties: {length: {get_param: length}}}}
outputs: {value: {value: {get_resource: random}}}
`,
      },
    },
  );
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  expect((await outputs(id)).value).toHaveLength(12);
});

it('an output that cannot be told fails the outputs that are made of it, and no others', async () => {
  const id = await create(
    `
resources: {inner: {type: nested.yaml}}
outputs:
  good: {value: {get_attr: [inner, good]}}
  bad: {value: {get_attr: [inner, bad]}}
`,
    { files: { 'nested.yaml': `${HOT}\noutputs: {good: {value: a}, bad: {value: {get_param: missing}}}` } },
  );
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  expect(await outputs(id)).toEqual({
    good: 'a',
    bad: 'Error in inner output bad: The Parameter (missing) was not provided.',
  });
});

it('a failure names the way to it in the same words, whatever the kind of the templates', async () => {
  const { stackId } = await house.orchestrator.create(house.caller(), {
    stackName: 's',
    template: 'HeatTemplateFormatVersion: "2012-12-12"\nResources: {victim: {Type: fail.yaml}}',
    files: {
      'fail.yaml':
        'HeatTemplateFormatVersion: "2012-12-12"\nResources: {oops: {Type: OS::Heat::TestResource, Properties: {fail: true}}}',
    },
  });
  expect(await house.rest(stackId)).toBe('CREATE_FAILED');
  expect(await house.reason(stackId)).toBe(
    'Resource CREATE failed: ValueError: resources.victim.resources.oops: Test Resource failed oops',
  );
});

describe('values written in a nested template', () => {
  const group = (count: number) => `
resources:
  group: {type: OS::Heat::ResourceGroup, properties: {count: ${count}, resource_def: {type: My::Random}}}
`;
  const environment = registry({ 'My::Random': 'provider.yaml' });
  const given = (properties: string) => ({
    environment,
    files: {
      'provider.yaml': `${HOT}\nresources: {random: {type: OS::Heat::RandomString, properties: ${properties}}}`,
    },
  });

  it('are checked before anything is made', async () => {
    expect(await refusal(group(2), given('{length: BAD}'))).toMatch(
      /^resources\.group<nested_stack>\.resources\.0<provider\.yaml>\.resources\.random: : Value 'BAD' is not an integer/,
    );
    expect(await refusal(group(2), given('{length: 2, character_classes: [{class: digits, min: 5}]}'))).toMatch(
      /^resources\.group<nested_stack>\.resources\.0<provider\.yaml>\.resources\.random: : Length property cannot/,
    );
  });

  it('are not looked at in a group of none', async () => {
    const id = await create(group(0), given('{length: BAD}'));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    const updated = house.orchestrator.update(house.caller(), await house.stack(id), {
      ...request(group(1)),
      ...given('{length: BAD}'),
    });
    await expect(updated).rejects.toMatchObject({ code: 'StackValidationFailed' });
  });
});

it('a rolling update from one file to another needs both until it is over', async () => {
  const group = (file: string) => `
resources:
  group:
    type: OS::Heat::ResourceGroup
    update_policy: {rolling_update: {max_batch_size: 1, min_in_service: 1}}
    properties: {count: 3, resource_def: {type: ${file}}}
`;
  const member = `${HOT}\nresources: {inner: {type: OS::Heat::TestResource}}`;
  const id = await create(group('/old/member.yaml'), { files: { '/old/member.yaml': member } });
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  await house.orchestrator.update(house.caller(), await house.stack(id), {
    ...request(group('/new/member.yaml')),
    files: { '/new/member.yaml': member },
  });
  expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
  const nested = (await house.rows(id)).group?.nestedStackId ?? '';
  const members = Object.values(await house.rows(nested));
  expect(members.map(({ name, type }) => [name, type]).sort()).toEqual(
    ['0', '1', '2'].map((name) => [name, '/new/member.yaml']),
  );
  const definition = await house.store.definition((await house.stack(nested)).definitionId);
  expect(Object.keys(definition?.files ?? {})).toEqual(['/new/member.yaml']);
});

it('validation shows what nested templates ask for, and what they are given', async () => {
  const nested = `${HOT}
description: inner
parameters: {p: {type: string, default: pp}, n: {type: number, default: 3}}
`;
  const { answer } = await house.orchestrator.validate(
    house.caller(),
    request(
      `
parameters: {size: {type: number, default: 4}}
resources:
  one: {type: nested.yaml, properties: {n: {get_param: size}}}
  many:
    type: OS::Heat::ResourceGroup
    properties: {count: 5, resource_def: {type: nested.yaml, properties: {p: x%index%}}}
`,
      { files: { 'nested.yaml': nested }, showNested: true },
    ),
    { ignoreErrors: [] },
  );
  const parameter = (name: string, more: ValueMap) => ({ Label: name, Description: '', NoEcho: 'false', ...more });
  const one = {
    p: parameter('p', { Type: 'String', Default: 'pp' }),
    n: parameter('n', { Type: 'Number', Default: 3, Value: 4 }),
  };
  const member = {
    p: parameter('p', { Type: 'String', Default: 'pp', Value: 'x0' }),
    n: parameter('n', { Type: 'Number', Default: 3 }),
  };
  expect(answer.NestedParameters).toEqual({
    one: { Type: 'nested.yaml', Description: 'inner', Parameters: one },
    many: {
      Type: 'OS::Heat::ResourceGroup',
      Description: 'No description',
      Parameters: {},
      NestedParameters: { '0': { Type: 'nested.yaml', Description: 'inner', Parameters: member } },
    },
  });
});
