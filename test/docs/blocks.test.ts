/** What stands in the documentation as data or as text of a program is well-formed. */
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/options.ts';
import type { Reason } from '../../src/plan/index.ts';
import { allBlocks, blocks, page, pages, whereOf } from './pages.ts';

const LANGUAGES = ['yaml', 'json', 'js', 'lua', 'sh', 'console', 'text'];
const fenced = allBlocks().filter(({ language }) => language !== '');
const of = (language: string) =>
  fenced.filter((block) => block.language === language).map((block) => [whereOf(block), block.text] as const);

describe('blocks of code', () => {
  it('are found, fenced and indented', () => {
    const text = 'Text\n\n    hearth up\n    hearth down\n\n```yaml\na: 1\n```\n* point\n    that goes on\n';
    expect(blocks({ path: 'x.md', text })).toEqual([
      { page: 'x.md', line: 3, language: '', text: 'hearth up\nhearth down\n' },
      { page: 'x.md', line: 7, language: 'yaml', text: 'a: 1\n' },
    ]);
  });

  it('that are fenced name a language that is known', () => {
    const unnamed = pages().flatMap(({ path, text }) => {
      const fences = text.split('\n').flatMap((line, index) => (/^\s*```/.test(line) ? [{ line, index }] : []));
      const open = fences.filter((_fence, order) => order % 2 === 0);
      return open
        .filter(({ line }) => !LANGUAGES.includes(line.trim().slice(3)))
        .map(({ index }) => `${path}:${index}`);
    });
    expect(unnamed).toEqual([]);
  });

  it.each(of('json'))('%s is JSON', (_where, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it.each(of('yaml'))('%s is YAML', (_where, text) => {
    expect(() => load(text)).not.toThrow();
  });
});

describe('configurations', () => {
  const configurations = allBlocks().filter(({ text }) => /^# .*hearth\.yaml\n/.test(text));

  it('are there', () => {
    expect(configurations.length).toBeGreaterThan(1);
  });

  it.each(configurations.map((block) => [whereOf(block), block.text] as const))(
    '%s has options only',
    (_where, text) => {
      const unknown = Object.keys(load(text) as object).filter((name) => !Object.hasOwn(OPTIONS, name));
      expect(unknown).toEqual([]);
    },
  );

  it('by variables name options, too', () => {
    const named = pages().flatMap(({ text }) => text.match(/HEARTH_[A-Z][A-Z_]+/g) ?? []);
    const unknown = named
      .filter((name) => !name.startsWith('HEARTH_TEST_'))
      .filter((name) => !Object.hasOwn(OPTIONS, name.slice('HEARTH_'.length).toLowerCase()));
    expect(named.length).toBeGreaterThan(2);
    expect(unknown).toEqual([]);
  });
});

describe('plans', () => {
  const FATES = ['create', 'update', 'replace', 'keep', 'delete'];
  /** A closed set: one that is missing here does not compile. */
  const WHY = {
    new: 1,
    unchanged: 1,
    external: 1,
    nested: 1,
    'type-asks': 1,
    'not-wanted': 1,
    'stack-deleted': 1,
    leftover: 1,
    replaced: 1,
    'stack-replaced': 1,
    action: 1,
    'type-changed': 1,
    'properties-changed': 1,
    'definition-changed': 1,
    'failed-before': 1,
    'taken-back': 1,
    gone: 1,
    interrupted: 1,
    refused: 1,
  } satisfies Record<Reason['why'], 1>;
  const shown = of('json').filter(([, text]) => text.startsWith('{"steps"'));

  it.each(shown)('%s is made of steps that need each other, and adds up', (_where, text) => {
    const { steps, summary } = JSON.parse(text) as {
      steps: { id: string; needs: string[]; decision: { fate: string; either: string[]; reason: { why: string } } }[];
      summary: Record<string, number>;
    };
    const ids = steps.map(({ id }) => id);
    for (const { needs, decision } of steps) {
      expect(ids).toEqual(expect.arrayContaining(needs));
      expect(decision.either).toContain(decision.fate);
      expect(FATES).toEqual(expect.arrayContaining(decision.either));
      expect(Object.keys(WHY)).toContain(decision.reason.why);
    }
    const counted = steps.filter(({ decision }) => decision.reason.why !== 'replaced');
    for (const fate of FATES) {
      expect(summary[fate]).toBe(counted.filter(({ decision }) => decision.fate === fate).length);
    }
  });

  it('have all the reasons that the page names', () => {
    const [, list = ''] = /\* `why` is one of (.*?)\.\n/s.exec(page('docs/operations.md').text) ?? [];
    expect(list.match(/[a-z-]+/g)?.sort()).toEqual(Object.keys(WHY).sort());
  });
});
