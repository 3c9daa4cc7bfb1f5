import { describe, expect, it } from 'vitest';
import { HeatError } from '../../src/errors.ts';
import { readEnvironmentLater, readTemplateLater } from '../../src/reading/reading.ts';
import { readTemplateText } from '../../src/template/index.ts';
import { Float } from '../../src/template/value.ts';

const MOST = 524_288;
const HEAD = 'heat_template_version: 2021-04-16\n';
const long = (rest: string) => `${HEAD}${rest}outputs:\n${'  o: {value: x}\n'.repeat(10_000)}`;

async function failure(work: Promise<unknown>): Promise<HeatError> {
  return await work.then(
    () => expect.fail('nothing was thrown'),
    (error) => error as HeatError,
  );
}

describe('a long text', () => {
  const odd = `metadata: &m
  float: 1.0
  small: 1.5
  large: 123456789012345678901234567890
  truth: yes
  __proto__: {a: 2.0}
again: [*m, *m]
`;

  it('is read as a short one is, in the order in which they come', async () => {
    const texts = [long(odd), long('description: one\n'), long('description: two\n')];
    const documents = await Promise.all(texts.map((text) => readTemplateLater(text, MOST)));
    expect(documents).toEqual(texts.map((text) => readTemplateText(text)));
    const { metadata, again } = documents[0] as Record<string, Record<string, unknown>>;
    expect(metadata?.['float']).toBeInstanceOf(Float);
    expect(Object.hasOwn(metadata ?? {}, '__proto__')).toBe(true);
    // What aliases share stays shared.
    expect(again?.[0]).toBe(metadata);
    expect(again?.[1]).toBe(metadata);
  });

  it('has errors as a short one has, with their place', async () => {
    const error = await failure(readTemplateLater(`${long('')}]`, MOST));
    expect(error).toBeInstanceOf(HeatError);
    expect(error.code).toBe('ValueError');
    expect(error.diagnostics[0]).toMatchObject({ code: 'invalid-yaml', start: { line: 10_003 } });
    // And the next one is read.
    expect(await readTemplateLater(long('description: next\n'), MOST)).toMatchObject({ description: 'next' });
  });

  it('is refused beyond the limit of its size', async () => {
    for (const most of [1000, 100_000]) {
      expect(await failure(readTemplateLater(long(''), most))).toMatchObject({ code: 'RequestLimitExceeded' });
    }
  });

  it('keeps nobody waiting', async () => {
    const text = `${HEAD}outputs: {a: {value: [${'0,'.repeat(200_000)}]}}\n`;
    await readTemplateLater(long(''), MOST);
    const turns: string[] = [];
    const read = readTemplateLater(text, MOST).then(() => turns.push('read'));
    setImmediate(() => turns.push('another'));
    await read;
    expect(turns).toEqual(['another', 'read']);
  });
});

describe('an environment', () => {
  it('is read the same way', async () => {
    const text = `parameters:\n${'  size: 3\n'.repeat(10_000)}`;
    expect(await readEnvironmentLater(text)).toEqual({ parameters: { size: 3 } });
    expect(await failure(readEnvironmentLater(`no_such_section: 1\n${text}`))).toMatchObject({ code: 'ValueError' });
    expect(await readEnvironmentLater('')).toEqual({});
  });
});
