/** What is wrong with a stack, or with what it nests, is said alike by validation, previews, creation and updates, and before anything is made. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import type { StackRequest } from '../../src/engine/orchestrator.ts';
import { HeatError } from '../../src/errors.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { House } from './house.ts';

const HOT = 'heat_template_version: 2021-04-16\n';

let house: House;
beforeEach(async () => {
  house = await House.open({}, { catalogue, registry: baseRegistry(catalogue), templateType });
});
afterEach(() => house.close());

type Files = Record<string, string>;
const request = (template: string, files: Files = {}): StackRequest => ({
  stackName: 's',
  template: HOT + template,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, HOT + text])),
});

let count = 0;

/** Heat's frame around errors of properties, but for its `validate`. */
const DOUBLE = /^Property error: : (.*?): : /;

/** What each of them says, but for the frame; null where it has nothing against it. */
async function said(template: string, files: Files = {}): Promise<Record<string, string | null>> {
  const { orchestrator } = house;
  const { stackId } = await orchestrator.create(house.caller(), { stackName: `before-${++count}`, template: HOT });
  await house.rest(stackId);
  const asked = { ...request(template, files), stackName: `s-${count}` };
  const verbs = {
    validate: async () => {
      const { answer } = await orchestrator.validate(house.caller(), asked, { ignoreErrors: [] });
      return (answer.Error as string | undefined) ?? null;
    },
    preview: () => orchestrator.previewCreate(house.caller(), asked),
    create: () => orchestrator.create(house.caller(), asked),
    previewUpdate: async () => orchestrator.previewUpdate(house.caller(), await house.stack(stackId), asked),
    update: async () => orchestrator.update(house.caller(), await house.stack(stackId), asked),
  };
  const answers: Record<string, string | null> = {};
  for (const [verb, ask] of Object.entries(verbs)) {
    const answer = await ask().catch((error: unknown) => {
      if (!(error instanceof HeatError)) throw error;
      const [first] = error.diagnostics;
      return `${error.message} (line ${first?.start?.line})`;
    });
    answers[verb] = typeof answer === 'string' ? answer.replace(DOUBLE, 'Property error: $1: ') : null;
  }
  return answers;
}

const everywhere = (message: unknown) => ({
  validate: message,
  preview: message,
  create: message,
  previewUpdate: message,
  update: message,
});

describe('what only the run will tell', () => {
  const node = `
parameters: {ip: {type: string, constraints: [{length: {min: 40}}]}}
resources: {it: {type: OS::Heat::Value, properties: {value: {get_param: ip}}}}
`;
  it.each([
    [
      'a group',
      'OS::Heat::ResourceGroup, properties: {count: 2, resource_def: {type: node.yaml, properties: {ip: VALUE}}}',
    ],
    ['a chain', 'OS::Heat::ResourceChain, properties: {resources: [node.yaml], resource_properties: {ip: VALUE}}'],
    ['a template', 'node.yaml, properties: {ip: VALUE}'],
    [
      'a template in a group of groups',
      `OS::Heat::ResourceGroup, properties: {count: 2, resource_def: {type: OS::Heat::ResourceGroup,
      properties: {count: 2, resource_def: {type: node.yaml, properties: {ip: VALUE}}}}}`,
    ],
  ])('may be given to %s', async (_what, type) => {
    const given = (value: string) => `
resources:
  r: {type: OS::Heat::RandomString, properties: {length: 40}}
  n: {type: ${type.replace('VALUE', value)}}
`;
    expect(await said(given('{get_attr: [r, value]}'), { 'node.yaml': node })).toEqual(everywhere(null));
    const refused = await said(given('short'), { 'node.yaml': node });
    for (const answer of Object.values(refused)) expect(answer).toMatch(/ip.*length/);
  });

  it('may decide how many there are', async () => {
    const template = `
resources:
  r: {type: OS::Heat::Value, properties: {type: number, value: 2}}
  n: {type: OS::Heat::ResourceGroup, properties: {count: {get_attr: [r, value]}, resource_def: {type: OS::Heat::None}}}
`;
    expect(await said(template)).toEqual(everywhere(null));
    const made = (await house.store.stacks({ projectId: 'p' })).find(({ name }) => name === `s-${count}`);
    expect(await house.rest(made?.id ?? '')).toBe('CREATE_COMPLETE');
  });

  it('may stand in what a nested stack asks of its resource', async () => {
    const template = `
resources:
  r: {type: OS::Heat::RandomString}
  n: {type: node.yaml, metadata: {text: {get_attr: [r, value]}}}
`;
    const node = `
resources:
  it:
    type: OS::Heat::Value
    properties: {value: {list_join: ['-', [a, {get_param: 'OS::stack_name'}]]}}
    metadata: {resource_facade: metadata}
`;
    expect(await said(template, { 'node.yaml': node })).toEqual(everywhere(null));
  });
});

