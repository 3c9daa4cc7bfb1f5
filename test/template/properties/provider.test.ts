import { describe, expect, it } from 'vitest';
import { parameterDialect, parseParameterSchemas } from '../../../src/template/parameters/index.ts';
import {
  checkFacade,
  childParameters,
  plainData,
  prepareProperties,
  providerType,
} from '../../../src/template/properties/index.ts';
import { Unknown } from '../../../src/template/schema/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const parameters = parseParameterSchemas(
  {
    size: { type: 'number' },
    names: { type: 'comma_delimited_list', default: '' },
    data: { type: 'json', default: {} },
  },
  parameterDialect('hot', '2021-04-16'),
);
const type = providerType('server.yaml', { parameters, outputs: [['address', 'Where it is.']] });
const given = (data: ValueMap, made = true) =>
  childParameters(prepareProperties(type.properties, [], plainData(data)), { isMade: made });

describe('a template as a type', () => {
  it('has its parameters for properties and its outputs for attributes', () => {
    expect(type.properties.size).toEqual({ type: 'number', constraints: [], required: true, updateAllowed: true });
    expect(type.properties.names?.required).toBeUndefined();
    expect(type.attributes).toEqual({ address: { description: 'Where it is.' } });
    expect(providerType('x', { parameters, outputs: [] }, { size: 3 }).properties.size?.required).toBeUndefined();
  });

  it('hands lists on as texts and maps as they are', () => {
    expect(given({ size: 1, names: ['a', null, 'b'], data: { k: [1] } })).toEqual({
      size: 1,
      names: 'a,,b',
      data: { k: [1] },
    });
    expect(given({ size: 1, names: [{ k: 1, l: 'x' }], data: '{"a": 1}' })).toEqual({
      size: 1,
      names: '.member.0.k=1,.member.0.l=x',
      data: '{"a": 1}',
    });
  });

  it('leaves open what is not known', () => {
    const unknown = new Unknown('other') as unknown as Value;
    expect(given({ size: unknown, names: ['a', unknown] })).toEqual({ size: unknown, names: new Unknown('names') });
  });

  it('is lenient before there is a resource', () => {
    expect(() => given({ size: 'x' })).toThrow(expect.objectContaining({ code: 'ValueError' }));
    expect(given({ size: 'x' }, false)).toEqual({ size: 0 });
  });

  it('has to offer what the type offers for which it stands', () => {
    const facade = { ...type, name: 'My::Server', properties: { flavor: { type: 'string', required: true } as const } };
    expect(() => checkFacade(type, facade)).toThrow(/flavor/);
    expect(() => checkFacade(type, { ...facade, properties: { size: { type: 'string' } } })).toThrow(/type mismatch/);
    expect(() => checkFacade(type, { ...facade, properties: { size: { type: 'integer' } } })).not.toThrow();
  });
});
