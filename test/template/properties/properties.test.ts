import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  diffProperties,
  type PropertyData,
  plainData,
  prepareProperties,
  questions,
  schemasFor,
} from '../../../src/template/properties/index.ts';
import { type PropertySchema, type TranslationRule, Unknown } from '../../../src/template/schema/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const schema: Record<string, PropertySchema> = {
  name: { type: 'string', required: true, constraints: [{ kind: 'length', max: 5 }], updateAllowed: true },
  size: { type: 'integer', default: 1, constraints: [{ kind: 'range', min: 1, max: 9 }], updateAllowed: true },
  zone: { type: 'string' },
  fixed: { type: 'string', immutable: true },
  networks: {
    type: 'list',
    updateAllowed: true,
    items: {
      type: 'map',
      properties: {
        network: { type: 'string', constraints: [{ kind: 'custom_constraint', name: 'neutron.network' }] },
        uuid: { type: 'string' },
        tag: { type: 'string', default: 'none' },
      },
    },
  },
};
const prepare = (data: ValueMap, rules: TranslationRule[] = []) => prepareProperties(schema, rules, plainData(data));

describe('validate', () => {
  it('finds every problem, with its place', () => {
    const problems = prepare({ nme: 'x', size: 12, networks: [{ tag: {} }, { nope: 1 }] }).validate();
    expect(problems.map(({ path, error, suggestion }) => [path, error.code, suggestion])).toEqual([
      [['nme'], 'StackValidationFailed', 'name'],
      [[], 'StackValidationFailed', undefined],
      [['size'], 'StackValidationFailed', undefined],
      [['networks', 0, 'tag'], 'StackValidationFailed', undefined],
      [['networks', 1, 'nope'], 'StackValidationFailed', undefined],
    ]);
  });

  it('passes what is not known, wherever it stands', () => {
    const unknown = new Unknown('other.id') as unknown as Value;
    const properties = prepare({ name: unknown, size: unknown, networks: [{ network: unknown }, unknown] });
    expect(properties.validate()).toEqual([]);
    expect(properties.get('name')).toBe(unknown);
    expect(properties.get('networks')).toEqual([{ network: unknown, uuid: null, tag: 'none' }, unknown]);
  });

  it('never complains more when a value is not known than when it is', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const entry = fc.dictionary(fc.constantFrom('network', 'uuid', 'tag', 'x'), scalar, { maxKeys: 3 });
    const data = fc.record({
      name: scalar,
      size: scalar,
      networks: fc.array(fc.oneof(entry, scalar), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(data, fc.constantFrom('name', 'size', 'networks'), (given, key) => {
        const known = prepare(given as ValueMap).validate();
        const hidden = { ...given, [key]: new Unknown('later') } as unknown as ValueMap;
        const other = known.filter(({ path }) => path[0] !== key).map(({ error }) => error.message);
        expect(
          prepare(hidden)
            .validate()
            .map(({ error }) => error.message),
        ).toEqual(other);
      }),
    );
  });

  it('puts off constraints of what depends on things to come', () => {
    const data: PropertyData = { ...plainData({ name: 'much too long' }), pending: (key) => key === 'name' };
    expect(prepareProperties(schema, [], data).validate()).toEqual([]);
  });
});

describe('get', () => {
  it('converts, and fills in defaults', () => {
    const properties = prepare({ name: 5, size: '3', networks: [{}] });
    expect(properties.toRecord()).toEqual({
      name: '5',
      size: 3,
      zone: null,
      fixed: null,
      networks: [{ network: null, uuid: null, tag: 'none' }],
    });
  });

  it('treats what is to be omitted as not given', () => {
    const data: PropertyData = { keys: () => ['size'], has: (key) => key === 'size', get: () => undefined };
    expect(prepareProperties(schema, [], data).get('size')).toBe(1);
  });
});

describe('translation', () => {
  const rules: TranslationRule[] = [
    { rule: 'Replace', path: ['networks', 'network'], valueName: 'uuid' },
    { rule: 'Resolve', path: ['networks', 'network'], client: 'neutron', finder: 'find', entity: 'network' },
    { rule: 'Replace', path: ['name'], valuePath: ['zone'] },
  ];

  it('replaces, also from one without the other', () => {
    const properties = prepare({ zone: 'z', networks: [{ uuid: 'u' }, { network: 'n' }] }, rules);
    expect(properties.validate()).toEqual([]);
    expect(properties.get('name')).toBe('z');
    expect(properties.get('networks')).toEqual([
      { network: 'u', uuid: null, tag: 'none' },
      { network: 'n', uuid: null, tag: 'none' },
    ]);
  });

  it('refuses both at once', () => {
    expect(prepare({ name: 'n', zone: 'z' }, rules).validate()[0]?.error.message).toMatch(/name, zone/);
  });

  it('asks in advance, and applies the answers', () => {
    const data = plainData({ name: 'n', networks: [{ network: 'private' }] });
    expect(questions(schema, rules, data)).toEqual({
      customConstraints: [{ name: 'neutron.network', value: 'private', path: ['networks', 0, 'network'] }],
      lookups: [
        { client: 'neutron', finder: 'find', entity: 'network', value: 'private', path: ['networks', 0, 'network'] },
      ],
    });
    const lookup = ({ value }: { value: Value }) => `id of ${String(value)}`;
    const properties = prepareProperties(schema, rules, data, { lookup, check: () => 'No such network.' });
    expect(properties.validate()).toEqual([]);
    expect(properties.get('networks')).toEqual([{ network: 'id of private', uuid: null, tag: 'none' }]);
  });

  it('adds what another property holds', () => {
    const lists: Record<string, PropertySchema> = { items: { type: 'list' }, more: { type: 'string' } };
    const add: TranslationRule[] = [
      { rule: 'Add', path: ['items'], value: [{ class: { $property: 'more' }, min: 1 }] },
      { rule: 'Delete', path: ['more'] },
    ];
    const read = (data: ValueMap) => prepareProperties(lists, add, plainData(data)).toRecord();
    expect(read({ items: [1], more: 'x' })).toEqual({ items: [1, { class: 'x', min: 1 }], more: null });
    expect(read({ items: [1] })).toEqual({ items: [1], more: null });
  });
});

describe('difference', () => {
  it('tells what a change amounts to', () => {
    const before = prepare({ name: 'a', fixed: 'f', zone: 'z' });
    expect(diffProperties(before, prepare({ name: 'b', fixed: 'f', zone: 'z' }))).toEqual({
      changed: ['name'],
      undecided: [],
      immutable: [],
      updateAllowed: true,
      needsReplace: [],
    });
    const unknown = new Unknown('o') as unknown as Value;
    expect(diffProperties(before, prepare({ name: unknown, fixed: 'g', zone: 'y' }))).toEqual({
      changed: ['name', 'zone', 'fixed'],
      undecided: ['name'],
      immutable: ['fixed'],
      updateAllowed: false,
      needsReplace: ['zone'],
    });
  });

  it('does not mind how a value is spelled', () => {
    expect(diffProperties(prepare({ name: 'a', size: '3' }), prepare({ name: 'a', size: 3 })).changed).toEqual([]);
  });
});

describe('schemas that depend on values', () => {
  it('are chosen by what is given', () => {
    const loose: Record<string, PropertySchema> = { type: { type: 'string' }, value: { type: 'any' } };
    const strict: Record<string, PropertySchema> = { ...loose, value: { type: 'number' } };
    const type = {
      properties: loose,
      translation: [],
      propertiesFor: (read: (name: string) => Value) => (read('type') === 'number' ? strict : loose),
    };
    expect(schemasFor(type, plainData({ type: 'number' }))).toBe(strict);
    expect(schemasFor(type, plainData({ type: {} }))).toBe(loose);
  });
});
