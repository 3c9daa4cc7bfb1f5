import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseRegistry,
  childEnvironment,
  Environment,
  matchesGlob,
  mergeEnvironmentFiles,
  patchEnvironment,
} from '../../../src/template/environment/index.ts';
import type { ResourceTypeSchema } from '../../../src/template/schema/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const names = ['OS::Heat::None', 'OS::Neutron::Port', 'OS::Nova::Server'];
const types = {
  get: (name: string) => (names.includes(name) ? ({ name } as ResourceTypeSchema) : undefined),
  names: () => names,
};
const base = baseRegistry(types, [{ resource_registry: { 'OS::Quantum*': 'OS::Neutron*' } }]);
const environment = (sections: ValueMap) => new Environment(sections, base);
const resolve = (registry: ValueMap, type: string, name?: string) =>
  environment({ resource_registry: registry }).registry.resolve(type, name);

describe('registry', () => {
  it('maps names to types and templates', () => {
    expect(resolve({}, 'OS::Nova::Server')).toEqual({ type: 'OS::Nova::Server' });
    expect(resolve({}, 'OS::Quantum::Port')).toEqual({ type: 'OS::Neutron::Port' });
    expect(resolve({ 'My::Server': 'server.yaml' }, 'My::Server')).toEqual({ template: 'server.yaml' });
    expect(resolve({ 'My::*': 'OS::Nova::*' }, 'My::Server')).toEqual({ type: 'OS::Nova::Server' });
    expect(resolve({}, 'deep/server.template')).toEqual({ template: 'deep/server.template' });
  });

  it('prefers what stands for the one resource', () => {
    const registry = { A: 'a.yaml', resources: { db: { A: 'b.yaml' } } };
    expect(resolve(registry, 'A', 'db')).toEqual({ template: 'b.yaml' });
    expect(resolve(registry, 'A', 'web')).toEqual({ template: 'a.yaml' });
  });

  it('remembers what a name of the installation meant', () => {
    const env = environment({});
    env.registry.resolve('OS::Quantum::Port');
    expect(env.registry.toSection()).toEqual({ resources: {}, 'OS::Quantum::Port': 'OS::Neutron*' });
    expect(environment({}).registry.toSection()).toEqual({ resources: {} });
  });

  it('says what was probably meant', () => {
    expect(() => resolve({}, 'OS::Nova::Sever')).toThrow(/Did you mean OS::Nova::Server/);
    expect(() => resolve({ A: 'B', B: 'A' }, 'A')).toThrow(expect.objectContaining({ code: 'RecursionError' }));
  });

  it('knows hooks and restrictions by pattern', () => {
    const { registry } = environment({
      resource_registry: {
        resources: { 'web_*': { hooks: ['pre-create', 'post-create'] }, web_1: { restricted_actions: 'replace' } },
      },
    });
    expect([...registry.hooks('web_1')]).toEqual(['pre-create', 'post-create']);
    expect([...registry.restrictedActions('web_1')]).toEqual(['replace']);
    expect(registry.hooks('db').size).toBe(0);
    const wrong = { resource_registry: { resources: { a: { hooks: 'sometime' } } } };
    expect(() => environment(wrong)).toThrow(expect.objectContaining({ code: 'InvalidBreakPointHook' }));
  });

  it('drops entries that are null', () => {
    const env = environment({ resource_registry: { 'My::A': 'a.yaml', 'My::B': 'b.yaml', Other: 'o.yaml' } });
    env.load({ resource_registry: { 'My::*': null } });
    expect(env.registry.toSection()).toEqual({ resources: {}, Other: 'o.yaml' });
  });
});

describe('nested stacks', () => {
  it('inherit all but parameters, and what stands under their resource', () => {
    const parent = environment({
      parameters: { a: 1 },
      parameter_defaults: { d: 1 },
      resource_registry: { A: 'a.yaml', resources: { n: { inner: { hooks: 'pre-create' } } } },
    });
    const child = childEnvironment(parent, { c: 2 }, { resourceName: 'n' });
    expect(child.toUserSections()).toEqual({
      parameters: { c: 2 },
      parameter_defaults: { d: 1 },
      resource_registry: { A: 'a.yaml', resources: { inner: { hooks: 'pre-create' } } },
      event_sinks: [],
    });
    expect(parent.parameters).toEqual({ a: 1 });
  });
});

describe('updates that keep what they do not mention', () => {
  it('add, clear and forget', () => {
    const current = environment({ parameters: { a: 1, b: 2, gone: 3 }, parameter_defaults: { d: 1 } });
    const options = { clear: ['b'], isParameter: (name: string) => name !== 'gone' };
    const next = patchEnvironment(current, { parameters: { c: 4 } }, options);
    expect(next.parameters).toEqual({ a: 1, c: 4 });
    expect(next.parameterDefaults).toEqual({ d: 1 });
  });
});

describe('several files', () => {
  const schemas = new Map([
    ['l', { type: 'comma_delimited_list' as const }],
    ['j', { type: 'json' as const }],
    ['b', { type: 'boolean' as const }],
  ]);
  const merge = (...files: ValueMap[]) =>
    mergeEnvironmentFiles(
      files.map((_, i) => `e${i}`),
      Object.fromEntries(files.map((file, i) => [`e${i}`, JSON.stringify(file)])),
      { parameters: {}, parameter_defaults: {}, resource_registry: {} },
      schemas,
    );

  it('overwrite, unless they say otherwise', () => {
    expect(merge({ parameters: { l: 'a' } }, { parameters: { l: 'b' } }).parameters).toEqual({ l: 'b' });
    const deep = { parameter_merge_strategies: { default: 'deep_merge' } };
    const first = { parameters: { l: 'a', j: { m: { x: 1 } } }, ...deep };
    const second = { parameters: { l: 'b', j: { m: { y: 2 } } }, ...deep };
    expect(merge(first, second).parameters).toEqual({ l: 'a,b', j: { m: { x: 1, y: 2 } } });
  });

  it('have to agree', () => {
    const error = (code: string) => expect.objectContaining({ code });
    const b = (value: Value) => ({ parameters: { b: value }, parameter_merge_strategies: { b: 'merge' } });
    expect(() => merge(b('true'), b('true'))).toThrow(error('InvalidMergeStrategyForParam'));
    expect(() => merge(b('true'), { parameters: { b: 'x' }, parameter_merge_strategies: { b: 'overwrite' } })).toThrow(
      error('ConflictingMergeStrategyForParam'),
    );
    expect(() => merge({ nope: 1 })).toThrow(error('ValueError'));
  });
});

describe('patterns of names', () => {
  it('match as a regular expression would', () => {
    const char = fc.constantFrom('a', 'b', '*', '?');
    const pattern = fc.array(char, { maxLength: 8 }).map((chars) => chars.join(''));
    const name = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(pattern, name, (glob, text) => {
        const regex = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(glob, text)).toBe(regex.test(text));
      }),
    );
  });

  it('know sets', () => {
    expect(matchesGlob('web_[0-9]', 'web_5')).toBe(true);
    expect(matchesGlob('web_[!0-9]', 'web_5')).toBe(false);
    expect(matchesGlob('[]a]', ']')).toBe(true);
    expect(matchesGlob('[ab', '[ab')).toBe(true);
  });

  it('do not blow up', () => {
    expect(matchesGlob(`${'*a'.repeat(30)}b`, 'a'.repeat(3000))).toBe(false);
  });
});