describe('a placeholder', () => {
  it('never so much as looks at its properties', async () => {
    const template = `
resources:
  r: {type: OS::Heat::RandomString}
  n: {type: OS::Heat::None, properties: {a: {get_attr: [r, nothing]}, b: {get_file: gone}, c: {list_join: [1, 2]}}}
`;
    expect(await said(template)).toEqual(everywhere(null));
    const made = (await house.store.stacks({ projectId: 'p' })).find(({ name }) => name === `s-${count}`);
    expect(await house.rest(made?.id ?? '')).toBe('CREATE_COMPLETE');
  });
});

describe('what is wrong within the definition of members', () => {
  const group = (definition: string) => `
resources:
  g:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def:
${definition}
`;
  it.each([
    [
      'a key',
      '        type: OS::Heat::Value\n        properties:\n          valeu: 1',
      /Unknown Property valeu.*line 11/,
    ],
    [
      'a type',
      '        type: OS::Heat::Vale\n        properties:\n          value: 1',
      /\(OS::Heat::Vale\) could not.*line 9/,
    ],
    [
      'a value',
      '        type: OS::Heat::RandomString\n        properties:\n          length: 1000',
      /1000 is out of range.*line 11/,
    ],
    [
      'a value of a wrong type',
      '        type: OS::Heat::RandomString\n        properties:\n          length: x',
      /'x' is not an.*line 11/,
    ],
    [
      'one that is missing',
      '        type: OS::Neutron::Port\n        properties:\n          name: x',
      /Property network not assigned.*line 10/,
    ],
  ])('is told with its line: %s', async (_what, definition, message) => {
    expect(await said(group(definition))).toEqual(everywhere(expect.stringMatching(message)));
  });

  it('is told of a chain, too', async () => {
    const chain = (types: string, properties: string) => `
resources:
  c:
    type: OS::Heat::ResourceChain
    properties:
      resources:
        - OS::Heat::RandomString
        - ${types}
      resource_properties:
        length: ${properties}
`;
    expect(await said(chain('OS::Heat::Random', '3'))).toEqual(
      everywhere(expect.stringMatching(/could not be found.*line 9/)),
    );
    expect(await said(chain('OS::Heat::RandomString', '1000'))).toEqual(
      everywhere(expect.stringMatching(/out of range.*line 11/)),
    );
  });

  it('is told where it stands in a nested template', async () => {
    const files = { 'inner.yaml': group('        type: OS::Heat::Value\n        properties:\n          valeu: 1') };
    expect(await said('resources: {n: {type: inner.yaml}}', files)).toEqual(
      everywhere(
        expect.stringMatching(
          /^Property error: resources\.n<inner\.yaml>\.resources\.g<nested_stack>\.resources\[0\]\.properties: Unknown Property valeu.*line 11/,
        ),
      ),
    );
  });
});

describe('an error of a property', () => {
  const stack = 'resources: {v: {type: OS::Heat::Value, properties: {value: {get_param: missing}}}}';
  const place = 'resources.v.properties.value';
  const cause = 'The Parameter (missing) was not provided.';

  it('has the frame that clients of Heat look for', async () => {
    const framed = `Property error: : ${place}: : ${cause}`;
    const { orchestrator } = house;
    await expect(orchestrator.create(house.caller(), request(stack))).rejects.toThrow(framed);
    await expect(orchestrator.previewCreate(house.caller(), request(stack))).rejects.toThrow(framed);
    const unknown = 'resources: {v: {type: OS::Heat::Value, properties: {k: 1, value: 1}}}';
    const { answer } = await orchestrator.validate(house.caller(), request(unknown), { ignoreErrors: [] });
    expect(answer['Error']).toContain('Property error: resources.v.properties: Unknown Property k');
  });

  it('in a nested template keeps nobody from being told what that template wants', async () => {
    const files = { 'outer.yaml': 'resources: {i: {type: inner.yaml, properties: {k: 1}}}', 'inner.yaml': INNER };
    const asked = request('resources: {o: {type: outer.yaml}}', files);
    const validate = (more: object) =>
      house.orchestrator.validate(house.caller(), { ...asked, ...more }, { ignoreErrors: [] });
    expect((await validate({})).answer['Error']).toContain('Unknown Property k');
    expect((await validate({ showNested: true })).answer).toMatchObject({
      NestedParameters: { o: { NestedParameters: { i: { Parameters: { ip: { Type: 'String' } } } } } },
    });
  });
});

const INNER = 'parameters: {ip: {type: string, default: x}}\nresources: {}\n';

