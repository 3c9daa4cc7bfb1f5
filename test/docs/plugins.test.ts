/** The parts of a plugin that its page shows make a whole one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withPlugins } from '../../src/cli/wiring/plugins.ts';
import { KIT } from '../../src/resources/plugins/extend.ts';
import { blocks, page } from './pages.ts';

const [shape = '', ...parts] = blocks(page('docs/plugins.md'))
  .filter(({ language }) => language === 'js')
  .map(({ text }) => text);

it('is loaded, part by part', async () => {
  const [, kit = ''] = /^export default \(\{ ([^}]*) \}\)/.exec(shape) ?? [];
  expect(Object.keys(KIT)).toEqual(expect.arrayContaining(kit.split(', ')));
  const [terms = ''] = /const \{[^}]*\} = terms/.exec(page('docs/plugins.md').text) ?? [];

  const written = parts.flatMap((text) => text.split(/\n(?=\w+: [{[])/));
  const plugin = shape.replace('export default ', '').replace(/(\w+): [{[] … [}\]],/g, (_all, name: string) => {
    const part = written.find((text) => text.startsWith(`${name}: `));
    expect(part, `${name} is shown`).toBeDefined();
    return part as string;
  });
  const slug = `const slugOf = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');`;
  const folder = mkdtempSync(join(tmpdir(), 'hearth-docs-'));
  const path = join(folder, 'naming.mjs');
  writeFileSync(
    path,
    `${slug}\nexport default (kit) => {\nconst { terms } = kit;\n${terms};\nreturn (${plugin.replace(/;\s*$/, '')})(kit);\n};\n`,
  );
  const { catalogue, undo } = await withPlugins([path]);
  try {
    const label = catalogue.get('Example::Naming::Label');
    expect(Object.keys(label?.properties ?? {})).toEqual(['parts', 'separator']);
    const operation = { properties: { parts: ['a', 'b'], separator: '+' } };
    expect(await label?.create(operation as unknown as Parameters<typeof label.create>[0])).toBe('a+b');
  } finally {
    undo();
    rmSync(folder, { recursive: true });
  }
});
