import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../../src/template/index.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CODES = Object.keys(DIAGNOSTIC_CODES);

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'codes.ts')
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

describe('the codes of diagnostics', () => {
  it('are on the page of the documentation, each with its meaning', () => {
    const page = readFileSync(join(ROOT, 'docs/diagnostics.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.+?) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(Object.fromEntries(rows)).toEqual(DIAGNOSTIC_CODES);
    expect(rows).toHaveLength(CODES.length);
  });

  it.each(CODES)('%s is said somewhere', (code) => expect(sources).toContain(`'${code}'`));

  it('are all that there are', () => {
    const said = [...sources.matchAll(/code: '([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code);
    expect(said.filter((code) => !CODES.includes(code as string))).toEqual([]);
  });
});
