import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collectFiles } from '../../src/cli/files/collect.ts';

function folder(files: Record<string, string>): { path: (name: string) => string; url: (name: string) => string } {
  const root = mkdtempSync(join(tmpdir(), 'hearth-files-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { path: (name) => join(root, name), url: (name) => pathToFileURL(join(root, name)).href };
}

describe('gathering files', () => {
  it('follows templates, files and registries, each from where it is mentioned', async () => {
    const { path, url } = folder({
      'top.yaml':
        'resources:\n  a: {type: nested/one.yaml, properties: {x: {get_file: boot.sh}}}\n  b: {type: My::Type}\n',
      'boot.sh': 'echo top',
      'nested/one.yaml':
        'heat_template_version: 2021-04-16\nresources:\n  r: {type: two.template, properties: {f: {get_file: ../boot.sh}}}\n',
      'nested/two.template': '{"HeatTemplateFormatVersion": "2012-12-12", "Resources": {}}',
      'env/e.yaml':
        'resource_registry:\n  base_url: ../nested\n  My::Type: two.template\n  resources: {b: {"OS::X": "two.template", hooks: pre-create}}\nparameters: {p: 1.0}\n',
    });
    const { template, files, environmentFiles } = await collectFiles(path('top.yaml'), [path('env/e.yaml')]);
    expect(template).toEqual({
      resources: {
        a: { type: url('nested/one.yaml'), properties: { x: { get_file: url('boot.sh') } } },
        b: { type: 'My::Type' },
      },
    });
    expect(Object.keys(files).sort()).toEqual(
      ['boot.sh', 'env/e.yaml', 'nested/one.yaml', 'nested/two.template'].map(url).sort(),
    );
    expect(JSON.parse(files[url('nested/one.yaml')] ?? '')).toMatchObject({
      resources: { r: { type: url('nested/two.template'), properties: { f: { get_file: url('boot.sh') } } } },
    });
    expect(environmentFiles).toEqual([url('env/e.yaml')]);
    expect(files[url('env/e.yaml')]).toContain('"p":1.0');
    expect(JSON.parse(files[url('env/e.yaml')] ?? '')).toMatchObject({
      resource_registry: {
        'My::Type': url('nested/two.template'),
        resources: { b: { 'OS::X': url('nested/two.template'), hooks: 'pre-create' } },
      },
    });
  });

  it('comes to an end where templates mention each other', async () => {
    const { path, url } = folder({
      'a.yaml': 'resources: {r: {type: b.yaml}}',
      'b.yaml': 'resources: {r: {type: a.yaml}}',
    });
    expect(Object.keys((await collectFiles(path('a.yaml'))).files)).toEqual([url('b.yaml')]);
  });

  it('names the file that is missing or wrong', async () => {
    const { path } = folder({ 'a.yaml': 'resources: {r: {type: none.yaml}}', 'b.yaml': 'a: [' });
    await expect(collectFiles(path('a.yaml'))).rejects.toThrow(`Cannot read ${path('none.yaml')}`);
    await expect(collectFiles(path('b.yaml'))).rejects.toThrow(path('b.yaml'));
  });
});