describe('properties that need or exclude each other', () => {
  it.each([
    [
      'a server of nothing',
      'OS::Nova::Server',
      '{flavor: f, networks: [{network: a}]}',
      'Neither image nor bootable volume',
    ],
    [
      'a subnet of no addresses',
      'OS::Neutron::Subnet',
      '{network: a}',
      'At least one of the following properties must be specified: subnetpool, cidr',
    ],
    [
      'a mode without version 6',
      'OS::Neutron::Subnet',
      "{network: a, cidr: 'fd00::/64', ipv6_ra_mode: slaac}",
      'not supported for ipv4',
    ],
    [
      'groups beside a port',
      'OS::Nova::Server',
      '{flavor: f, image: i, security_groups: [a], networks: [{port: {get_resource: p}}]}',
      'at the same time: security_groups, networks/port',
    ],
    [
      'a network of nothing',
      'OS::Nova::Server',
      '{flavor: f, image: i, networks: [{fixed_ip: 10.0.0.1}]}',
      'One of the properties "network", "port"',
    ],
    ['a volume of nothing', 'OS::Cinder::Volume', '{}', 'one and only one of'],
    [
      'an interface to nothing',
      'OS::Neutron::RouterInterface',
      '{router: r}',
      'At least one of the following properties must be specified: subnet, port',
    ],
    [
      'an address for no port',
      'OS::Neutron::FloatingIP',
      '{floating_network: n, fixed_ip_address: 10.0.0.1}',
      'without port_id',
    ],
    ['agents without high availability', 'OS::Neutron::Router', '{l3_agent_ids: [a, b]}', 'Non HA routers'],
  ])('%s is refused', async (_what, type, properties, message) => {
    const port = '\n  p: {type: OS::Neutron::Port, properties: {network: n}}';
    expect(await said(`resources:${port}\n  x: {type: ${type}, properties: ${properties}}`)).toEqual(
      everywhere(expect.stringContaining(message)),
    );
  });

  it('are looked at in members of groups, too', async () => {
    const member = `OS::Nova::Server, properties: {flavor: f, networks: [{network: a}]}`;
    const template = `resources: {g: {type: OS::Heat::ResourceGroup, properties: {resource_def: {type: ${member}}}}}`;
    expect(await said(template)).toEqual(everywhere(expect.stringContaining('Neither image nor bootable volume')));
  });

  it('what may yet come is waited for', async () => {
    const template = `
resources:
  v: {type: OS::Heat::Value, properties: {value: x}}
  s: {type: OS::Nova::Server, properties: {flavor: f, image: {get_attr: [v, value]}, networks: [{port: {get_attr: [v, value]}}], security_groups: [a]}}
  d: {type: OS::Cinder::Volume, properties: {size: {get_attr: [v, value]}}}
  n: {type: OS::Neutron::Subnet, properties: {network: a, cidr: {get_attr: [v, value]}}}
`;
    expect(await said(template)).toEqual(everywhere(null));
  });
});

describe('a file that was not sent', () => {
  const infra = 'resources: {it: {type: OS::Heat::Value, properties: {value: {get_file: init.sh}}}}';
  it.each([
    ['named in a nested template', 'infra.yaml', infra, 'init.sh'],
    [
      'named in the metadata of one',
      'infra.yaml',
      'resources: {it: {type: OS::Heat::Value, metadata: {a: {get_file: init.sh}}, properties: {value: 1}}}',
      'init.sh',
    ],
    ['a template in one', 'infra.yaml', 'resources: {it: {type: node.yaml}}', 'node.yaml'],
    [
      'named two levels down',
      'OS::Heat::ResourceGroup, properties: {count: 1, resource_def: {type: infra.yaml}}',
      infra,
      'init.sh',
    ],
  ])('is named: %s', async (_what, type, text, name) => {
    expect(await said(`resources: {n: {type: ${type}}}`, { 'infra.yaml': text })).toEqual(
      everywhere(expect.stringContaining(name)),
    );
  });
});

it('a type that is not for the caller is refused by all alike', async () => {
  const caller = house.caller({ mayUseType: (name) => name !== 'OS::Heat::Value' });
  const { orchestrator } = house;
  for (const template of [
    'resources: {v: {type: OS::Heat::Value, properties: {value: 1}}}',
    'resources: {g: {type: OS::Heat::ResourceGroup, properties: {resource_def: {type: OS::Heat::Value, properties: {value: 1}}}}}',
  ]) {
    const refused = { code: 'Forbidden', message: expect.stringContaining('not authorized to use OS::Heat::Value') };
    await expect(orchestrator.validate(caller, request(template), { ignoreErrors: [] })).rejects.toMatchObject(refused);
    await expect(orchestrator.previewCreate(caller, request(template))).rejects.toMatchObject(refused);
    await expect(orchestrator.create(caller, request(template))).rejects.toMatchObject(refused);
  }
});

it('is told with its place in a long text as in a short one', async () => {
  const padding = `# ${'x'.repeat(78)}\n`.repeat(1000);
  const wrong = 'resources:\n  a:\n    type: OS::Heat::RandomString\n    properties:\n      lenght: 5\n';
  const nests = 'resources:\n  n: {type: a.yaml}\n';
  for (const [template, files] of [
    [wrong, {}],
    ['parameters: {p: {type: strnig}}\n', {}],
    [nests, { 'a.yaml': wrong }],
  ] as [string, Files][]) {
    const short = await said(template, files);
    expect(short['create']).toMatch(/line [26]\b/);
    const padded = Object.entries(files).map(([name, text]) => [name, text + padding]);
    expect(await said(template + padding, Object.fromEntries(padded))).toEqual(short);
  }
});
