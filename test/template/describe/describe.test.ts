import { describe, expect, it } from 'vitest';
import {
  describeType,
  findType,
  generateTemplate,
  jsonSchema,
  templateFunctions,
  templateVersions,
} from '../../../src/template/describe/index.ts';
import type { ResourceTypeSchema, TypeRegistry } from '../../../src/template/schema/index.ts';
import type { ValueMap } from '../../../src/template/value.ts';

const server: ResourceTypeSchema = {
  name: 'OS::Nova::Server',
  properties: {
    name: { type: 'string', required: true, constraints: [{ kind: 'length', max: 5 }] },
    old: { type: 'string', support: { status: 'HIDDEN' } },
    later: { type: 'string', implemented: false },
    tags: { type: 'list', items: { type: 'string' } },
  },
  attributes: { ip: { type: 'string' } },
  updatePolicy: {},
  support: { status: 'SUPPORTED', version: '2014.1' },
  deletionPolicies: ['Delete', 'Retain'],
  translation: [],
};
const registry: TypeRegistry = {
  get: (name) => (name === server.name ? server : undefined),
  names: () => [server.name],
};

describe('versions and functions', () => {
  it('are listed with their aliases', () => {
    const versions = templateVersions();
    expect(versions[0]).toEqual({ version: 'AWSTemplateFormatVersion.2010-09-09', type: 'cfn', aliases: [] });
    const ocata = versions.find(({ version }) => version === 'heat_template_version.2017-02-24');
    expect(ocata?.aliases).toEqual(['heat_template_version.ocata']);
  });

  it('differ from version to version', () => {
    const latest = 'heat_template_version.2021-04-16';
    const names = (options = {}) => templateFunctions(latest, options).map(({ functions }) => functions);
    expect(names()).not.toContain('equals');
    expect(names({ withConditionFunctions: true })).toContain('equals');
    expect(() => templateFunctions('heat_template_version.2021-04-61')).toThrow(/did you mean heat_template_version/);
  });

  it('are each described', () => {
    for (const { version } of templateVersions()) {
      for (const { functions, description } of templateFunctions(version, { withConditionFunctions: true })) {
        expect(description, `${functions} of ${version}`).toMatch(/^[A-Z].*\.$/);
        expect(description, `${functions} of ${version}`).not.toBe('Not in this version.');
      }
    }
    // Clients look for this one by its words.
    expect(templateFunctions('heat_template_version.2016-04-08')).toContainEqual({
      functions: 'get_file',
      description: 'A function for including a file inline.',
    });
  });
});

describe('types', () => {
  it('show what can be set', () => {
    const shown = describeType(server);
    expect(Object.keys(shown.properties as ValueMap)).toEqual(['name', 'tags']);
    expect(Object.keys(shown.attributes as ValueMap)).toEqual(['ip', 'show']);
    expect(shown.support_status).toEqual({
      status: 'SUPPORTED',
      version: '2014.1',
      message: null,
      previous_status: null,
    });
    expect(() => findType(registry, 'OS::Nova::Sever')).toThrow(/Did you mean OS::Nova::Server/);
  });

  it('become templates', () => {
    expect(generateTemplate(server, 'hot')).toMatchObject({
      parameters: { name: { type: 'string', constraints: [{ length: { max: 5 } }] } },
      resources: { Server: { type: 'OS::Nova::Server', properties: { tags: { get_param: 'tags' } } } },
      outputs: { ip: { value: { get_attr: ['Server', 'ip'] } } },
    });
    expect(generateTemplate(server, 'cfn')).toMatchObject({
      Resources: { Server: { Properties: { tags: { 'Fn::Split': [',', { Ref: 'tags' }] } } } },
    });
  });
});

describe('the schema for editors', () => {
  const schema = jsonSchema(registry);
  const definitions = schema.definitions as Record<string, ValueMap>;

  it('refers only to definitions that there are', () => {
    const known = (reference: string) =>
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((node, step) => (node as ValueMap | undefined)?.[step], schema);
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference ?? '',
    );
    expect(references.length).toBeGreaterThan(5);
    expect(references.filter((reference) => known(reference) === undefined)).toEqual([]);
  });

  it('knows types, their properties, and functions', () => {
    const properties = ((definitions.types as Record<string, ValueMap>)['OS::Nova::Server'] as ValueMap)
      .properties as ValueMap;
    expect((properties.properties as ValueMap).else).toMatchObject({
      additionalProperties: false,
      required: ['name'],
      properties: { name: { description: 'A change replaces the resource.' } },
    });
    expect(((definitions.isFunction as ValueMap).propertyNames as ValueMap).enum).toContain('get_param');
  });
});
