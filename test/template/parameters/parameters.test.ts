import { describe, expect, it } from 'vitest';
import {
  checkImmutable,
  checkParameterGroups,
  checkStackName,
  parameterDialect,
  parseParameterSchemas,
  resolveParameters,
} from '../../../src/template/parameters/index.ts';
import { Float, type ValueMap } from '../../../src/template/value.ts';

const identity = { stackName: 'web', stackId: 'id', projectId: 'project' };
const HOT = parameterDialect('hot', '2021-04-16');
const hot = (section: ValueMap, values: ValueMap = {}, defaults: ValueMap = {}) =>
  resolveParameters(parseParameterSchemas(section, HOT), { kind: 'hot', ...identity, values, defaults });

describe('values', () => {
  it('come from the user, the environment, the template, in this order', () => {
    const parameters = hot(
      { a: { type: 'string', default: 't' }, b: { type: 'string', default: 't' }, c: { type: 'string', default: 't' } },
      { a: 'u' },
      { a: 'e', b: 'e' },
    );
    expect([parameters.get('a'), parameters.get('b'), parameters.get('c')]).toEqual(['u', 'e', 't']);
  });

  it('are read by type, and shown as texts', () => {
    const section = {
      text: { type: 'string' },
      number: { type: 'number' },
      list: { type: 'comma_delimited_list' },
      json: { type: 'json' },
      flag: { type: 'boolean' },
      secret: { type: 'string', hidden: true },
    };
    const values = { text: true, number: '1.0', list: [1, 'b'], json: '{"a": [1.0]}', flag: 'on', secret: 's3' };
    const parameters = hot(section, values);
    parameters.validate();
    const fixed = { 'OS::stack_id': 'id', 'OS::project_id': 'project', 'OS::stack_name': 'web' };
    expect(parameters.values()).toEqual({
      ...fixed,
      text: 'True',
      number: new Float(1),
      list: ['1', 'b'],
      json: { a: [new Float(1)] },
      flag: true,
      secret: 's3',
    });
    expect(parameters.shown()).toEqual({
      ...fixed,
      text: 'True',
      number: '1.0',
      list: '1,b',
      json: '{"a": [1.0]}',
      flag: 'True',
      secret: '******',
    });
  });

  it('reports everything that is wrong, first what belongs to no parameter', () => {
    const parameters = hot(
      { size: { type: 'number' }, name: { type: 'string', constraints: [{ length: { max: 1 } }] } },
      { sice: 1, name: 'ab' },
    );
    expect(parameters.problems().map(({ name, error, suggestion }) => [name, error.code, suggestion])).toEqual([
      ['sice', 'UnknownUserParameter', 'size'],
      ['size', 'UserParameterMissing', undefined],
      ['name', 'StackValidationFailed', undefined],
    ]);
    expect(parameters.problems({ values: false }).map(({ name }) => name)).toEqual(['sice']);
  });
});

describe('schemas', () => {
  it.each<[ValueMap, string]>([
    [{ p: { type: 'nope' } }, '2021-04-16'],
    [{ p: { type: 'string', colour: 'red' } }, '2021-04-16'],
    [{ p: { type: 'string', tags: [] } }, '2017-09-01'],
    [{ p: { type: 'number', constraints: [{ modulo: { step: 2, offset: 1 } }] } }, '2016-10-14'],
    [{ p: 'string' }, '2021-04-16'],
  ])('refuses %o in %s', (section, version) => {
    const parse = () => parseParameterSchemas(section, parameterDialect('hot', version));
    expect(parse).toThrow(expect.objectContaining({ code: 'InvalidSchemaError' }));
  });

  it('reads CloudFormation constraints', () => {
    const section = { P: { Type: 'Number', MinValue: '1', MaxValue: 3, NoEcho: 'TRUE', ConstraintDescription: 'few' } };
    const schema = parseParameterSchemas(section, parameterDialect('cfn', '2010-09-09')).get('P');
    expect(schema).toMatchObject({ type: 'number', hidden: true });
    expect(schema?.value.constraints).toEqual([{ kind: 'range', min: 1, max: 3, description: 'few' }]);
  });
});

describe('updates', () => {
  it('may not change what is immutable', () => {
    const section = { p: { type: 'number', immutable: true, default: 1 }, q: { type: 'string', default: 'a' } };
    const current = hot(section);
    expect(() => checkImmutable(current, hot(section, { q: 'b' }), { q: 'b' })).not.toThrow();
    expect(() => checkImmutable(current, hot(section, { p: 2 }), { p: 2 })).toThrow(
      expect.objectContaining({ code: 'ImmutableParameterModified' }),
    );
  });
});

describe('groups', () => {
  const has = (name: string) => ['a', 'b'].includes(name);
  it('hold each parameter once', () => {
    expect(() => checkParameterGroups([{ parameters: ['a'] }, { parameters: ['b'] }], has)).not.toThrow();
    expect(() => checkParameterGroups([{ parameters: ['a'] }, { parameters: ['a'] }], has)).toThrow(/one group/);
    expect(() => checkParameterGroups([{ parameters: ['c'] }], has)).toThrow(/no parameter/);
    expect(() => checkParameterGroups({ parameters: [] }, has)).toThrow(/list/);
  });
});

describe('stack names', () => {
  it('begin with a letter', () => {
    expect(checkStackName('web-1.a_b')).toBe('web-1.a_b');
    for (const name of ['', '1a', 'a b', 'ä', 5, `a${'b'.repeat(255)}`]) {
      expect(() => checkStackName(name)).toThrow(expect.objectContaining({ code: 'StackValidationFailed' }));
    }
  });
});
