/** `hearth lint` as a user runs it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/cli/lint/lint.ts';

const NODE = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hearth-lint-'));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function hearth(...args: string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const ended = spawnSync(NODE, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME },
    timeout: 60_000,
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

const HEAD = 'heat_template_version: 2018-08-31\n';
write('boot.sh', '#!/bin/sh\n');
write(
  'nested/one.yaml',
  `${HEAD}parameters: {size: {type: number}}\nresources: {r: {type: "OS::Heat::RandomStrin", properties: {length: {get_param: size}}}}\n`,
);
write(
  'good.yaml',
  `${HEAD}resources:\n  a: {type: OS::Heat::Value, properties: {value: {get_file: boot.sh}}}\n  b: {type: OS::Aodh::CompositeAlarm}\n`,
);
write('outer.yaml', `${HEAD}resources: {o: {type: nested/one.yaml, properties: {size: 3}}, p: {type: Mine}}\n`);
write('env/env.yaml', 'resource_registry:\n  Mine: ../nested/one.yaml\n');
write('wrong.yaml', `${HEAD}resources: {a: {type: OS::Heat::Valu}}\n`);

const codes = async (...args: Parameters<typeof lintFiles>) =>
  (await lintFiles(...args)).flatMap(({ path, findings }) =>
    findings.map(({ code }) => `${path.slice(folder.length + 1)} ${code}`),
  );

describe('hearth lint', { timeout: 120_000 }, () => {
  it('ends with 0 where there is nothing wrong, 1 where there is, 2 where it cannot be asked so', () => {
    expect(hearth('lint', 'wrong.yaml').code).toBe(1);
    expect(hearth('lint').code).toBe(2);
    expect(hearth('lint', 'nowhere.yaml').code).toBe(2);
    expect(hearth('lint', '--nonsense', 'good.yaml').code).toBe(2);
    expect(hearth('lint', '-P', 'x', 'good.yaml').code).toBe(2);
    expect(hearth('lint', '--help').code).toBe(0);
  });

  it('shows findings with their places', () => {
    const { out } = hearth('lint', 'wrong.yaml');
    expect(out).toContain('error[unknown-resource-type] wrong.yaml:2:23');
    expect(out).toContain('did you mean `OS::Heat::Value`?');
    expect(out).toContain('1 file: 1 error');
    // No terminal, no colours.
    expect(out).not.toContain('\u001b[');
  });

  it('gives data on demand', () => {
    const { code, out } = hearth('lint', '--json', 'wrong.yaml', 'good.yaml');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      { file: 'wrong.yaml', code: 'unknown-resource-type', severity: 'error', start: { line: 2, column: 23 } },
      { file: 'good.yaml', code: expect.any(String), severity: 'warning' },
    ]);
  });
});

describe('linting files', () => {
  it('says of a template that it makes nothing, unless others use it as a type', async () => {
    const indented = `${HEAD}description: |\n  a server\n  resources: {s: {type: OS::Nova::Server}}\n`;
    const codesIn = async (file: string) =>
      (await lintFiles({ files: [file] })).flatMap(({ findings }) => findings.map(({ code }) => code));
    const apart = mkdtempSync(join(tmpdir(), 'hearth-lint-'));
    const write = (name: string, text: string) => {
      writeFileSync(join(apart, name), text);
      return join(apart, name);
    };
    expect(await codesIn(write('indented.yaml', indented))).toEqual(['no-resources']);
    write('outputs.yaml', `${HEAD}outputs: {o: {value: 1}}\n`);
    const owner = write('owner.yaml', `${HEAD}resources: {o: {type: outputs.yaml}}\n`);
    expect(await codesIn(owner)).toEqual([]);
  });

  it('finds what a template names beside it, and looks at templates in it too', async () => {
    const found = await codes({ files: [join(folder, 'outer.yaml')] });
    expect(found).toEqual(['outer.yaml unknown-resource-type', 'nested/one.yaml unknown-resource-type']);
  });

  it('reads environments, their templates beside them', async () => {
    const environments = [join(folder, 'env/env.yaml')];
    expect(await codes({ files: [join(folder, 'outer.yaml')], environments })).toEqual([
      'outer.yaml invalid-property',
      'nested/one.yaml unknown-resource-type',
    ]);
  });

  it('says of an environment what is wrong with it, there', async () => {
    const bad = write('bad-env.yaml', 'parameters:\n  nothing: 3\n');
    const worse = write('worse-env.yaml', 'parameter: {}\n');
    const [template, environment] = await lintFiles({ files: [join(folder, 'good.yaml')], environments: [bad] });
    expect(template?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(environment?.findings).toMatchObject([{ code: 'unknown-parameter', start: { line: 2, column: 12 } }]);
    expect(await codes({ files: [join(folder, 'good.yaml')], environments: [worse] })).toContain(
      'worse-env.yaml invalid-environment',
    );
  });

  it('takes folders', async () => {
    const linted = await lintFiles({ files: [folder] });
    expect(linted.map(({ path }) => path.slice(folder.length + 1)).sort()).toEqual([
      'good.yaml',
      'nested/one.yaml',
      'outer.yaml',
      'wrong.yaml',
    ]);
  });

  it('looks into what groups make of their definition', async () => {
    const apart = mkdtempSync(join(tmpdir(), 'hearth-lint-'));
    const file = join(apart, 'group.yaml');
    const lint = async (def: string, more = '') => {
      writeFileSync(
        file,
        `${HEAD}parameters: {n: {type: number}}\nresources:\n  net: {type: OS::Neutron::Net}\n  g:\n    type: OS::Heat::ResourceGroup\n    properties:\n      count: {get_param: n}\n      resource_def: ${def}\n${more}`,
      );
      const [own] = await lintFiles({ files: [file] });
      return own?.findings.map(({ code, message, start, suggestion }) =>
        [code, `${start?.line}:${start?.column}`, suggestion ?? message].join(' '),
      );
    };
    expect(
      await lint('{type: OS::Neutron::Port, properties: {network: {get_resource: net}, name: "p%index%"}}'),
    ).toEqual([]);
    expect(await lint('{type: OS::Neutron::Prt}')).toEqual(['unknown-resource-type 9:28 OS::Neutron::Port']);
    expect(await lint('{type: OS::Neutron::Port, properties: {netwrk: {get_resource: net}}}')).toEqual([
      'invalid-property 9:47 Property network not assigned',
      'unknown-property 9:60 network',
    ]);
    expect(await lint('{type: OS::Heat::RandomString, properties: {length: many}}')).toEqual([
      "invalid-property 9:73 Value 'many' is not an integer.",
    ]);
    const inner = (length: string) =>
      `{type: OS::Heat::ResourceGroup, properties: {count: 2, resource_def: {type: OS::Heat::RandomString, properties: {length: ${length}}}}}`;
    expect(await lint(inner('{get_param: n}'))).toEqual([]);
    expect(await lint(inner('many'))).toEqual(["invalid-property 9:142 Value 'many' is not an integer."]);
    expect(await lint('{type: nowhere.yaml}')).toEqual(['missing-file 9:28 The template nowhere.yaml is not there.']);
    const chain = (type: string) =>
      `  c: {type: OS::Heat::ResourceChain, properties: {resources: [OS::Heat::RandomString, ${type}], resource_properties: {length: 4}}}\n`;
    expect(await lint('{type: OS::Heat::None}', chain('OS::Heat::RandomString'))).toEqual([]);
    expect(await lint('{type: OS::Heat::None}', chain('OS::Heat::Value'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^unknown-property 10:/)]),
    );
  });

  it('looks at a nested template with what it is given', async () => {
    const apart = mkdtempSync(join(tmpdir(), 'hearth-lint-'));
    const write = (name: string, text: string) => {
      writeFileSync(join(apart, name), text);
      return join(apart, name);
    };
    write(
      'leaf.yaml',
      `${HEAD}parameters: {n: {type: string}, id: {type: string, default: x}}\nresources:\n  r: {type: OS::Heat::RandomString, properties: {length: {get_param: n}, salt: {get_param: id}}}\n`,
    );
    write(
      'middle.yaml',
      `${HEAD}parameters: {m: {type: string}}\nresources:\n  g: {type: OS::Heat::ResourceGroup, properties: {resource_def: {type: leaf.yaml, properties: {n: {get_param: m}}}}}\n`,
    );
    const tell = async (outer: string) =>
      (await lintFiles({ files: [write('outer.yaml', HEAD + outer)] })).flatMap(({ path, findings }) =>
        findings.map(({ code, message, start }) =>
          `${path.split('/').at(-1)}:${start?.line}:${start?.column} ${code} ${message}`.replaceAll(`${apart}/`, ''),
        ),
      );
    const using = (type: string, given: string) => `resources:\n  o: {type: ${type}, properties: {${given}}}\n`;
    expect(await tell(using('leaf.yaml', 'n: 4'))).toEqual([]);
    // What is not known before the run may be right.
    expect(
      await tell(`${using('leaf.yaml', 'n: 4, id: {get_resource: p}')}  p: {type: OS::Heat::RandomString}\n`),
    ).toEqual([]);
    expect(
      await tell(`${using('leaf.yaml', 'n: {get_attr: [p, value]}, id: a')}  p: {type: OS::Heat::RandomString}\n`),
    ).toEqual([]);
    expect(await tell(using('leaf.yaml', 'n: many'))).toEqual([
      "leaf.yaml:4:50 invalid-property Value 'many' is not an integer (with what is given by outer.yaml, resource o).",
    ]);
    expect(await tell(using('middle.yaml', 'm: many'))).toEqual([
      "leaf.yaml:4:50 invalid-property Value 'many' is not an integer (with what is given by middle.yaml, resource g > 0).",
    ]);
    write(
      'endless.yaml',
      `${HEAD}parameters: {m: {type: string}}\nresources:\n  e: {type: endless.yaml, properties: {m: {list_join: ["", [{get_param: m}, x]]}}}\n`,
    );
    expect(await tell(using('endless.yaml', 'm: a'))).toEqual([]);
  });

  it('asks what only types and clouds can tell: constraints, and addresses of subnets', async () => {
    const apart = mkdtempSync(join(tmpdir(), 'hearth-lint-'));
    const file = join(apart, 'a.yaml');
    writeFileSync(
      file,
      `${HEAD}parameters: {a: {type: string, constraints: [{custom_constraint: neutron.netwrok}]}}\nresources:\n  s: {type: OS::Neutron::Subnet, properties: {network: {get_param: a}, cidr: 10.0.0.0/24, gateway_ip: 10.0.1.1}}\n`,
    );
    const [own] = await lintFiles({ files: [file] });
    expect(own?.findings).toMatchObject([
      { code: 'unknown-constraint', start: { line: 2, column: 66 }, suggestion: 'neutron.network' },
      { code: 'address-outside-subnet', severity: 'warning', start: { line: 4, column: 103 } },
    ]);
  });
});
