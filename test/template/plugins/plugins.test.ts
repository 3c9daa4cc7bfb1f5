import { afterEach, describe, expect, it } from 'vitest';
import { baseRegistry, Environment } from '../../../src/template/environment/index.ts';
import { bind, checkStack, evaluate, lintTemplate, NOT_MADE, parseTemplate } from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import { extendLanguage, type LanguagePlugin, PluginError } from '../../../src/template/plugins/index.ts';
import type { TypeRegistry } from '../../../src/template/schema/types.ts';

const undos: (() => void)[] = [];
const add = (plugin: LanguagePlugin) => undos.push(extendLanguage(plugin));
afterEach(() => {
  for (const undo of undos.splice(0)) undo();
});

const none: TypeRegistry = { get: () => undefined, names: () => [] };

function outputOf(value: string, { version = '2018-08-31', parameters = '{}', values = {} } = {}) {
  const text = `heat_template_version: ${version}\nparameters: ${parameters}\noutputs: {o: {value: ${value}}}\n`;
  const template = parseTemplate(text);
  const given = resolveParameters(template.parameterSchemas, {
    kind: template.kind,
    stackName: 's',
    stackId: 'i',
    projectId: 'p',
    values,
  });
  const environment = new Environment({}, baseRegistry(none));
  const { definition } = checkStack(template, {
    parameters: given,
    typeOf: (type, resource) => environment.registry.resolve(type, resource) as never,
  });
  return evaluate(definition.outputs.get('o')?.value ?? null, NOT_MADE);
}

describe('a function of a plugin', () => {
  it('gets its arguments resolved, and its value goes on', () => {
    add({ functions: { reverse: { resolve: (args) => (args as unknown[]).toReversed() as never } } });
    expect(outputOf('{list_join: ["", {reverse: [a, {list_join: ["", [b, c]]}]}]}')).toBe('bca');
  });

  it('is there from its version on, in its format', () => {
    add({ functions: { twice: { since: '2018-03-02', resolve: (args) => `${args}${args}` } } });
    expect(outputOf('{twice: a}')).toBe('aa');
    expect(outputOf('{twice: a}', { version: '2016-10-14' })).toEqual({ twice: 'a' });
  });

  it('cannot change the document', () => {
    add({
      functions: {
        spoil: {
          resolve: (args) => {
            (args as unknown[]).push('x');
            return null;
          },
        },
      },
    });
    const template = parseTemplate('heat_template_version: 2018-08-31\noutputs: {o: {value: {spoil: [a]}}}');
    const before = JSON.stringify(template.raw);
    const definition = bind(template, { parameters: { get: () => null } });
    evaluate(definition.outputs.get('o')?.value ?? null, NOT_MADE);
    expect(JSON.stringify(template.raw)).toBe(before);
  });

  it('refuses with a message that names it', () => {
    add({
      functions: {
        picky: {
          resolve: () => {
            throw new Error('not like this');
          },
        },
      },
    });
    expect(() => outputOf('{picky: 1}')).toThrow('picky: not like this');
  });

  it('may not yield what is no value', () => {
    add({ functions: { odd: { resolve: () => new Date(0) as never } } });
    expect(() => outputOf('{odd: 1}')).toThrow('no value of a template');
  });

  it('may not take the name of another', () => {
    expect(() => extendLanguage({ functions: { get_param: { resolve: () => 1 } } })).toThrow(PluginError);
    expect(() => extendLanguage({ functions: { 'no name': { resolve: () => 1 } } })).toThrow(PluginError);
    expect(() => extendLanguage({ functions: { x: { since: '2099-01-01', resolve: () => 1 } } })).toThrow(PluginError);
  });
});

describe('constraints and parameter types of a plugin', () => {
  const plugin: LanguagePlugin = {
    constraints: { 'test.even': (value) => Number(value) % 2 === 0 || `${value} is odd` },
    parameterTypes: {
      pair: {
        base: 'number',
        constraints: [
          { kind: 'custom_constraint', name: 'test.even' },
          { kind: 'range', min: 2 },
        ],
      },
    },
  };
  const parameters = '{n: {type: pair}}';

  it('hold for values', () => {
    add(plugin);
    expect(outputOf('{get_param: n}', { parameters, values: { n: '4' } })).toBe(4);
    expect(() => outputOf('{get_param: n}', { parameters, values: { n: 3 } })).toThrow('3 is odd');
    expect(() => outputOf('{get_param: n}', { parameters, values: { n: 0 } })).toThrow('out of range');
  });

  it('are gone with the plugin', () => {
    extendLanguage(plugin)();
    expect(() => outputOf('{get_param: n}', { parameters, values: { n: 4 } })).toThrow('Invalid type (pair)');
    expect(lintTemplate(`heat_template_version: 2018-08-31\nparameters: ${parameters}`, { types: none })[0]?.code).toBe(
      'invalid-parameter-schema',
    );
  });

  it('are added together or not at all', () => {
    const broken = { ...plugin, parameterTypes: { pair: { base: 'numbr' as 'number', constraints: [] } } };
    expect(() => extendLanguage(broken)).toThrow('needs a base');
    add(plugin);
  });
});
