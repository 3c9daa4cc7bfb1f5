/**
 * Templates, environments, parameters and files made to hurt, each within the size limits of one request of a user with a plain role. Their
 * texts are made when they are asked for. Paths are below `/v1/{project}`.
 */
export interface AbuseRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body: Record<string, unknown>;
}

export interface AbuseInput {
  name: string;
  request(): AbuseRequest;
  /** A refusal that says why, or an answer that is right. */
  expect: '4xx' | 'ok';
}

const HEAD = 'heat_template_version: 2021-04-16\n';
const NAME = 'abuse';

type Rest = Record<string, unknown>;

const preview = (template: unknown, rest: Rest = {}): AbuseRequest => ({
  method: 'POST',
  path: '/stacks/preview',
  body: { stack_name: NAME, template, ...rest },
});
const create = (template: unknown, rest: Rest = {}): AbuseRequest => ({
  method: 'POST',
  path: '/stacks',
  body: { stack_name: `${NAME}-${Math.random().toString(36).slice(2)}`, template, ...rest },
});
const validate = (template: unknown, rest: Rest = {}): AbuseRequest => ({
  method: 'POST',
  path: '/validate',
  body: { template, ...rest },
});

/** A template with one value to be worked out. */
const ofValue = (value: unknown): string =>
  `${HEAD}resources: {r: {type: OS::Heat::Value, properties: {value: ${JSON.stringify(value)}}}}\n`;

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

const group = (count: unknown, member: unknown): Record<string, unknown> => ({
  type: 'OS::Heat::ResourceGroup',
  properties: { count, resource_def: member },
});
const none = { type: 'OS::Heat::None' };
const stackOf = (resource: unknown): Record<string, unknown> => ({
  heat_template_version: '2021-04-16',
  resources: { g: resource },
});

const verbs = { preview, create, validate };

/** The same template at every door. */
function everywhere(name: string, template: () => unknown, rest: () => Rest = () => ({})): AbuseInput[] {
  return Object.entries(verbs).map(([verb, ask]) => ({
    name: `${name} (${verb})`,
    request: () => ask(template(), rest()),
    expect: '4xx',
  }));
}

