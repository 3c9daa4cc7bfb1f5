/** What the stock client asks that is about no stack. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lodgings, takeLodgings } from './lodgings.ts';

describe('the stock client', () => {
  let lodgings: Lodgings;
  const orchestration = (...args: string[]) => lodgings.openstack.json('orchestration', ...args);
  beforeAll(async () => {
    lodgings = await takeLodgings();
  });
  afterAll(async () => {
    await lodgings?.leave();
  });

  it('is told the build', async () => {
    const { api, engine } = await orchestration('build', 'info');
    expect([JSON.parse(api), JSON.parse(engine)]).toEqual([{ revision: 'unknown' }, { revision: 'unknown' }]);
  });

  it('lists and shows resource types', async () => {
    const types = (await orchestration('resource', 'type', 'list')).map((row: object) => Object.values(row)[0]);
    expect(types).toEqual(expect.arrayContaining(['OS::Nova::Server', 'OS::Heat::ResourceGroup', 'OS::Neutron::Net']));
    for (const type of ['OS::Nova::Server', 'OS::Swift::Container']) {
      const schema = await orchestration('resource', 'type', 'show', type);
      expect(schema).toMatchObject({ resource_type: type, support_status: { status: 'SUPPORTED' } });
      expect(Object.keys(schema.properties)).toContain('name');
      const template = await orchestration('resource', 'type', 'show', '--template-type', 'hot', type);
      expect(Object.values(template.resources)).toMatchObject([{ type }]);
    }
  });

  it('lists versions and functions of templates', async () => {
    const versions = (await orchestration('template', 'version', 'list')).map(
      (row: { Version: string }) => row.Version,
    );
    expect(versions).toEqual(
      expect.arrayContaining(['heat_template_version.2021-04-16', 'AWSTemplateFormatVersion.2010-09-09']),
    );
    const functions = await orchestration('template', 'function', 'list', 'heat_template_version.2021-04-16');
    const described = Object.fromEntries(
      functions.map((row: { Functions: string; Description: string }) => [row.Functions, row.Description]),
    );
    expect(Object.keys(described)).toEqual(
      expect.arrayContaining(['get_param', 'get_file', 'str_replace_strict', 'if']),
    );
    expect(described.get_file).toBe('A function for including a file inline.');
  });

  it('lists the engines for an administrator', async () => {
    const refusal = await lodgings.openstack.run('orchestration', 'service', 'list');
    expect(refusal.code).toBe(1);
    expect(refusal.stderr).toContain('You are not authorized to use service:index.');
    if (lodgings.administrator === null) return;
    const engines = await lodgings.administrator.json('orchestration', 'service', 'list');
    expect(engines).toMatchObject([{ Binary: 'heat-engine', Topic: 'engine', Status: 'up' }]);
  });
});
