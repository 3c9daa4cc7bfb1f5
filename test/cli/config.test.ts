import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/config/load.ts';
import { optionsAsMarkdown, optionsAsText } from '../../src/cli/config/reference.ts';
import { DEFAULT_OPTIONS } from '../../src/engine/options.ts';
import { OPTIONS } from '../../src/options.ts';

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hearth-config-')), 'hearth.yaml');
  writeFileSync(path, content);
  return path;
}

describe('the configuration', () => {
  it('has a value for every option', () => {
    const config = loadConfig({ environment: {} });
    expect(Object.keys(config)).toEqual(Object.keys(OPTIONS));
    expect(config).toMatchObject({ api_port: 8004, database_url: null, hidden_stack_tags: [] });
  });

  it('agrees with the defaults of the engine', () => {
    const config: Record<string, unknown> = { ...loadConfig({ environment: {} }) };
    for (const [name, value] of Object.entries(DEFAULT_OPTIONS)) {
      if (name in config) expect([name, config[name] ?? '']).toEqual([name, value]);
    }
  });

  it('takes the file over defaults, the environment over the file, the command line over all', () => {
    const path = file('api_port: 1\napi_host: one\nmetrics: true\nhidden_stack_tags: [a, b]\n');
    const environment = {
      HEARTH_CONFIG: path,
      HEARTH_API_HOST: 'two',
      HEARTH_METRICS: 'off',
      DATABASE_URL: 'postgres://x',
    };
    expect(loadConfig({ environment, flags: { api_host: 'three', api_port: undefined } })).toMatchObject({
      api_port: 1,
      api_host: 'three',
      metrics: false,
      hidden_stack_tags: ['a', 'b'],
      database_url: 'postgres://x',
    });
    const both = {
      DATABASE_URL: 'postgres://x',
      HEARTH_DATABASE_URL: 'postgres://y',
      HEARTH_HIDDEN_STACK_TAGS: 'p, q,',
    };
    expect(loadConfig({ environment: both })).toMatchObject({
      database_url: 'postgres://y',
      hidden_stack_tags: ['p', 'q'],
    });
  });

  it.each([
    [{ HEARTH_API_PORT: 'x' }, 'HEARTH_API_PORT: api_port has to be a number ("x")'],
    [{ HEARTH_API_PORT: '1.5' }, 'HEARTH_API_PORT: api_port has to be a whole number ("1.5")'],
    [{ HEARTH_API_PORT: '-1' }, 'HEARTH_API_PORT: api_port has to be at least 0 ("-1")'],
    [{ HEARTH_METRICS: 'maybe' }, 'HEARTH_METRICS: metrics has to be true or false ("maybe")'],
    [
      { HEARTH_LOG_LEVEL: 'loud' },
      'HEARTH_LOG_LEVEL: log_level has to be one of debug, info, warn, error, silent ("loud")',
    ],
  ])('refuses %j', (environment, message) => {
    expect(() => loadConfig({ environment })).toThrow(message);
  });

  it('refuses files that are none, and options there are not', () => {
    expect(() => loadConfig({ file: file('colour: red'), environment: {} })).toThrow('there is no option colour');
    expect(() => loadConfig({ file: file('- a'), environment: {} })).toThrow('has to be a mapping');
    expect(() => loadConfig({ file: file('a: ['), environment: {} })).toThrow('cannot be read');
    expect(() => loadConfig({ file: '/does/not/exist.yaml', environment: {} })).toThrow('cannot be read');
  });

  it('never tells a secret', () => {
    const content = 'stack_domain_admin_password: {a: topsecret}';
    const failure = (): unknown => loadConfig({ file: file(content), environment: {} });
    expect(failure).toThrow(/has to be text$/);
  });

  it('is documented whole', () => {
    for (const name of Object.keys(OPTIONS)) {
      expect(optionsAsMarkdown()).toContain(`| \`${name}\` |`);
      expect(optionsAsText()).toContain(`${name} (`);
    }
  });
});
