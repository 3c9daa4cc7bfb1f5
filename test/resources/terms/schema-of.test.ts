import { describe, expect, it } from 'vitest';
import {
  anything,
  checked,
  convertible,
  deprecated,
  elementOf,
  flag,
  hidden,
  immutable,
  integer,
  length,
  list,
  lives,
  lookedUp,
  map,
  naming,
  number,
  of,
  oneOf,
  pattern,
  preset,
  range,
  ref,
  renamedTo,
  required,
  secret,
  sentAs,
  shownAt,
  since,
  text,
  uncached,
  unchecked,
  unimplemented,
  unsent,
  update,
} from '../../../src/resources/terms/index.ts';
import { attributesOf, schemaOf } from '../../../src/resources/terms/schema-of.ts';

describe('schemas', () => {
  const { properties } = schemaOf({
    name: text('Its name.', required, update, since('2.0')),
    port: integer('Its port.', preset(80), range(1, 65535), immutable),
    share: number('Its share.', range(0)),
    key: text('Its key.', length(1, 9), pattern('[a-z]+'), checked('net_cidr'), secret),
    kind: text('Its kind.', oneOf('a', 'b')),
    tags: list('Its tags.', of('string', length(1)), update),
    any: anything('Any.'),
    open: map('Open.', preset({})),
    pairs: list('Its pairs.', update, since('3.0'), { left: flag('Left?', required), right: text('Right.') }),
    gate: map('Its gate.', update, { to: text('Where to.', required) }),
  });

  it('have the type, the description and what the traits say', () => {
    expect(properties.name).toEqual({
      type: 'string',
      description: 'Its name.',
      required: true,
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '2.0' },
    });
    expect(properties.port).toEqual({
      type: 'integer',
      description: 'Its port.',
      default: 80,
      constraints: [{ kind: 'range', min: 1, max: 65535 }],
      immutable: true,
    });
    expect(properties.share).toEqual({
      type: 'number',
      description: 'Its share.',
      constraints: [{ kind: 'range', min: 0 }],
    });
    expect(properties.any).toEqual({ type: 'any', description: 'Any.' });
    expect(properties.open).toEqual({ type: 'map', description: 'Open.', default: {} });
  });
  it('have all constraints, in order', () => {
    expect(properties.key).toEqual({
      type: 'string',
      description: 'Its key.',
      constraints: [
        { kind: 'length', min: 1, max: 9 },
        { kind: 'allowed_pattern', pattern: '[a-z]+' },
        { kind: 'custom_constraint', name: 'net_cidr' },
      ],
      secret: true,
    });
    expect(properties.kind?.constraints).toEqual([{ kind: 'allowed_values', values: ['a', 'b'] }]);
  });
  it('say what elements and keys are', () => {
    expect(properties.tags).toEqual({
      type: 'list',
      description: 'Its tags.',
      updateAllowed: true,
      items: { type: 'string', constraints: [{ kind: 'length', min: 1 }] },
    });
    expect(properties.pairs).toEqual({
      type: 'list',
      description: 'Its pairs.',
      updateAllowed: true,
      support: { status: 'SUPPORTED', version: '3.0' },
      items: {
        type: 'map',
        properties: {
          left: { type: 'boolean', description: 'Left?', required: true },
          right: { type: 'string', description: 'Right.' },
        },
      },
    });
    expect(properties.gate?.properties).toEqual({ to: { type: 'string', description: 'Where to.', required: true } });
  });
  it('say what else is taken, or is not', () => {
    const { properties } = schemaOf({ alarms: list('Alarms.', convertible), odd: text('Odd.', unimplemented) });
    expect(properties).toEqual({
      alarms: { type: 'list', description: 'Alarms.', allowConversion: true },
      odd: { type: 'string', description: 'Odd.', implemented: false },
    });
  });
  it('keep the order of the terms', () => {
    expect(Object.keys(properties).slice(0, 4)).toEqual(['name', 'port', 'share', 'key']);
  });
  it('may be written in full', () => {
    const schema = { type: 'string', description: 'Plain.', required: true } as const;
    expect(schemaOf({ plain: schema })).toEqual({
      properties: { plain: schema },
      members: {},
      translation: [],
      emptied: {},
      apart: {},
    });
  });
});

describe('members of requests', () => {
  it('are told where they differ from the names of the properties', () => {
    const { members, properties } = schemaOf({
      same: text('Same.'),
      other: text('Other.', sentAs('another')),
      apart: text('Apart.', unsent),
      old: renamedTo('other', 'Old. Use `other`.', hidden('1')),
    });
    expect(members).toEqual({ other: 'another', apart: null, old: null });
    expect(properties.other).toEqual({ type: 'string', description: 'Other.' });
  });
  it('of keys are told by their paths', () => {
    const { members } = schemaOf({
      ips: list('Addresses.', sentAs('fixed'), { net: map('Net.', { id: text('Id.', sentAs('net_id')) }) }),
    });
    expect(members).toEqual({ ips: 'fixed', 'ips.net.id': 'net_id' });
  });
});

