/** Whatever a small template makes of itself comes to an end; what evaluates in one go has one account. */
import { describe, expect, it } from 'vitest';
import { Effort } from '../../../src/template/expression/effort.ts';
import { Evaluation, NOTHING_KNOWN, type Resolved } from '../../../src/template/expression/evaluate.ts';
import { bind, parseTemplate } from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import type { Value } from '../../../src/template/value.ts';

const STACK = { kind: 'hot', stackName: 's', stackId: 'i', projectId: 'p' } as const;

/** What a value of a template takes, in values. */
function spent(value: Value, files: Record<string, string> = {}): { spent: number; value: Resolved } {
  const template = parseTemplate({ heat_template_version: '2021-04-16', outputs: { o: { value } } }, { files });
  const { outputs } = bind(template, { parameters: resolveParameters(new Map(), STACK) });
  const effort = new Effort();
  const before = effort.left;
  const result = new Evaluation(NOTHING_KNOWN, effort).value(outputs.get('o')?.value ?? null);
  return { spent: before - effort.left, value: result };
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
const record = (keys: string[], value: Value) => Object.fromEntries(keys.map((key) => [key, value]));

/** Each for an input of about a size. */
const GROWING: Record<string, (size: number) => [Value, Record<string, string>?]> = {
  str_replace: (n) => [{ str_replace: { template: names(n).join('<'), params: record(names(n), 'x') } }],
  'str_replace, nothing found': (n) => [{ str_replace: { template: '<'.repeat(n), params: record(names(n), 'x') } }],
  'list_join of maps': (n) => [{ list_join: [',', names(n).map((k) => ({ k }))] }],
  list_concat: (n) => [{ list_concat: [names(n), names(n)] }],
  'list_concat_unique of texts': (n) => [{ list_concat_unique: [names(n), names(n)] }],
  'list_concat_unique of lists': (n) => [{ list_concat_unique: [names(n).map((k) => [k, 1])] }],
  'list_concat_unique of numbers': (n) => [{ list_concat_unique: [names(n).map((_, i) => i)] }],
  filter: (n) => [{ filter: [names(n), names(2 * n)] }],
  contains: (n) => [{ contains: ['x', names(n)] }],
  str_split: (n) => [{ str_split: [',', 'a,'.repeat(n)] }],
  digest: (n) => [{ digest: ['sha256', 'x'.repeat(n)] }],
  map_merge: (n) => [{ map_merge: [record(names(n), 'a'), record(names(n), 'b')] }],
  map_replace: (n) => [{ map_replace: [record(names(n), 'a'), { keys: record(names(1), 'z'), values: { a: 'b' } }] }],
  repeat: (n) => [{ repeat: { for_each: { '<n>': names(n) }, template: 'x<n>' } }],
  yaql: (n) => [{ yaql: { expression: '$.data.len()', data: 'x'.repeat(n) } }],
};

describe.each(Object.entries(GROWING))('%s', (_name, make) => {
  it('takes what its input is long', () => {
    const [small, large] = [500, 1000].map((size) => spent(...make(size)).spent) as [number, number];
    expect(large).toBeGreaterThan(small);
    expect(large / small).toBeLessThan(3);
  });
});

describe('too much', () => {
  it.each<[string, Value, Record<string, string>?]>([
    [
      'a text that is searched again and again',
      names(300).map(() => ({ str_split: [',', { get_file: 'f' }, 1] })),
      { f: 'a,'.repeat(200_000) },
    ],
    ['digests', names(100).map(() => ({ digest: ['md5', { get_file: 'f' }] })), { f: 'x'.repeat(400_000) }],
    ['expressions', names(1000).map(() => ({ yaql: { expression: 'range(190).select($ + 1).sum()' } }))],
    ['combinations', { repeat: { for_each: { '<a>': names(300), '<b>': names(300) }, template: names(10) } }],
  ])('%s', (_name, value, files) => {
    expect(() => spent(value, files)).toThrow(/too many values/);
  });

  it('conditions have one account', () => {
    const conditions = record(names(4000), { contains: ['x', { get_param: 'l' }] });
    const template = parseTemplate({
      heat_template_version: '2021-04-16',
      parameters: { l: { type: 'json', default: names(3000) } },
      conditions,
      outputs: record(names(4000), { value: { if: ['n1', 1, 2] } }) as Value,
    } as never);
    const parameters = resolveParameters(template.parameterSchemas, STACK);
    expect(() => bind(template, { parameters }).conditions.all()).toThrow(/too many values/);
  });
});
