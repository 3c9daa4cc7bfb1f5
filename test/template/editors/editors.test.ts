import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { jsonSchema } from '../../../src/template/describe/json-schema.ts';
import { stringify } from '../../../src/template/value.ts';
import { LanguageServer } from './language-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-editor-'));
const schema = join(folder, 'hot.schema.json');
let server: LanguageServer;

beforeAll(async () => {
  writeFileSync(schema, stringify(jsonSchema(catalogue)));
  server = new LanguageServer({ [pathToFileURL(schema).href]: '*.hot.yaml' });
  await server.start();
}, 60_000);
afterAll(() => server.stop());

let number = 0;
/** A text with one `|`, where the cursor is. */
async function at(text: string) {
  const offset = text.indexOf('|');
  const before = text.slice(0, offset).split('\n');
  const uri = pathToFileURL(join(folder, `${number++}.hot.yaml`)).href;
  await server.open(uri, text.slice(0, offset) + text.slice(offset + 1));
  return { uri, line: before.length - 1, character: (before.at(-1) ?? '').length };
}

async function completions(text: string): Promise<string[]> {
  const { uri, line, character } = await at(text);
  return server.complete(uri, line, character);
}

async function findings(text: string): Promise<string[]> {
  const uri = pathToFileURL(join(folder, `${number++}.hot.yaml`)).href;
  return (await server.open(uri, text)).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

const HEAD = 'heat_template_version: 2021-04-16\nresources:\n  web:\n';

describe('the schema in a YAML language server', { timeout: 60_000 }, () => {
  it('completes resource types', async () => {
    const offered = await completions(`${HEAD}    type: |\n`);
    expect(offered).toEqual(
      expect.arrayContaining(['OS::Nova::Server', 'OS::Neutron::Net', 'OS::Heat::ResourceGroup']),
    );
  });

  it('completes the properties of the type', async () => {
    const offered = await completions(`${HEAD}    type: OS::Nova::Server\n    properties:\n      flavor: x\n      |\n`);
    expect(offered).toEqual(expect.arrayContaining(['image', 'networks', 'user_data_format']));
    expect(offered).not.toContain('cidr');
  });

  it('completes values and sections', async () => {
    const values = await completions(
      `${HEAD}    type: OS::Nova::Server\n    properties:\n      flavor: x\n      user_data_format: |\n`,
    );
    expect(values).toEqual(expect.arrayContaining(['RAW', 'SOFTWARE_CONFIG']));
    expect(await completions('heat_template_version: 2021-04-16\n|\n')).toEqual(
      expect.arrayContaining(['parameters', 'conditions', 'outputs']),
    );
  });

  it('marks an unknown property, an unknown type and an unknown key', async () => {
    const server = '    type: OS::Nova::Server\n    properties: {flavor: x, imag: y}\n';
    expect(await findings(HEAD + server)).toEqual([expect.stringMatching(/^5: .*imag/)]);
    expect(await findings(`${HEAD}    type: OS::Nova::Sever\n`)).toEqual([expect.stringMatching(/^4: /)]);
    expect(await findings(`${HEAD}    type: OS::Heat::None\n    depend_on: x\n`)).toEqual([
      expect.stringMatching(/^5: .*depend_on/),
    ]);
  });

  it('leaves good templates alone, functions anywhere', async () => {
    const good = `heat_template_version: 2018-08-31
parameters:
  flavor: {type: string, default: small, constraints: [{allowed_values: [small, big]}]}
conditions:
  big: {equals: [{get_param: flavor}, big]}
resources:
  net: {type: OS::Neutron::Net}
  web:
    type: OS::Nova::Server
    depends_on: [net]
    condition: big
    properties:
      flavor: {get_param: flavor}
      image: {if: [big, debian, cirros]}
      networks: [{network: {get_resource: net}}]
      metadata: {a: b}
  mine: {type: mine.yaml, properties: {x: 1}}
outputs:
  ip: {value: {get_attr: [web, first_address]}}
`;
    expect(await findings(good)).toEqual([]);
  });

  it('explains what the cursor is on', async () => {
    const { uri, line, character } = await at(
      `${HEAD}    type: OS::Neutron::Subnet\n    properties:\n      ci|dr: 10.0.0.0/8\n`,
    );
    expect((await server.hover(uri, line, character)).length).toBeGreaterThan(10);
  });
});