describe('names that are looked up', () => {
  const resolve = (path: string[], client: string, finder: string, entity?: string) => ({
    rule: 'Resolve',
    path,
    client,
    finder,
    ...(entity === undefined ? {} : { entity }),
  });
  const network = (...path: string[]) => resolve(path, 'neutron', 'find_resourceid_by_name_or_id', 'network');

  it('are checked as well, at any depth', () => {
    const { properties, translation } = schemaOf({
      network: ref('neutron.network', 'Its network.', required),
      projects: list('Its projects.', of('string', naming('keystone.project'))),
      deep: map('Deep.', { nets: list('Nets.', { net: ref('neutron.network', 'The net.') }) }),
    });
    expect(properties.network?.constraints).toEqual([{ kind: 'custom_constraint', name: 'neutron.network' }]);
    expect(properties.projects?.items?.constraints).toEqual([{ kind: 'custom_constraint', name: 'keystone.project' }]);
    expect(translation).toEqual([
      network('network'),
      resolve(['projects'], 'keystone', 'get_project_id'),
      network('deep', 'nets', 'net'),
    ]);
  });
  it('may be checked alone, or looked up alone', () => {
    const { properties, translation } = schemaOf({
      checked: text('Checked.', checked('neutron.network')),
      found: text('Found.', lookedUp('neutron.network')),
    });
    expect(properties.checked?.constraints).toHaveLength(1);
    expect(properties.found).toEqual({ type: 'string', description: 'Found.' });
    expect(translation).toEqual([network('found')]);
  });
});

describe('older spellings', () => {
  it('give way to the newer property, and are like it', () => {
    const { properties, translation } = schemaOf({
      size: integer('Its size.', range(1), required, update),
      length: renamedTo('size', 'Its length. Use `size`.', update, hidden('5.0', deprecated('4.0'))),
    });
    expect(translation).toEqual([{ rule: 'Replace', path: ['size'], valuePath: ['length'] }]);
    expect(properties.length).toEqual({
      type: 'integer',
      description: 'Its length. Use `size`.',
      constraints: [{ kind: 'range', min: 1 }],
      updateAllowed: true,
      support: {
        status: 'HIDDEN',
        version: '5.0',
        message: 'Use `size` instead.',
        previous: { status: 'DEPRECATED', version: '4.0' },
      },
    });
  });
  it('say once what to use instead, and need not be checked', () => {
    const { properties } = schemaOf({
      size: integer('Its size.', range(1)),
      length: renamedTo(
        'size',
        'Its length. Use `size`.',
        unchecked,
        hidden('5.0', deprecated('4.0', 'No.', since('1.0'))),
      ),
    });
    expect(properties.length).toEqual({
      type: 'integer',
      description: 'Its length. Use `size`.',
      support: {
        status: 'HIDDEN',
        version: '5.0',
        previous: {
          status: 'DEPRECATED',
          version: '4.0',
          message: 'No.',
          previous: { status: 'SUPPORTED', version: '1.0' },
        },
      },
    });
  });
  it('stand beside the newer one in lists of maps', () => {
    const { translation } = schemaOf({
      nics: list('Cards.', {
        network: ref('neutron.network', 'Network.'),
        uuid: renamedTo('network', 'Id of it. Use `network`.', hidden('5.0')),
      }),
    });
    expect(translation).toContainEqual({ rule: 'Replace', path: ['nics', 'network'], valueName: 'uuid' });
  });
  it('may become one more element of a list', () => {
    const { translation } = schemaOf({
      agents: list('Agents.'),
      agent: text('Agent.', elementOf('agents')),
      sets: list('Sets.'),
      set: text('Set.', elementOf('sets', { of: { $property: 'set' }, min: 1 })),
    });
    expect(translation).toEqual([
      { rule: 'Add', path: ['agents'], value: [{ $property: 'agent' }] },
      { rule: 'Delete', path: ['agent'] },
      { rule: 'Add', path: ['sets'], value: [{ of: { $property: 'set' }, min: 1 }] },
      { rule: 'Delete', path: ['set'] },
    ]);
  });
  it('become elements within maps as they are', () => {
    const { translation } = schemaOf({ gate: map('Gate.', { ips: list('All.'), ip: text('One.', elementOf('ips')) }) });
    expect(translation).toEqual([
      { rule: 'Add', path: ['gate', 'ips'], valueName: 'ip' },
      { rule: 'Delete', path: ['gate', 'ip'] },
    ]);
    const built = elementOf('ips', { ip: { $property: 'ip' } });
    expect(() => schemaOf({ gate: map('Gate.', { ips: list('All.'), ip: text('One.', built) }) })).toThrow(
      'Below gate, ip can only be an element as it is.',
    );
  });
  it('have the keys of the newer one', () => {
    const { properties } = schemaOf({
      pairs: list('Pairs.', { left: text('Left.') }),
      couples: renamedTo('pairs', 'Pairs.', hidden('1')),
    });
    expect(properties.couples?.items).toEqual(properties.pairs?.items);
  });
  it('of nothing are a mistake', () => {
    expect(() => schemaOf({ old: renamedTo('new', 'Old. Use `new`.', hidden('1')) })).toThrow(
      'old is said to be an older spelling of new, which is not there.',
    );
  });
});

it('attributes have what is told to clients; where they are shown is for Hearth alone', () => {
  expect(
    attributesOf({
      state: text('Its state.', lives, since('1.0')),
      flavor: text('Its flavor.', shownAt('flavor.id'), uncached),
      any: anything('Anything.', secret),
    }),
  ).toEqual({
    state: { type: 'string', description: 'Its state.', lives: true, support: { status: 'SUPPORTED', version: '1.0' } },
    flavor: { type: 'string', description: 'Its flavor.', cache: 'none' },
    any: { description: 'Anything.', secret: true },
  });
});
