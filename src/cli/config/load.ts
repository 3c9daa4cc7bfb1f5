/** Puts the configuration together: defaults < file < environment < command line. */
import { existsSync, readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { type Config, OPTIONS, type Option, variableOf } from '../../options.ts';
import { ConfigError, readValue } from './values.ts';

export interface ConfigSources {
  /** YAML or JSON; default `HEARTH_CONFIG`, else `hearth.yaml` or `/etc/hearth/hearth.yaml` where there is one. */
  file?: string;
  environment?: Readonly<Record<string, string | undefined>>;
  /** By option name; undefined ones are not given. */
  flags?: Readonly<Record<string, unknown>>;
}

const FILES = ['hearth.yaml', '/etc/hearth/hearth.yaml'];

/** Throws {@link ConfigError} that names the option and where the value came from. */
export function loadConfig(sources: ConfigSources = {}): Config {
  const environment = sources.environment ?? process.env;
  const named = sources.file ?? environment.HEARTH_CONFIG;
  const file = named ?? FILES.find((path) => existsSync(path));
  const fromFile = file === undefined ? {} : readFile(file);
  const config: Record<string, Option['default']> = {};
  for (const [name, option] of Object.entries(OPTIONS) as [string, Option][]) {
    let value = option.default;
    if (fromFile[name] !== undefined) value = readValue(name, option, fromFile[name], file ?? '');
    for (const variable of [...(option.variables ?? []).toReversed(), variableOf(name)]) {
      const given = environment[variable];
      if (given !== undefined && given !== '') value = readValue(name, option, given, variable);
    }
    const flag = sources.flags?.[name];
    if (flag !== undefined) value = readValue(name, option, flag, 'command line');
    config[name] = value;
  }
  return config as Config;
}

function readFile(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = loadYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`${path} has to be a mapping of options`);
  }
  const unknown = Object.keys(content).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown !== undefined) throw new ConfigError(`${path}: there is no option ${unknown}`);
  return content as Record<string, unknown>;
}
