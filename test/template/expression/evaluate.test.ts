import { describe, expect, it } from 'vitest';
import { bind, evaluate, NOTHING_KNOWN, parseTemplate, references } from '../../../src/template/index.ts';
import { Unknown } from '../../../src/template/schema/types.ts';
import type { Value } from '../../../src/template/value.ts';

const parameters = { get: (name: string): Value => ({ list: ['a', 'b'], flag: true })[name] ?? null };

function output(expression: string) {
  const text = `
heat_template_version: 2021-04-16
conditions: {yes_: {get_param: flag}}
resources:
  r: {type: A}
  gone: {type: A, condition: {not: yes_}}
outputs:
  o: {value: ${expression}}
`;
  const definition = bind(parseTemplate(text), { parameters });
  const value = definition.outputs.get('o')?.value;
  if (value === undefined) throw new Error('There is no such output.');
  return { definition, value };
}

const plan = (expression: string) => evaluate(output(expression).value, NOTHING_KNOWN);
const unknown = (what: string) => expect.objectContaining({ what });

describe('what is not known', () => {
  it('stays where it is in lists and maps', () => {
    expect(plan('{a: 1, b: {get_attr: [r, x, 0]}}')).toEqual({ a: 1, b: unknown('r.x.0') });
    expect(plan('{map_merge: [{a: 1}, {b: {get_resource: r}}]}')).toEqual({ a: 1, b: unknown('r') });
    expect(plan('{list_concat: [[a], [{get_resource: r}]]}')).toEqual(['a', unknown('r')]);
  });

  it('makes the value of a function that needs it unknown', () => {
    const value = plan("{list_join: ['-', [a, {str_replace: {template: $x, params: {$x: {get_resource: r}}}}]]}");
    expect(value).toBeInstanceOf(Unknown);
    expect(plan('{map_merge: [{a: 1}, {get_attr: [r, m]}]}')).toBeInstanceOf(Unknown);
  });

  it('does not matter where an `if` does not choose it', () => {
    expect(plan('{if: [yes_, a, {get_resource: r}]}')).toBe('a');
    expect(plan('[1, {if: [{not: yes_}, 2]}, 3]')).toEqual([1, 3]);
  });
});

describe('a bound template', () => {
  it('leaves out what is disabled', () => {
    const { definition } = output('1');
    expect([...definition.resources.keys()]).toEqual(['r']);
    expect([...definition.resourceNames]).toEqual(['r', 'gone']);
    expect(definition.conditions.all()).toEqual({ yes_: true });
  });

  it('says what it refers to', () => {
    const found = references(output('[{get_attr: [r, x, 0]}, {get_attr: [r]}, {get_resource: r}]').value);
    expect(found.resources).toEqual(new Set(['r']));
    expect(found.attributes).toEqual(new Map([['r', new Set(['x', '*'])]]));
    expect(found.paths).toEqual([['r', 'x', 0]]);
  });

  it('hands out constants without copying them', () => {
    const { definition, value } = output('{a: [1, {b: c}]}');
    const raw = definition.template.section('outputs').o as { value: Value };
    expect(evaluate(value, NOTHING_KNOWN)).toBe(raw.value);
  });
});
