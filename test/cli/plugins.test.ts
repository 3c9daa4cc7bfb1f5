import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintFiles, withConfiguredPlugins } from '../../src/cli/lint/lint.ts';
import { withPlugins } from '../../src/cli/wiring/plugins.ts';
import type { Extended } from '../../src/resources/plugins/extend.ts';
import { jsonSchema } from '../../src/template/describe/json-schema.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { stringify } from '../../src/template/value.ts';
import { House } from '../engine/house.ts';
import { useDevCloud } from '../resources/dev-cloud.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/plugin');
const PLUGIN = join(EXAMPLE, 'naming.mjs');
const TEMPLATE = join(EXAMPLE, 'template.yaml');

describe('the plugin of the documentation', () => {
  const devCloud = useDevCloud();
  let extended: Extended;
  beforeAll(async () => {
    extended = await withPlugins([PLUGIN]);
  });
  afterAll(() => extended.undo());

  it('makes its template valid', async () => {
    const [linted] = await lintFiles(await withConfiguredPlugins({ files: [TEMPLATE] }, [PLUGIN]));
    expect(linted?.findings).toEqual([]);
  });

  it('has constraints that templates may name', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hearth-')), 'constraints.yaml');
    const names = ['naming.slug', 'naming.free_network', 'naming.slog'];
    const constraints = names.map((name) => `{custom_constraint: ${name}}`).join(', ');
    const parameters = `parameters: {site: {type: string, constraints: [${constraints}]}}`;
    const resources = 'resources: {r: {type: OS::Heat::Value, properties: {value: {get_param: site}}}}';
    writeFileSync(file, `heat_template_version: 2018-08-31\n${parameters}\n${resources}\n`);
    const [linted] = await lintFiles(await withConfiguredPlugins({ files: [file] }, [PLUGIN]));
    expect(linted?.findings.map(({ message }) => message)).toEqual(['There is no custom constraint naming.slog.']);
  });

  it('adds to what editors know', () => {
    const text = stringify(jsonSchema(extended.catalogue));
    expect(text).toContain('Example::Naming::Label');
    expect(text).toContain('"slug"');
  });

  describe('in an engine', () => {
    let house: House;
    beforeAll(async () => {
      const { catalogue, questions } = extended;
      house = await House.open({}, { catalogue, questions, registry: baseRegistry(catalogue) });
    });
    afterAll(() => house.close());

    it('takes part in a stack', async () => {
      const template = readFileSync(TEMPLATE, 'utf8');
      const caller = house.caller();
      const { stackId } = await house.orchestrator.create(caller, { stackName: 'labelled', template });
      expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
      const view = await house.orchestrator.show(caller, await house.stack(stackId), { resolveOutputs: true });
      expect(view.outputs?.[0]?.value).toBe('north-pole_front-end');
      await house.orchestrator.update(caller, await house.stack(stackId), { template, parameters: { site: 'south' } });
      expect(await house.rest(stackId)).toBe('UPDATE_COMPLETE');
      const after = await house.orchestrator.show(caller, await house.stack(stackId), { resolveOutputs: true });
      expect(after.outputs?.[0]?.value).toBe('south-front-end');
    });

    it('refuses what its constraint refuses', async () => {
      const template = readFileSync(TEMPLATE, 'utf8');
      const asked = { stackName: 'wrong', template, parameters: { site: 'North Pole' } };
      await expect(house.orchestrator.create(house.caller(), asked)).rejects.toThrow('is no slug; "north-pole" is one');
    });

    it('asks the cloud where a constraint has to', async () => {
      const { demo: cloud } = devCloud;
      await cloud.request('network', { path: '/networks', body: { network: { name: 'taken' } } });
      const ask = (name: string) => extended.questions.constraint(cloud, 'naming.free_network', name);
      expect(await ask('taken')).toBe('there is a network taken already');
      expect(await ask('free')).toBeNull();
    });
  });
});

describe('a plugin that cannot be loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-plugin-'));
  const written = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ['is not there', join(folder, 'nowhere.mjs'), /nowhere\.mjs cannot be loaded/],
    ['is no module', written('bad.mjs', 'export default {'), /bad\.mjs cannot be loaded/],
    ['exports nothing', written('empty.mjs', ''), /no plugin, nor a function/],
    ['has parts that are none', written('part.mjs', 'export default {name: "x", function: {}}'), /no part "function"/],
    [
      'takes the name of a type',
      written(
        'type.mjs',
        'export default ({ownType}) => ({name: "x", resourceTypes: [ownType({name: "OS::Heat::Value", description: ""})]})',
      ),
      /There is a resource type OS::Heat::Value already/,
    ],
    [
      'takes the name of a function',
      written('fn.mjs', 'export default {name: "x", functions: {get_attr: {resolve: () => 1}}}'),
      /Plugin x: There is a function get_attr already/,
    ],
  ])('because it %s, is told by name', async (_why, path, message) => {
    await expect(withPlugins([path])).rejects.toThrow(message);
  });
});