/** Numbers that say how much is to be made. */
const numbers: AbuseInput[] = [
  ...everywhere('group of 1,000,000,000', () => stackOf(group(1_000_000_000, none))),
  ...everywhere('group of 20,000', () => stackOf(group(20_000, none))),
  ...everywhere('group of 900 groups of 900', () => stackOf(group(900, group(900, none)))),
  ...everywhere('groups of 30, four deep', () => stackOf(group(30, group(30, group(30, group(30, none)))))),
  {
    name: 'group whose number is a parameter',
    request: () =>
      preview(
        { ...stackOf(group({ get_param: 'n' }, none)), parameters: { n: { type: 'number' } } },
        { parameters: { n: 999_999_999 } },
      ),
    expect: '4xx',
  },
  {
    name: 'group in batches of 500,000,000',
    request: () =>
      preview(
        stackOf({
          ...group(1_000_000_000, none),
          update_policy: { batch_create: { max_batch_size: 500_000_000 } },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'group of 1,000, each of 400 kB',
    request: () =>
      preview(
        stackOf(group(1000, { type: 'OS::Heat::Value', properties: { value: `%index%${'x'.repeat(400_000)}` } })),
      ),
    expect: '4xx',
  },
  {
    name: 'group whose index stands 200,000 times',
    request: () =>
      preview(stackOf(group(900, { type: 'OS::Heat::Value', properties: { value: '%index%'.repeat(60_000) } }))),
    expect: '4xx',
  },
  {
    name: 'chain of 20,000',
    request: () =>
      preview(
        stackOf({
          type: 'OS::Heat::ResourceChain',
          properties: { resources: new Array(20_000).fill('OS::Heat::None') },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'chain of 90,000 by repeat',
    request: () =>
      preview(
        stackOf({
          type: 'OS::Heat::ResourceChain',
          properties: {
            resources: {
              repeat: {
                for_each: { '<%a%>': digits(300), '<%b%>': digits(300) },
                template: 'OS::Heat::None',
              },
            },
          },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'random string of a length without end',
    request: () => preview(stackOf({ type: 'OS::Heat::RandomString', properties: { length: 1_000_000_000 } })),
    expect: '4xx',
  },
  {
    name: 'random string with a class without end',
    request: () =>
      create(
        stackOf({
          type: 'OS::Heat::RandomString',
          properties: { length: 512, character_classes: new Array(10_000).fill({ class: 'digits', min: 512 }) },
        }),
      ),
    expect: '4xx',
  },
];

function digits(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

function nestedFiles(width: number, depth: number): Rest {
  const files: Record<string, string> = {};
  for (let level = 1; level <= depth; level++) {
    const type = level === depth ? 'OS::Heat::None' : `level${level + 1}.yaml`;
    files[`level${level}.yaml`] = `${HEAD}resources:\n${times(width, (i) => `  r${i}: {type: ${type}}\n`)}`;
  }
  return { files };
}

const entry = `${HEAD}resources:\n${times(10, (i) => `  r${i}: {type: level1.yaml}\n`)}`;

const files: AbuseInput[] = [
  ...everywhere(
    '10×10×10×10 nested files',
    () => entry,
    () => nestedFiles(10, 3),
  ),
  ...everywhere(
    'nested files, 12 levels',
    () => entry,
    () => nestedFiles(1, 12),
  ),
  ...everywhere(
    'a file nested in itself',
    () => `${HEAD}resources: {r: {type: a.yaml}}\n`,
    () => ({ files: { 'a.yaml': `${HEAD}resources: {r: {type: a.yaml}, s: {type: a.yaml}}\n` } }),
  ),
  {
    name: 'a file of 400 kB, 500 times in one value',
    request: () =>
      preview(ofValue({ list_join: ['', new Array(500).fill({ get_file: 'f' })] }), {
        files: { f: 'x'.repeat(400_000) },
      }),
    expect: '4xx',
  },
  {
    name: 'a file of 400 kB in 900 resources',
    request: () =>
      preview(
        `${HEAD}resources:\n${times(900, (i) => `  r${i}: {type: OS::Heat::Value, properties: {value: {get_file: f}}}\n`)}`,
        { files: { f: 'x'.repeat(400_000) } },
      ),
    expect: '4xx',
  },
  {
    name: 'a file of 400 kB in 3,000 outputs',
    request: () =>
      preview(`${HEAD}outputs:\n${times(3000, (i) => `  r${i}: {value: {get_file: f}}\n`)}`, {
        files: { f: 'x'.repeat(400_000) },
      }),
    expect: '4xx',
  },
  {
    name: 'one environment file, 100,000 times',
    request: () => {
      const text = `parameters:\n${times(2_000, (i) => `  p${i}: {a: b}\n`)}`;
      return preview(HEAD, { files: { a: text }, environment_files: new Array(100_000).fill('a') });
    },
    expect: '4xx',
  },
  {
    name: 'one environment file of 500 parameters, 1,000 times',
    request: () =>
      preview(HEAD, {
        files: { a: `parameters:\n${times(500, (i) => `  p${i}: {a: b}\n`)}` },
        environment_files: new Array(1_000).fill('a'),
      }),
    expect: '4xx',
  },
  ...everywhere(
    'a nested template of 400,000 characters, in 900 resources',
    () => `${HEAD}resources:\n${times(900, (i) => `  r${i}: {type: n.yaml}\n`)}`,
    () => ({ files: { 'n.yaml': `${HEAD}outputs:\n${times(13_000, (i) => `  o${i}: {value: {a: [b]}}\n`)}` } }),
  ),
  {
    name: 'a stack to adopt whose text is long to read',
    request: () => {
      const text = `${HEAD}outputs:\n${times(10_000, (i) => `  o${i}: {\n    value: {a: b}\n  }\n`)}`;
      const data = `action: CREATE\nresources: {}\ntemplate:\n${text.replaceAll(/^/gm, '  ')}`;
      return create(undefined, { adopt_stack_data: data });
    },
    expect: 'ok',
  },
  {
    name: '20,000 files that are templates',
    request: () =>
      preview(`${HEAD}resources: {}\n`, {
        files: Object.fromEntries(digits(20_000).map((i) => [`${i}.yaml`, 'a: {b: {}}'])),
        environment_files: ['0.yaml'],
      }),
    expect: '4xx',
  },
];

const functions: AbuseInput[] = [
  {
    name: 'str_replace with 20,000 placeholders',
    request: () => {
      const keys = digits(20_000).map((i) => `<${i}>`);
      return preview(
        ofValue({
          str_replace: { template: keys.join(''), params: Object.fromEntries(keys.map((key) => [key, 'x'])) },
        }),
      );
    },
    expect: 'ok',
  },
  {
    name: 'str_replace with 20,000 placeholders that do not occur',
    request: () => {
      const keys = digits(20_000).map((i) => `<${i}>`);
      return preview(
        ofValue({
          str_replace: { template: '<'.repeat(150_000), params: Object.fromEntries(keys.map((key) => [key, 'x'])) },
        }),
      );
    },
    expect: 'ok',
  },
  {
    name: 'str_replace with 20,000 placeholders, none of them there, 200 times by aliases',
    request: () => {
      const params = JSON.stringify(Object.fromEntries(digits(20_000).map((i) => [`<${i}>`, 'x'])));
      const value = `[&a {str_replace: {template: '', params: ${params}}}${', *a'.repeat(200)}]`;
      return preview(`${HEAD}resources: {r: {type: OS::Heat::Value, properties: {value: ${value}}}}\n`);
    },
    expect: '4xx',
  },
  {
    name: 'str_replace with placeholders of all lengths of one letter',
    request: () =>
      preview(
        ofValue({
          str_replace: {
            template: 'a'.repeat(100_000),
            params: Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`${'a'.repeat(i + 1)}b`, 'x'])),
          },
        }),
      ),
    expect: 'ok',
  },
  {
    name: 'repeat over 17 × 17 × 17 × 17 × 17',
    request: () =>
      preview(
        ofValue({
          repeat: {
            for_each: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [`<%${key}%>`, digits(17)])),
            template: '<%a%><%b%><%c%><%d%><%e%>',
          },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'repeat over 90,000 combinations with a template of 300 kB',
    request: () =>
      preview(
        ofValue({
          repeat: {
            for_each: { '<%a%>': digits(300), '<%b%>': digits(300) },
            template: { text: 'y'.repeat(300_000), list: new Array(1000).fill(0) },
          },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'repeat with 5,000 placeholders side by side',
    request: () =>
      preview(
        ofValue({
          repeat: {
            for_each: Object.fromEntries(digits(5000).map((i) => [`<%${i}%>`, ['a', 'b']])),
            template: 'x'.repeat(300_000),
            permutations: false,
          },
        }),
      ),
    expect: '4xx',
  },
  {
    name: 'texts that double, 40 times',
    request: () => {
      const lines = times(40, (i) => `      v${i + 1}: &v${i + 1} {list_join: ["", [*v${i}, *v${i}]]}\n`);
      return preview(
        `${HEAD}resources:\n  a:\n    type: OS::Heat::Value\n    properties:\n      value: {list_join: ["", [*v40, *v40]]}\n    metadata:\n      v0: &v0 xxxxxxxxxx\n${lines}`,
      );
    },
    expect: '4xx',
  },
  {
    name: 'texts that double, 24 times, in the order of anchors',
    request: () => {
      const lines = times(14, (i) => `    v${i + 1}: &v${i + 1} {list_join: ["", [*v${i}, *v${i}]]}\n`);
      return preview(
        `${HEAD}outputs:\n  x:\n    value:\n      v0: &v0 ${'x'.repeat(4000)}\n${lines.replaceAll(/^ {4}/gm, '      ')}`,
      );
    },
    expect: '4xx',
  },
  {
    name: 'list_concat of lists of 1,000, 3,000 times',
    request: () =>
      preview(
        `${HEAD}resources:\n  a:\n    type: OS::Heat::Value\n    properties:\n      value:\n        first: &a [${'1,'.repeat(1000)}]\n        all: {list_concat: [${'*a ,'.repeat(190)}]}\n        more: {list_concat_unique: [${'*a ,'.repeat(190)}]}\n`,
      ),
    expect: '4xx',
  },
  {
    name: 'list_concat_unique of 100,000 different ones',
    request: () => preview(ofValue({ list_concat_unique: [Array.from({ length: 70_000 }, (_, i) => i)] })),
    expect: 'ok',
  },
  {
    name: 'list_concat_unique of 10,000 lists',
    request: () => preview(ofValue({ list_concat_unique: [Array.from({ length: 40_000 }, (_, i) => [i])] })),
    expect: 'ok',
  },
  {
    name: 'str_split into 500,000',
    request: () => preview(ofValue({ str_split: [',', ','.repeat(500_000)] })),
    expect: 'ok',
  },
  {
    name: 'str_split, one piece taken, 300 times',
    request: () =>
      preview(ofValue({ text: 1, all: new Array(300).fill({ str_split: [',', { get_file: 'f' }, 3] }) }), {
        files: { f: 'a,'.repeat(200_000) },
      }),
    expect: '4xx',
  },
  ...['md5', 'sha1', 'sha512', 'sha3_512', 'blake2b'].map(
    (algorithm): AbuseInput => ({
      name: `digest ${algorithm} of 400 kB`,
      request: () => preview(ofValue({ digest: [algorithm, 'x'.repeat(400_000)] })),
      expect: 'ok',
    }),
  ),
  {
    name: 'digests of 400 kB, 500 times',
    request: () =>
      preview(ofValue(new Array(500).fill({ digest: ['sha3_512', { get_file: 'f' }] })), {
        files: { f: 'x'.repeat(400_000) },
      }),
    expect: '4xx',
  },
  {
    name: 'map_merge of 3,000 maps of 100',
    request: () => {
      const map = `{${times(100, (i) => `k${i}: v,`)}}`;
      return preview(
        `${HEAD}outputs:\n  x:\n    value:\n      m: &m ${map}\n      all: {map_merge: [${'*m ,'.repeat(1900)}]}\n`,
      );
    },
    expect: '4xx',
  },
  {
    name: 'map_replace with 20,000 keys',
    request: () => {
      const keys = digits(12_000);
      return preview(
        ofValue({
          map_replace: [
            Object.fromEntries(keys.map((key) => [`k${key}`, key])),
            { keys: Object.fromEntries(keys.map((key) => [`k${key}`, `n${key}`])) },
          ],
        }),
      );
    },
    expect: 'ok',
  },
  {
    name: 'filter of 50,000 values by 50,000',
    request: () =>
      preview(
        ofValue({
          filter: [
            Array.from({ length: 30_000 }, (_, i) => `a${i}`),
            Array.from({ length: 30_000 }, (_, i) => `b${i}`),
          ],
        }),
      ),
    expect: 'ok',
  },
  {
    name: 'contains in 60,000, 3,000 times',
    request: () =>
      preview(
        `${HEAD}parameters: {l: {type: json, default: [${times(30_000, (i) => `a${i},`)}]}}\nconditions:\n${times(4000, (i) => `  c${i}: {contains: [x, {get_param: l}]}\n`)}resources: {}\n`,
      ),
    expect: 'ok',
  },
  {
    name: 'conditions that go 10,000 deep',
    request: () =>
      preview(`${HEAD}conditions:\n  c0: true\n${times(10_000, (i) => `  c${i + 1}: {not: c${i}}\n`)}resources: {}\n`),
    expect: 'ok',
  },
  {
    name: 'Fn::Select in a JSON text of 400 kB, 300 times',
    request: () =>
      preview(
        {
          AWSTemplateFormatVersion: '2010-09-09',
          Resources: {
            r: {
              type: 'OS::Heat::Value',
              Type: 'OS::Heat::Value',
              Properties: { value: new Array(300).fill({ 'Fn::Select': ['0', { get_file: 'f' }] }) },
            },
          },
        },
        { files: { f: `[${'1,'.repeat(150_000)}1]` } },
      ),
    expect: 'ok',
  },
  {
    name: 'functions 390 deep, twice as many at each level',
    request: () => {
      const lines = times(17, (i) => `      a${i + 1}: &a${i + 1} {list_concat: [[*a${i}], [*a${i}]]}\n`);
      return preview(`${HEAD}outputs:\n  x:\n    value:\n      a0: &a0 [x]\n${lines}`);
    },
    expect: '4xx',
  },
];

/** Each an expression over `data`, and what data. */
const QUERIES: [expression: string, data: unknown, expect?: AbuseInput['expect']][] = [
  ['generate(0, true, $ + 1).len()', null],
  ['sequence().select($ + 1).where($ < 0).first()', null],
  ['range(1000000000).sum()', null],
  ["range(40).aggregate($1 + $1, 'x')", null],
  ["'x' * 1000000000", null],
  ['pow(7, 100000000)', null],
  ["regex('(a*)*b').matches($.data)", 'a'.repeat(50_000)],
  ['$.data.select($.len()).sum()', new Array(150).fill('x'.repeat(2000)), 'ok'],
  ['$.data.toSet().union($.data.toSet()).len()', Array.from({ length: 150 }, (_, i) => i), 'ok'],
  ['range(150).selectMany(range(150)).selectMany(range(150)).len()', null],
  ['$.data.join($.data, true, [$1, $2]).len()', digits(190)],
  ['def(f, f($ + 1)) -> f(1)', null],
  ['$.data.replace(a, $.data).len()', 'a'.repeat(3000)],
];

const queries: AbuseInput[] = [
  ...QUERIES.map(
    ([expression, data, expect = '4xx']): AbuseInput => ({
      name: `yaql ${expression}`,
      request: () => preview(ofValue({ yaql: { expression, data } })),
      expect,
    }),
  ),
  {
    name: 'yaql generate, 2,000 times',
    request: () =>
      preview(ofValue(new Array(2000).fill({ yaql: { expression: 'generate(0, $ < 190, $ + 1).len()', data: null } }))),
    expect: '4xx',
  },
  {
    name: 'yaql over data of 200,000 values',
    request: () => preview(ofValue({ yaql: { expression: '$.data.len()', data: new Array(200_000).fill(0) } })),
    expect: '4xx',
  },
  {
    name: 'yaql expression of 400 kB',
    request: () => preview(ofValue({ yaql: { expression: `[${'1,'.repeat(200_000)}1].len()`, data: null } })),
    expect: '4xx',
  },
];

const PATTERNS = [
  '(a+)+$',
  '(a|a)*b',
  '(.*a){25}b',
  '^(a|aa)+$',
  '((a{1,30}){1,30}){1,30}b',
  '(a{60000}){60000}',
  '(?=(a+))a*b\\1',
];

const patterns: AbuseInput[] = [
  ...PATTERNS.map(
    (pattern): AbuseInput => ({
      name: `allowed_pattern ${pattern}`,
      request: () =>
        preview(
          `${HEAD}parameters: {p: {type: string, constraints: [{allowed_pattern: ${JSON.stringify(pattern)}}]}}\nresources: {}\n`,
          { parameters: { p: `${'a'.repeat(100_000)}!` } },
        ),
      expect: '4xx',
    }),
  ),
  {
    name: 'allowed_pattern of 200 kB',
    request: () =>
      preview(
        `${HEAD}parameters: {p: {type: string, constraints: [{allowed_pattern: "${'(a|b)?'.repeat(30_000)}"}]}}\nresources: {}\n`,
        { parameters: { p: 'ab'.repeat(50_000) } },
      ),
    expect: '4xx',
  },
  {
    name: '3,000 parameters, each with a pattern that backtracks',
    request: () =>
      preview(
        `${HEAD}parameters:\n${times(3000, (i) => `  p${i}: {type: string, default: ${'a'.repeat(40)}, constraints: [{allowed_pattern: "(a|aa)+b"}]}\n`)}resources: {}\n`,
      ),
    expect: '4xx',
  },
  {
    name: '2,000 values allowed for each item of a list',
    request: () =>
      preview(
        `${HEAD}parameters:\n  p: {type: comma_delimited_list, constraints: [{allowed_values: [${times(20_000, (i) => `v${i},`)}]}]}\nresources: {}\n`,
        { parameters: { p: times(60_000, () => 'v19999,').slice(0, -1) } },
      ),
    expect: 'ok',
  },
];

const texts: AbuseInput[] = [
  {
    name: 'an integer of base 60 with 200,000 places',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: number, default: 1${':59'.repeat(170_000)}}}\nresources: {}\n`),
    expect: '4xx',
  },
  {
    name: 'a float of base 60',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: number, default: 1${':59'.repeat(170_000)}.5}}\nresources: {}\n`),
    expect: 'ok',
  },
  ...['0x' + 'f'.repeat(500_000), `0b${'1'.repeat(500_000)}`, `0${'7'.repeat(500_000)}`, '9'.repeat(500_000)].map(
    (figure): AbuseInput => ({
      name: `an integer ${figure.slice(0, 4)}… of 500,000 places`,
      request: () => preview(`${HEAD}parameters: {p: {type: number, default: ${figure}}}\nresources: {}\n`),
      expect: '4xx',
    }),
  ),
  {
    name: 'flow collections closed at the column of their key, 10,000 times',
    request: () =>
      preview(`${HEAD}resources:\n${times(10_000, (i) => `  r${i}: {\n    type: 'OS::Heat::None'\n  }\n`)}`),
    expect: '4xx',
  },
  {
    name: 'flow collections closed at the column of their key, in 900 resources',
    request: () =>
      preview(
        `${HEAD}resources:\n${times(900, (i) => `  r${i}: {\n    type: 'OS::Heat::Value',\n    properties: {value: [\n    ${'x,\n    '.repeat(60)}]}\n  }\n`)}`,
      ),
    expect: 'ok',
  },
  {
    name: 'lines of a quoted text at the left, 100,000',
    request: () => preview(`${HEAD}outputs:\n  a:\n    value: "${'x\n'.repeat(200_000)}"\n`),
    expect: 'ok',
  },
  {
    name: '11,000 anchors',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n${times(11_000, (i) => `      - &a${i} {k: ${i}}\n      - *a${i}\n`)}`,
      ),
    expect: 'ok',
  },
  {
    name: '30,000 merges of one map',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n      - &a {${times(1000, (i) => `k${i}: v, `)}}\n${times(25_000, () => '      - {<<: *a}\n')}`,
      ),
    expect: '4xx',
  },
  {
    name: 'merges upon merges',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n      - &a0 {k: v}\n${times(10_000, (i) => `      - &a${i + 1} {<<: *a${i}, k${i}: v}\n`)}`,
      ),
    expect: '4xx',
  },
  {
    name: 'a list merged of 30,000 aliases',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n      - &a {${times(300, (i) => `k${i}: v, `)}}\n      - {<<: [${'*a ,'.repeat(30_000)}]}\n`,
      ),
    expect: '4xx',
  },
  {
    name: 'aliases of aliases (a bomb)',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n      - &a0 [x, x]\n${times(60, (i) => `      - &a${i + 1} [*a${i}, *a${i}]\n`)}`,
      ),
    expect: '4xx',
  },
  {
    name: 'an alias of a text of 100 kB, 60,000 times',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n      - &a ${'x'.repeat(100_000)}\n${times(35_000, () => '      - *a\n')}`,
      ),
    expect: '4xx',
  },
  {
    name: 'brackets 100,000 deep',
    request: () => preview(`${HEAD}outputs: {x: {value: ${'['.repeat(100_000)}${']'.repeat(100_000)}}}\n`),
    expect: '4xx',
  },
  {
    name: 'brackets never closed, 400,000',
    request: () => preview(`${HEAD}outputs: ${'{a: ['.repeat(100_000)}`),
    expect: '4xx',
  },
  {
    name: 'keys of 1,100 characters with a question mark',
    request: () =>
      preview(
        `${HEAD}outputs:\n  x:\n    value:\n${times(400, (i) => `      ? ${'k'.repeat(1100)}${i}\n      : v\n`)}`,
      ),
    expect: 'ok',
  },
  {
    name: '400,000 spaces before a comment',
    request: () => preview(`${HEAD}outputs:\n  x:\n    value: a${' '.repeat(400_000)}b\n`),
    expect: 'ok',
  },
  {
    name: 'a text of 500,000 line breaks in quotes',
    request: () => preview(`${HEAD}outputs:\n  x:\n    value: "${'\\\n'.repeat(200_000)}"\n`),
    expect: 'ok',
  },
  {
    name: 'one key 45,000 times',
    request: () => preview(`${HEAD}outputs:\n  x:\n    value:\n${times(45_000, () => '      k: v\n')}`),
    expect: 'ok',
  },
  {
    name: 'JSON in JSON: a number of 900,000 digits in the body',
    request: () => preview(ofValue(1), { parameters: { p: `${'9'.repeat(900_000)}` } }),
    expect: '4xx',
  },
  {
    name: 'a JSON template with a number of 500,000 digits',
    request: () =>
      preview(
        `{"heat_template_version": "2021-04-16", "parameters": {"p": {"type": "number", "default": ${'9'.repeat(500_000)}}}, "resources": {}}`,
      ),
    expect: '4xx',
  },
  {
    name: 'a parameter of type number with 900,000 digits',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: number}}\nresources: {}\n`, { parameters: { p: '9'.repeat(900_000) } }),
    expect: 'ok',
  },
  {
    name: 'a parameter of type json nested 3,000 deep',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: json}}\nresources: {}\n`, {
        parameters: { p: `${'['.repeat(3000)}${']'.repeat(3000)}` },
      }),
    expect: '4xx',
  },
  {
    name: 'a parameter of type json nested 300,000 deep',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: json}}\nresources: {}\n`, {
        parameters: { p: `${'['.repeat(300_000)}${']'.repeat(300_000)}` },
      }),
    expect: '4xx',
  },
  {
    name: 'a parameter of type json with a number of 900,000 digits',
    request: () =>
      preview(`${HEAD}parameters: {p: {type: json}}\nresources: {}\n`, {
        parameters: { p: `[${'9'.repeat(900_000)}]` },
      }),
    expect: '4xx',
  },
  {
    name: 'a JSON template nested 3,000 deep',
    request: () =>
      preview(
        JSON.parse(
          `{"heat_template_version": "2021-04-16", "outputs": {"x": {"value": ${'['.repeat(3000)}${']'.repeat(3000)}}}}`,
        ),
      ),
    expect: '4xx',
  },
  {
    name: 'an environment nested 3,000 deep',
    request: () =>
      preview(`${HEAD}resources: {}\n`, {
        environment: { parameter_defaults: { a: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) } },
      }),
    expect: '4xx',
  },
  {
    name: 'adopted data nested 3,000 deep',
    request: () =>
      create(ofValue(1), {
        adopt_stack_data: `{"template": {"heat_template_version": "2021-04-16"}, "x": ${'['.repeat(3000)}${']'.repeat(3000)}}`,
      }),
    expect: '4xx',
  },
];

const manyNames = (count: number, prefix: string): Record<string, string> =>
  Object.fromEntries(digits(count).map((i) => [`${prefix}${i}`, 'v']));

const many: AbuseInput[] = [
  {
    name: '30,000 unknown parameters',
    request: () => preview(`${HEAD}resources: {}\n`, { parameters: manyNames(30_000, 'unknown_parameter_') }),
    expect: '4xx',
  },
  {
    name: '12,000 unknown parameters beside 9,000 known ones',
    request: () =>
      preview(
        `${HEAD}parameters:\n${times(9_000, (i) => `  known_name_${i}: {type: string, default: x}\n`)}resources: {}\n`,
        { parameters: manyNames(12_000, 'knwon_nmae_') },
      ),
    expect: '4xx',
  },
  {
    name: 'names of 20,000 characters, unknown',
    request: () =>
      preview(
        `${HEAD}parameters:\n${times(20, (i) => `  ? ${'a'.repeat(20_000)}${i}\n  : {type: string, default: x}\n`)}resources: {}\n`,
        { parameters: Object.fromEntries(digits(20).map((i) => [`${'b'.repeat(20_000)}${i}`, 'v'])) },
      ),
    expect: '4xx',
  },
  {
    name: '5,000 unknown properties',
    request: () => preview(stackOf({ type: 'OS::Heat::ResourceGroup', properties: manyNames(20_000, 'resource_dfe') })),
    expect: '4xx',
  },
  {
    name: '900 references to resources that are not there',
    request: () =>
      preview(
        `${HEAD}resources:\n${times(900, (i) => `  resource_number_${i}: {type: OS::Heat::Value, properties: {value: {get_resource: resuorce_nubmer_${i}}}}\n`)}`,
      ),
    expect: '4xx',
  },
  {
    name: '25,000 sections that there are not',
    request: () => preview(`${HEAD}${times(25_000, (i) => `resuorces${i}: a\n`)}`),
    expect: '4xx',
  },
  {
    name: '20,000 rules of the registry',
    request: () =>
      preview(`${HEAD}resources:\n${times(900, (i) => `  r${i}: {type: "A::B::C${i}"}\n`)}`, {
        environment: {
          resource_registry: Object.fromEntries(digits(20_000).map((i) => [`A::*::X${i}*`, 'OS::Heat::*'])),
        },
      }),
    expect: '4xx',
  },
  {
    name: 'a rule of the registry of a thousand stars',
    request: () =>
      preview(`${HEAD}resources: {r: {type: "${'A'.repeat(5000)}"}}\n`, {
        environment: { resource_registry: { [`${'A*'.repeat(1000)}B`]: 'OS::Heat::None' } },
      }),
    expect: '4xx',
  },
  {
    name: '10,000 restrictions by patterns',
    request: () =>
      preview(`${HEAD}resources:\n${times(900, (i) => `  r${i}: {type: OS::Heat::None}\n`)}`, {
        environment: {
          resource_registry: {
            resources: Object.fromEntries(digits(10_000).map((i) => [`*a*b*${i}*`, { restricted_actions: 'update' }])),
          },
        },
      }),
    expect: 'ok',
  },
  {
    name: '900 resources, each after all before it',
    request: () =>
      preview(
        `${HEAD}resources:\n${times(400, (i) => `  r${i}: {type: OS::Heat::None, depends_on: [${times(i, (n) => `r${n},`)}]}\n`)}`,
      ),
    expect: 'ok',
  },
  {
    name: '900 resources in a circle',
    request: () =>
      preview(
        `${HEAD}resources:\n${times(900, (i) => `  r${i}: {type: OS::Heat::None, depends_on: r${(i + 1) % 900}}\n`)}`,
      ),
    expect: '4xx',
  },
  {
    name: '60,000 references in one resource',
    request: () =>
      preview(
        `${HEAD}resources:\n  a: {type: OS::Heat::Value, properties: {value: x}}\n  b:\n    type: OS::Heat::Value\n    properties:\n      value: [${'{get_attr: [a, value]}, '.repeat(20_000)}]\n`,
      ),
    expect: 'ok',
  },
  {
    name: '20,000 outputs that refer',
    request: () =>
      preview(
        `${HEAD}resources:\n  a: {type: OS::Heat::Value, properties: {value: x}}\noutputs:\n${times(9000, (i) => `  o${i}: {value: {get_attr: [a, value]}}\n`)}`,
      ),
    expect: 'ok',
  },
  {
    name: 'a parameter of 300 kB in 900 resources',
    request: () =>
      preview(
        `${HEAD}parameters: {p: {type: string}}\nresources:\n${times(900, (i) => `  r${i}: {type: OS::Heat::Value, properties: {value: {list_join: ["", [{get_param: p}, "${i}"]]}}}\n`)}`,
        { parameters: { p: 'x'.repeat(300_000) } },
      ),
    expect: '4xx',
  },
];

export const TEMPLATE_INPUTS: readonly AbuseInput[] = [
  ...numbers,
  ...files,
  ...functions,
  ...queries,
  ...patterns,
  ...texts,
  ...many,
];
