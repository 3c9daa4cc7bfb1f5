/** The language in a browser: bundled for one, and run where there is nothing of Node. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, 'entry.ts');
const MOST_KILOBYTES = 700;

let code = '';

beforeAll(async () => {
  expect(existsSync(ENTRY)).toBe(true);
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'iife', name: 'hearth', minify: true });
  await bundle.close();
  expect(output).toHaveLength(1);
  code = output[0].code;
}, 60_000);

/** What ECMAScript itself has, and what browsers have of what we use. */
function browser(): { lint(text: string): { code: string; suggestion?: string }[]; run(text: string): unknown } {
  const context = createContext({ TextDecoder, TextEncoder });
  runInContext(code, context);
  return (context as { hearth: ReturnType<typeof browser> }).hearth;
}

describe('the language, bundled for a browser', () => {
  it('needs nothing of Node', () => {
    expect(code).not.toMatch(/["']node:|\brequire\(|\bprocess\.|\bBuffer\b/);
    expect(code.length / 1024).toBeLessThan(MOST_KILOBYTES);
  });

  it('lints', () => {
    const found = browser().lint('heat_template_version: wallaby\nresources: {a: {type: Some::Thin}}\n');
    expect(found).toMatchObject([{ code: 'unknown-resource-type', suggestion: 'Some::Thing' }]);
  });

  it('parses, validates and evaluates', () => {
    const value = browser().run(`heat_template_version: wallaby
parameters:
  names: {type: comma_delimited_list, default: "b,a"}
conditions:
  many: {yaql: {expression: $.data.len() > 1, data: {get_param: names}}}
resources:
  r: {type: Some::Thing, properties: {size: {if: [many, 2, 1]}}}
outputs:
  o:
    value:
      text: {list_join: ["-", {yaql: {expression: $.data.orderBy($), data: {get_param: names}}}]}
      digest: {digest: [sha256, x]}
      url: {make_url: {scheme: https, host: example.org, path: /a}}
      each: {repeat: {for_each: {"<n>": {get_param: names}}, template: "n:<n>"}}
      id: {get_resource: r}
`);
    expect(value).toEqual({
      order: ['r'],
      size: 2,
      output: {
        text: 'a-b',
        digest: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
        url: 'https://example.org/a',
        each: ['n:b', 'n:a'],
        id: 'r',
      },
    });
  });
});
